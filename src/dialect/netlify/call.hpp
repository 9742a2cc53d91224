// One request as the endpoints of this dialect see it.
#pragma once
#include "base/route.hpp"
#include "core/usecase/request_context.hpp"
#include "dialect/access/credentials.hpp"
#include "dialect/netlify/api.hpp"

namespace gotrue::netlify {

struct Call {
  const Api& api;
  RequestScope& scope;
  const Instance& instance;  // the one that the request is for; outlives the call
  const FunctionHooks* function_hooks = nullptr;  // of X-Nf-Sign, or of a state
  std::string_view netlify_id = {};               // likewise

  const HttpRequest& http() const { return scope.http; }
  // The context of the use cases, in the audience of the request (of its token when there is one).
  RequestContext context(const VerifiedAccessToken* token = nullptr) const;
  RequestContext context_in(std::string audience) const;

  // The answer to an error; its reason goes to the log, and a bad bearer token also clears the cookie.
  HttpResponse refuse(const Error& error) const;
  // The same in the envelope of RFC 6749.
  HttpResponse refuse_grant(const Error& error) const;
};

// The answer to an error that was found before the instance of the request; its reason goes to the log.
HttpResponse refuse_request(RequestScope& scope, const Error& error);

// The origin of the site of the instance that a request is for; empty when there is no such instance or it has none.
std::string find_site_origin(const Api& api, const HttpRequest& request);

// Where a handler runs that waits for nothing itself: finding its instance may read the storage.
Lane light_lane(const Api& api);

// A handler that needs no credentials.
using OpenHandler = Result<HttpResponse> (*)(const Call&);
RouteHandler open(const Api& api, OpenHandler handler);
// The same for requests that bring a state and in multi-instance mode no X-Nf-Sign (/callback, POST /saml/acs): the state
// names the instance. `state_of` finds it in the request; a bad one is the handler's to refuse, in an instance of no tenant.
using StateOf = std::string (*)(const HttpRequest&);
using StateHandler = Result<HttpResponse> (*)(const Call&, const Result<OAuthState>&);
RouteHandler open_by_state(const Api& api, StateOf state_of, StateHandler handler);
// As open, refused while the e-mail provider is switched off (GOTRUE_EXTERNAL_EMAIL_DISABLED).
RouteHandler open_email(const Api& api, OpenHandler handler);

// A handler for the bearer of an access token.
using UserHandler = Result<HttpResponse> (*)(const Call&, const VerifiedAccessToken&);
RouteHandler for_user(const Api& api, UserHandler handler);

// The row of the bearer, for Route::seek.
std::function<SoughtRow(RequestScope&)> seek_bearer(const Api& api);
// The row that `seek` finds in the parameters of a request, likewise.
using SeekInInstance = SoughtRow (*)(const Api& api, const Instance& instance, const HttpRequest& request);
std::function<SoughtRow(RequestScope&)> seek_in_instance(const Api& api, SeekInInstance seek);

// A handler for admins.
using AdminHandler = Result<HttpResponse> (*)(const Call&, const AdminCredentials&);
RouteHandler for_admin(const Api& api, AdminHandler handler);

// The UUID in the path. Error: UserIdInvalid.
Result<Uuid> path_user_id(const Call& call);

// Where a request goes that may wait for a hook: Outbound, or `otherwise` where no hook is ever called.
Lane lane_for_hooks(const Api& api, Lane otherwise);

// Blocking when the body sets a password (its hash is waited for), else Write.
Lane lane_by_password(const HttpRequest& request);

}  // namespace gotrue::netlify
