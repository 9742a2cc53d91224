// /admin/users: what admins do with accounts.
#include <optional>

#include "core/usecase/create_user.hpp"
#include "core/usecase/delete_user.hpp"
#include "core/usecase/find_managed_user.hpp"
#include "core/usecase/list_users.hpp"
#include "core/usecase/update_managed_user.hpp"
#include "base/json.hpp"
#include "dialect/netlify/body_reader.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/page_parameters.hpp"
#include "dialect/netlify/present_json.hpp"
#include "dialect/netlify/present_user.hpp"

namespace gotrue::netlify {
namespace {

constexpr std::string_view kBodyError = "Could not decode admin user params: ";

// `created_at`, `created_at desc` or `created_at asc`, exactly so. True: oldest first.
Result<bool> parse_order(const std::string& sort) {
  const std::size_t space = sort.find(' ');
  const std::string field = sort.substr(0, space);
  if (field != "created_at") return fail(ErrorCode::SortInvalid, "bad field for sort '" + field + "'");
  const std::string direction = space == std::string::npos ? "desc" : sort.substr(space + 1);
  if (direction == "asc") return true;
  if (direction == "desc") return false;
  return fail(ErrorCode::SortInvalid,
              "bad direction for sort '" + direction + "', only 'asc' and 'desc' allowed");
}

// Each `sort` of the query must be right; the first one decides, as further ones compare what is equal.
Result<bool> parse_sort(const FormFields& query) {
  std::optional<bool> oldest_first;
  for (const auto& [name, value] : query) {
    if (name != "sort" || value.empty()) continue;
    const bool order = TRY(parse_order(value));
    if (!oldest_first) oldest_first = order;
  }
  return oldest_first.value_or(false);
}

using AppendUser = void (*)(std::string&, const User&);

Result<HttpResponse> present_list(const Call& call, const AdminCredentials& credentials, AppendUser append) {
  const FormFields query = TRY(parse_query(call.scope));
  const PageParameters page = TRY(parse_page(query));
  const bool oldest_first = TRY(parse_sort(query));
  const std::string* filter = find_field(query, "filter");
  const ListUsersInput input{filter ? *filter : std::string(), oldest_first, page.request()};
  const RequestContext context = call.context_in(credentials.audience);
  const Page<User> users = TRY(list_users(call.api.services, context, credentials.admin, input));

  std::string body = R"({"users":[)";
  for (const User& user : users.rows) {
    if (body.back() == '}') body += ',';
    append(body, user);
  }
  body += R"(],"aud":)";
  json::append_string(body, credentials.audience);
  body += '}';
  HttpResponse response = json_response(200, std::move(body));
  add_page_fields(response, call.scope, query, page, users.total);
  return response;
}

Result<HttpResponse> list(const Call& call, const AdminCredentials& credentials) {
  return present_list(call, credentials, append_user);
}

Result<HttpResponse> export_all(const Call& call, const AdminCredentials& credentials) {
  if (!call.api.export_secret.equals(call.http().field("EXPORT_SECRET"))) return fail(ErrorCode::ExportSecretInvalid);
  auto response = TRY(present_list(call, credentials, append_exported_user));
  response.add_field("Cache-Control", "no-store");
  return response;
}

Result<HttpResponse> create(const Call& call, const AdminCredentials& credentials) {
  // Admins are told of a wrong token first.
  if (call.instance.settings.external.email_disabled) return fail(ErrorCode::EmailProviderDisabled);
  const BodyReader body = TRY(BodyReader::read(call.http().body, kBodyError));
  CreateUserInput input;
  input.email = TRY(body.text("email"));
  input.password = TRY(body.text("password"));
  input.aud = TRY(body.text("aud"));
  input.role = TRY(body.text("role"));
  input.confirm = TRY(body.boolean("confirm"));
  input.user_metadata = TRY(body.object("user_metadata"));
  input.app_metadata = TRY(body.object("app_metadata"));
  const RequestContext context = call.context_in(credentials.audience);
  return present_user(TRY(create_user(call.api.services, context, credentials.admin, input)));
}

Result<HttpResponse> get(const Call& call, const AdminCredentials& credentials) {
  const Uuid id = TRY(path_user_id(call));
  const RequestContext context = call.context_in(credentials.audience);
  return present_user(TRY(find_managed_user(call.api.services, context, credentials.admin, id)));
}

Result<HttpResponse> update(const Call& call, const AdminCredentials& credentials) {
  UpdateManagedUserInput input;
  input.id = TRY(path_user_id(call));
  const RequestContext context = call.context_in(credentials.audience);
  TRY(find_managed_user(call.api.services, context, credentials.admin, input.id));
  const BodyReader body = TRY(BodyReader::read(call.http().body, kBodyError));
  input.email = TRY(body.text("email"));
  input.password = TRY(body.text("password"));
  input.role = TRY(body.text("role"));
  TRY(body.text("aud"));  // ignored, but its type is checked
  input.confirm = TRY(body.boolean("confirm"));
  input.user_metadata = TRY(body.object("user_metadata"));
  input.app_metadata = TRY(body.object("app_metadata"));
  input.ban_duration = TRY(body.optional_text("ban_duration"));
  return present_user(TRY(update_managed_user(call.api.services, context, credentials.admin, input)));
}

Result<HttpResponse> remove(const Call& call, const AdminCredentials& credentials) {
  const Uuid id = TRY(path_user_id(call));
  TRY(delete_user(call.api.services, call.context_in(credentials.audience), credentials.admin, id));
  return json_response(200, "{}");
}

}  // namespace

std::vector<Route> admin_user_routes(const Api& api) {
  std::vector<Route> routes = {
      {Method::Get, "/admin/users", Lane::Read, LimitClass::Admin, for_admin(api, list)},
      {Method::Post, "/admin/users", Lane::Blocking, LimitClass::Admin, for_admin(api, create), lane_by_password},
      {Method::Get, "/admin/users/{}", Lane::Read, LimitClass::Admin, for_admin(api, get)},
      {Method::Put, "/admin/users/{}", Lane::Blocking, LimitClass::Admin, for_admin(api, update), lane_by_password},
      {Method::Delete, "/admin/users/{}", Lane::Write, LimitClass::Admin, for_admin(api, remove)},
  };
  if (!api.export_secret.empty()) {
    routes.push_back({Method::Get, "/admin/users/export", Lane::Read, LimitClass::Admin, for_admin(api, export_all)});
  }
  return routes;
}

}  // namespace gotrue::netlify
