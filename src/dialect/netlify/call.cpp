#include "dialect/netlify/call.hpp"

#include "base/url.hpp"
#include "base/utf8.hpp"
#include "core/policy/name_rules.hpp"
#include "dialect/netlify/errors.hpp"
#include "dialect/netlify/instance_header.hpp"
#include "dialect/netlify/present_tokens.hpp"

namespace gotrue::netlify {
namespace {

// What the log says of a refused request.
void log_refusal(RequestScope& scope, const Error& error) {
  const std::string& reason = error.internal.empty() ? describe(error).text : error.internal;
  scope.log.set("error", reason);
}

void log_user(RequestScope& scope, const VerifiedAccessToken& token) { scope.log.set("user_id", token.subject); }

// No user has an audience that no database could hold.
std::optional<HttpResponse> refuse_audience(const Call& call) {
  const std::string_view audience = call.scope.http.field("X-JWT-AUD");
  if (audience.size() > kMaxNameBytes) {
    return call.refuse(make_error(ErrorCode::InvalidInput, "X-JWT-AUD must not be longer than 255 bytes"));
  }
  if (!is_valid_utf8(audience)) return call.refuse(make_error(ErrorCode::InvalidInput, "X-JWT-AUD must be UTF-8"));
  return std::nullopt;
}

// The instance that a request is for, as long as it is worked on.
struct AddressedInstance {
  std::shared_ptr<const Instance> instance;
  FunctionHooks function_hooks;
  std::string netlify_id;
};

std::string origin_of(const std::string& site_url) {
  const auto url = Url::parse(site_url);
  return url ? url->origin() : std::string();
}

Result<AddressedInstance> find_instance(const Api& api, RequestScope& scope, InstanceClaims claims) {
  scope.log.set("instance_id", claims.id.to_string());
  scope.log.set("netlify_id", claims.netlify_id);
  auto instance = TRY(api.instances.find(claims.id, claims.site_url));
  scope.log.set("site_url", instance->settings.site_url);
  // Wanted by CORS alone.
  if (!scope.http.field("Origin").empty()) scope.credential_origin = origin_of(instance->settings.site_url);
  return AddressedInstance{std::move(instance), std::move(claims.function_hooks), std::move(claims.netlify_id)};
}

Result<AddressedInstance> find_instance(const Api& api, RequestScope& scope) {
  return find_instance(api, scope, TRY(read_instance_header(api.services, *api.operator_mac, scope.http)));
}

Call make_call(const Api& api, RequestScope& scope, const AddressedInstance& addressed) {
  return {api, scope, *addressed.instance, &addressed.function_hooks, addressed.netlify_id};
}

// Calls `handle` with the instance of the request.
template <class Handle>
HttpResponse in_instance(const Api& api, RequestScope& scope, const Handle& handle) {
  if (!api.is_multi()) return handle(Call{api, scope, api.instance});
  const auto addressed = find_instance(api, scope);
  if (!addressed) return refuse_request(scope, addressed.error());
  return handle(make_call(api, scope, *addressed));
}

HttpResponse answer(const Call& call, Result<HttpResponse> result) {
  if (!result) return call.refuse(result.error());
  return std::move(*result);
}

}  // namespace

RequestContext Call::context_in(std::string audience) const {
  return {instance, std::move(audience), scope.client_address, std::string(scope.http.field("User-Agent")),
          function_hooks};
}

RequestContext Call::context(const VerifiedAccessToken* token) const {
  return context_in(audience_of(scope.http, token, instance));
}

HttpResponse Call::refuse(const Error& error) const {
  log_refusal(scope, error);
  HttpResponse response = present_error(error, scope.request_id);
  if (error.code == ErrorCode::AccessTokenInvalid) clear_cookie(response, instance.settings.cookies);
  return response;
}

HttpResponse Call::refuse_grant(const Error& error) const {
  log_refusal(scope, error);
  HttpResponse response = present_oauth_error(error, scope.request_id);
  if (error.code == ErrorCode::RefreshTokenRevoked || error.code == ErrorCode::RefreshTokenExpired) {
    clear_cookie(response, instance.settings.cookies);
  }
  return response;
}

HttpResponse refuse_request(RequestScope& scope, const Error& error) {
  log_refusal(scope, error);
  return present_error(error, scope.request_id);
}

std::string find_site_origin(const Api& api, const HttpRequest& request) {
  const auto claims = read_instance_header(api.services, *api.operator_mac, request);
  if (!claims) return {};
  const auto instance = api.instances.find(claims->id, claims->site_url);
  return instance ? origin_of((*instance)->settings.site_url) : std::string();
}

Lane light_lane(const Api& api) { return api.is_multi() ? Lane::Read : Lane::Inline; }

RouteHandler open(const Api& api, OpenHandler handler) {
  return [&api, handler](RequestScope& scope) {
    return in_instance(api, scope, [&](const Call& call) {
      if (const auto refusal = refuse_audience(call)) return *refusal;
      return answer(call, handler(call));
    });
  };
}

RouteHandler open_by_state(const Api& api, StateOf state_of, StateHandler handler) {
  return [&api, state_of, handler](RequestScope& scope) {
    const auto state = api.states.verify(state_of(scope.http), api.services.clock.now());
    const auto handle = [&](const Call& call) {
      if (const auto refusal = refuse_audience(call)) return *refusal;
      return answer(call, handler(call, state));
    };
    if (!api.is_multi() || !state) return handle(Call{api, scope, api.instance});
    auto claims = read_state_claims(*state);
    if (!claims) return refuse_request(scope, claims.error());
    const auto addressed = find_instance(api, scope, std::move(*claims));
    if (!addressed) return refuse_request(scope, addressed.error());
    return handle(make_call(api, scope, *addressed));
  };
}

RouteHandler open_email(const Api& api, OpenHandler handler) {
  return [&api, handler](RequestScope& scope) {
    return in_instance(api, scope, [&](const Call& call) {
      if (const auto refusal = refuse_audience(call)) return *refusal;
      if (call.instance.settings.external.email_disabled) {
        return call.refuse(make_error(ErrorCode::EmailProviderDisabled));
      }
      return answer(call, handler(call));
    });
  };
}

RouteHandler for_user(const Api& api, UserHandler handler) {
  return [&api, handler](RequestScope& scope) {
    return in_instance(api, scope, [&](const Call& call) {
      if (const auto refusal = refuse_audience(call)) return *refusal;
      const auto token = authenticate(api.services, call.instance, scope.http);
      if (!token) {
        HttpResponse response = call.refuse(token.error());
        if (token.error().code == ErrorCode::BearerTokenMissing) {
          clear_cookie(response, call.instance.settings.cookies);
        }
        return response;
      }
      log_user(scope, *token);
      return answer(call, handler(call, *token));
    });
  };
}

std::function<SoughtRow(RequestScope&)> seek_in_instance(const Api& api, SeekInInstance seek) {
  return [&api, seek](RequestScope& scope) -> SoughtRow {
    if (!api.is_multi()) return seek(api, api.instance, scope.http);
    const auto addressed = find_instance(api, scope);
    return addressed ? seek(api, *addressed->instance, scope.http) : SoughtRow();
  };
}

std::function<SoughtRow(RequestScope&)> seek_bearer(const Api& api) {
  return seek_in_instance(api, [](const Api& of, const Instance& instance, const HttpRequest& request) -> SoughtRow {
    const auto token = authenticate(of.services, instance, request);
    const auto id = token ? Uuid::parse(token->subject) : std::nullopt;
    return id ? SoughtRow(SoughtUser{instance.id, *id}) : SoughtRow();
  });
}

RouteHandler for_admin(const Api& api, AdminHandler handler) {
  return [&api, handler](RequestScope& scope) {
    return in_instance(api, scope, [&](const Call& call) {
      if (const auto refusal = refuse_audience(call)) return *refusal;
      const auto credentials = authenticate_admin(api.services, call.instance, api.operator_token, scope.http);
      if (!credentials) return call.refuse(credentials.error());
      scope.log.set("user_id", credentials->admin.actor.id.to_string());
      return answer(call, handler(call, *credentials));
    });
  };
}

Result<Uuid> path_user_id(const Call& call) {
  const auto id = Uuid::parse(call.scope.parameters.at(0));
  if (!id) return fail(ErrorCode::UserIdInvalid);
  return *id;
}

Lane lane_for_hooks(const Api& api, Lane otherwise) { return api.calls_hooks ? Lane::Outbound : otherwise; }

Lane lane_by_password(const HttpRequest& request) {
  // A key may be written with escapes, so a backslash counts as well.
  const bool may_set_password = request.body.find("password") != std::string_view::npos ||
                                request.body.find('\\') != std::string_view::npos;
  return may_set_password ? Lane::Blocking : Lane::Write;
}

}  // namespace gotrue::netlify
