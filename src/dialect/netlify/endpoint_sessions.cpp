// /user/sessions and /admin/users/{id}/sessions.
#include "base/json.hpp"
#include "base/timestamp.hpp"
#include "core/usecase/user_sessions.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/present_json.hpp"

namespace gotrue::netlify {
namespace {

void append_session(std::string& out, const Session& session, bool is_current) {
  out += R"({"id":")" + session.id.to_string() + R"(","created_at":")" + format_rfc3339(session.created_at) +
         R"(","last_used_at":")" + format_rfc3339(session.last_used_at) + R"(","user_agent":)";
  json::append_string(out, session.user_agent);
  out += R"(,"ip":)";
  json::append_string(out, session.ip);
  out += is_current ? R"(,"current":true})" : R"(,"current":false})";
}

Result<HttpResponse> present_sessions(const Call& call, const RequestContext& context, const SessionOwner& owner) {
  const auto sessions = TRY(list_sessions(call.api.services, context, owner));
  std::string body = R"({"sessions":[)";
  for (const Session& session : sessions) {
    if (body.back() == '}') body += ',';
    append_session(body, session, owner.current == session.id);
  }
  body += "]}";
  return json_response(200, std::move(body));
}

Result<HttpResponse> remove_one(const Call& call, const RequestContext& context, const SessionOwner& owner,
                                const std::string& id) {
  const auto session_id = Uuid::parse(id);
  if (!session_id) return fail(ErrorCode::SessionNotFound);
  TRY(end_session(call.api.services, context, owner, *session_id));
  return empty_response();
}

Result<HttpResponse> remove_others(const Call& call, const RequestContext& context, const SessionOwner& owner) {
  TRY(end_other_sessions(call.api.services, context, owner));
  return empty_response();
}

Result<HttpResponse> list_own(const Call& call, const VerifiedAccessToken& token) {
  const RequestContext context = call.context(&token);
  return present_sessions(call, context, TRY(get_own_sessions(call.api.services, context, token)));
}

Result<HttpResponse> remove_own(const Call& call, const VerifiedAccessToken& token) {
  const RequestContext context = call.context(&token);
  const SessionOwner owner = TRY(get_own_sessions(call.api.services, context, token));
  return remove_one(call, context, owner, call.scope.parameters.at(0));
}

Result<HttpResponse> remove_own_others(const Call& call, const VerifiedAccessToken& token) {
  const RequestContext context = call.context(&token);
  return remove_others(call, context, TRY(get_own_sessions(call.api.services, context, token)));
}

Result<SessionOwner> managed_owner(const Call& call, const AdminCredentials& credentials) {
  return SessionOwner{TRY(path_user_id(call)), std::nullopt, &credentials.admin};
}

Result<HttpResponse> list_managed(const Call& call, const AdminCredentials& credentials) {
  return present_sessions(call, call.context_in(credentials.audience), TRY(managed_owner(call, credentials)));
}

Result<HttpResponse> remove_managed(const Call& call, const AdminCredentials& credentials) {
  const SessionOwner owner = TRY(managed_owner(call, credentials));
  return remove_one(call, call.context_in(credentials.audience), owner, call.scope.parameters.at(1));
}

Result<HttpResponse> remove_managed_all(const Call& call, const AdminCredentials& credentials) {
  return remove_others(call, call.context_in(credentials.audience), TRY(managed_owner(call, credentials)));
}

}  // namespace

std::vector<Route> session_routes(const Api& api) {
  return {
      {Method::Get, "/user/sessions", Lane::Read, LimitClass::User, for_user(api, list_own)},
      {Method::Delete, "/user/sessions", Lane::Write, LimitClass::User, for_user(api, remove_own_others)},
      {Method::Delete, "/user/sessions/{}", Lane::Write, LimitClass::User, for_user(api, remove_own)},
      {Method::Get, "/admin/users/{}/sessions", Lane::Read, LimitClass::Admin, for_admin(api, list_managed)},
      {Method::Delete, "/admin/users/{}/sessions", Lane::Write, LimitClass::Admin, for_admin(api, remove_managed_all)},
      {Method::Delete, "/admin/users/{}/sessions/{}", Lane::Write, LimitClass::Admin, for_admin(api, remove_managed)},
  };
}

}  // namespace gotrue::netlify
