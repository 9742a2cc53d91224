// GET /admin/audit.
#include "base/timestamp.hpp"
#include "core/usecase/list_audit_log.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/page_parameters.hpp"
#include "dialect/netlify/present_json.hpp"

namespace gotrue::netlify {
namespace {

// Older servers stored entries without one, and texts that are no JSON: the page is to be read all the same.
std::string_view shown_payload(const AuditEntry& entry) {
  return json::parse(entry.payload) ? std::string_view(entry.payload) : "{}";
}

void append_entry(std::string& out, const AuditEntry& entry) {
  out += R"({"id":")" + entry.id.to_string() + R"(","payload":)";
  out += shown_payload(entry);
  out += R"(,"created_at":")" +
         format_rfc3339(entry.created_at) + R"("})";
}

Result<HttpResponse> list(const Call& call, const AdminCredentials& credentials) {
  const FormFields query = TRY(parse_query(call.scope));
  const PageParameters page = TRY(parse_page(query));
  const std::string* text = find_field(query, "query");
  const RequestContext context = call.context_in(credentials.audience);
  const Page<AuditEntry> entries =
      TRY(list_audit_log(call.api.services, context, text ? *text : std::string(), page.request()));

  std::string body = "[";
  for (const AuditEntry& entry : entries.rows) {
    if (body.size() > 1) body += ',';
    append_entry(body, entry);
  }
  body += ']';
  HttpResponse response = json_response(200, std::move(body));
  add_page_fields(response, call.scope, query, page, entries.total);
  return response;
}

}  // namespace

std::vector<Route> audit_routes(const Api& api) {
  return {{Method::Get, "/admin/audit", Lane::Read, LimitClass::Admin, for_admin(api, list)}};
}

}  // namespace gotrue::netlify
