// /admin/webhooks/deliveries: the log of webhook calls.
#include "base/json_member.hpp"
#include "base/timestamp.hpp"
#include "base/url.hpp"
#include "core/usecase/hook_deliveries.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/page_parameters.hpp"
#include "dialect/netlify/present_json.hpp"

namespace gotrue::netlify {
namespace {

// Without what may be a secret of the operator's: user info, query and fragment.
std::string public_url(const std::string& text) {
  auto url = Url::parse(text);
  if (!url) return {};
  url->user_info.clear();
  url->query.clear();
  url->has_query = false;
  url->fragment.clear();
  return url->to_string();
}

void append_delivery(std::string& out, const HookDelivery& delivery) {
  out += R"({"id":")" + delivery.id.to_string() + '"';
  json::append_member(out, R"(,"event":)", hook_event_name(delivery.event));
  json::append_member(out, R"(,"status":)", delivery_status_name(delivery.status));
  json::append_member(out, R"(,"url":)", public_url(delivery.url));
  json::append_member(out, R"(,"user_id":)", delivery.user_id.to_string());
  out += R"(,"attempts":)" + std::to_string(delivery.attempts);
  if (delivery.response_status != 0) out += R"(,"response_status":)" + std::to_string(delivery.response_status);
  if (!delivery.last_error.empty()) json::append_member(out, R"(,"error":)", delivery.last_error);
  json::append_member(out, R"(,"created_at":)", format_rfc3339(delivery.created_at));
  json::append_member(out, R"(,"updated_at":)", format_rfc3339(delivery.updated_at));
  if (delivery.status == DeliveryStatus::Pending) {
    json::append_member(out, R"(,"next_attempt_at":)", format_rfc3339(delivery.next_attempt_at));
  }
  out += '}';
}

// A filter of the query; one that names nothing is an error.
template <class T>
Result<std::optional<T>> parse_filter(const FormFields& query, std::string_view name,
                                      std::optional<T> (*parse)(std::string_view)) {
  const std::string* text = find_field(query, name);
  if (!text || text->empty()) return std::optional<T>();
  const auto value = parse(*text);
  if (!value) return fail(ErrorCode::InvalidInput, "Bad Delivery Filter: no such " + std::string(name));
  return value;
}

Result<HttpResponse> list(const Call& call, const AdminCredentials& credentials) {
  const FormFields query = TRY(parse_query(call.scope));
  const PageParameters page = TRY(parse_page(query));
  ListDeliveriesInput input;
  input.event = TRY(parse_filter(query, "event", parse_hook_event));
  input.status = TRY(parse_filter(query, "status", parse_delivery_status));
  input.page = page.request();
  const RequestContext context = call.context_in(credentials.audience);
  const Page<HookDelivery> deliveries = list_deliveries(call.api.services, context, credentials.admin, input);

  std::string body = R"({"deliveries":[)";
  for (const HookDelivery& delivery : deliveries.rows) {
    if (body.back() == '}') body += ',';
    append_delivery(body, delivery);
  }
  body += "]}";
  HttpResponse response = json_response(200, std::move(body));
  add_page_fields(response, call.scope, query, page, deliveries.total);
  return response;
}

Result<HttpResponse> repeat(const Call& call, const AdminCredentials& credentials) {
  const auto id = Uuid::parse(call.scope.parameters.at(0));
  if (!id) return fail(ErrorCode::DeliveryNotFound);
  const RequestContext context = call.context_in(credentials.audience);
  std::string body;
  append_delivery(body, TRY(repeat_delivery(call.api.services, context, credentials.admin, *id)));
  return json_response(202, std::move(body));
}

}  // namespace

std::vector<Route> delivery_routes(const Api& api) {
  return {
      {Method::Get, "/admin/webhooks/deliveries", Lane::Read, LimitClass::Admin, for_admin(api, list)},
      {Method::Post, "/admin/webhooks/deliveries/{}/repeat", Lane::Write, LimitClass::Admin, for_admin(api, repeat)},
  };
}

}  // namespace gotrue::netlify
