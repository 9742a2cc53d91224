// POST /signup, /verify, /recover, /invite and /logout.
#include "core/usecase/invite_user.hpp"
#include "core/usecase/log_out.hpp"
#include "core/usecase/recover_account.hpp"
#include "core/usecase/sign_up.hpp"
#include "core/usecase/verify.hpp"
#include "dialect/netlify/body_reader.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/errors.hpp"
#include "dialect/netlify/present_json.hpp"
#include "dialect/netlify/present_tokens.hpp"
#include "dialect/netlify/present_user.hpp"

namespace gotrue::netlify {
namespace {

Result<HttpResponse> post_signup(const Call& call) {
  if (call.instance.settings.disable_signup) return fail(ErrorCode::SignupDisabled);
  const BodyReader body = TRY(BodyReader::read(call.http().body, "Could not read Signup params: "));
  SignUpInput input;
  input.email = TRY(body.text("email"));
  input.password = TRY(body.text("password"));
  input.data = TRY(body.object("data"));
  const User user = TRY(sign_up(call.api.services, call.context(), input));
  return present_user(user);
}

Result<HttpResponse> post_verify(const Call& call) {
  const BodyReader body = TRY(BodyReader::read(call.http().body, "Could not read verification params: "));
  VerifyInput input;
  input.type = TRY(body.text("type"));
  input.token = TRY(body.text("token"));
  input.password = TRY(body.text("password"));
  const TokenPair tokens = TRY(verify(call.api.services, call.context(), input));
  return present_tokens(tokens, call.http(), call.instance.settings.cookies, call.api.services.clock.now());
}

Result<HttpResponse> post_recover(const Call& call) {
  const BodyReader body = TRY(BodyReader::read(call.http().body, "Could not read verification params: "));
  const std::string email = TRY(body.text("email"));
  TRY(recover_account(call.api.services, call.context(), email));
  return json_response(200, "{}");
}

Result<HttpResponse> post_invite(const Call& call, const AdminCredentials& credentials) {
  const BodyReader body = TRY(BodyReader::read(call.http().body, "Could not read Invite params: "));
  InviteUserInput input;
  input.email = TRY(body.text("email"));
  input.role = TRY(body.text("role"));
  input.data = TRY(body.object("data"));
  input.app_metadata = TRY(body.object("app_metadata"));
  const RequestContext context = call.context_in(credentials.audience);
  return present_user(TRY(invite_user(call.api.services, context, credentials.admin, input)));
}

// Clears the cookie whatever comes of it.
Result<HttpResponse> post_logout(const Call& call, const VerifiedAccessToken& token) {
  const Status status = log_out(call.api.services, call.context(&token), token);
  HttpResponse response = status ? empty_response() : call.refuse(status.error());
  clear_cookie(response, call.instance.settings.cookies);
  return response;
}

}  // namespace

std::vector<Route> account_routes(const Api& api) {
  const auto verify_lane = [&api](const HttpRequest& request) {
    return lane_for_hooks(api, lane_by_password(request));
  };
  return {
      {Method::Post, "/signup", lane_for_hooks(api, Lane::Blocking), LimitClass::Signup, open_email(api, post_signup)},
      {Method::Post, "/verify", Lane::Blocking, LimitClass::Verify, open(api, post_verify), verify_lane},
      {Method::Post, "/recover", Lane::Write, LimitClass::Recover, open_email(api, post_recover)},
      {Method::Post, "/invite", lane_for_hooks(api, Lane::Write), LimitClass::Invite, for_admin(api, post_invite)},
      {Method::Post, "/logout", Lane::Write, LimitClass::User, for_user(api, post_logout)},
  };
}

}  // namespace gotrue::netlify
