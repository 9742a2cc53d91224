// GET and PUT /user: the bearer's own account.
#include "core/usecase/get_user.hpp"
#include "core/usecase/update_user.hpp"
#include "dialect/netlify/body_reader.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/present_user.hpp"

namespace gotrue::netlify {
namespace {

Result<HttpResponse> get(const Call& call, const VerifiedAccessToken& token) {
  return present_user(TRY(get_user(call.api.services, call.context(&token), token)));
}

Result<HttpResponse> put(const Call& call, const VerifiedAccessToken& token) {
  const BodyReader body = TRY(BodyReader::read(call.http().body, "Could not read User Update params: "));
  UpdateUserInput input;
  input.email = TRY(body.text("email"));
  input.password = TRY(body.text("password"));
  input.email_change_token = TRY(body.text("email_change_token"));
  input.data = TRY(body.object("data"));
  input.app_metadata = TRY(body.object("app_metadata"));
  return present_user(TRY(update_user(call.api.services, call.context(&token), token, input)));
}

}  // namespace

std::vector<Route> user_routes(const Api& api) {
  return {
      {Method::Get, "/user", Lane::Read, LimitClass::User, for_user(api, get), {}, seek_bearer(api)},
      {Method::Put, "/user", Lane::Blocking, LimitClass::User, for_user(api, put), lane_by_password},
  };
}

}  // namespace gotrue::netlify
