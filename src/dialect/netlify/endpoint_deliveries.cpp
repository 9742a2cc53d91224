// /admin/webhooks/deliveries: the log of webhook deliveries. Webhooks cannot be configured yet (WEBHOOK_URL stops
// the start), so the log has no entries.
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/page_parameters.hpp"
#include "dialect/netlify/present_json.hpp"

namespace gotrue::netlify {
namespace {

Result<HttpResponse> list(const Call& call, const AdminCredentials&) {
  const FormFields query = TRY(parse_query(call.scope));
  const PageParameters page = TRY(parse_page(query));
  HttpResponse response = json_response(200, R"({"deliveries":[]})");
  add_page_fields(response, call.scope, query, page, 0);
  return response;
}

Result<HttpResponse> repeat(const Call&, const AdminCredentials&) { return fail(ErrorCode::DeliveryNotFound); }

}  // namespace

std::vector<Route> delivery_routes(const Api& api) {
  return {
      {Method::Get, "/admin/webhooks/deliveries", Lane::Read, LimitClass::Admin, for_admin(api, list)},
      {Method::Post, "/admin/webhooks/deliveries/{}/repeat", Lane::Read, LimitClass::Admin, for_admin(api, repeat)},
  };
}

}  // namespace gotrue::netlify
