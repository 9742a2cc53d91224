#include "http/middleware/cors.hpp"

#include <algorithm>
#include <array>

#include "http/field_list.hpp"

namespace gotrue::http {
namespace {

constexpr std::array<std::string_view, 4> kMethods = {"GET", "POST", "PUT", "DELETE"};
// X-Nf-Client: today's browser clients send it on every call.
constexpr std::array<std::string_view, 7> kHeaders = {"Accept",    "Authorization", "Content-Type", "X-JWT-AUD",
                                                      "X-Use-Cookie", "X-Nf-Client",   "Origin"};
constexpr std::string_view kExposed = "Link, X-Total-Count, Retry-After";

bool offers_method(std::string_view method) {
  return std::any_of(kMethods.begin(), kMethods.end(),
                     [&](std::string_view offered) { return equal_without_case(offered, method); });
}

bool offers_headers(std::string_view list) {
  std::string_view name;
  while (next_element(list, name)) {
    const bool is_offered = std::any_of(kHeaders.begin(), kHeaders.end(),
                                        [&](std::string_view offered) { return equal_without_case(offered, name); });
    if (!is_offered) return false;
  }
  return true;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 0x20);
  }
  return result;
}

}  // namespace

bool Cors::is_preflight(const HttpRequest& request) {
  return request.method == Method::Options && !request.field("Access-Control-Request-Method").empty();
}

HttpResponse Cors::answer_preflight(const HttpRequest& request, std::string_view site_origin) const {
  HttpResponse response;
  response.status = 204;
  response.fields.emplace_back("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
  const std::string_view method = request.field("Access-Control-Request-Method");
  const std::string_view origin = request.field("Origin");
  const std::string_view headers = request.field("Access-Control-Request-Headers");
  if (origin.empty() || !offers_method(method) || !offers_headers(headers)) return response;
  response.add_field("Access-Control-Allow-Methods", upper(method));
  if (!headers.empty()) response.add_field("Access-Control-Allow-Headers", headers);
  add_origin(origin, site_origin, response);
  return response;
}

void Cors::add_fields(const HttpRequest& request, std::string_view site_origin, HttpResponse& response) const {
  response.fields.emplace_back("Vary", "Origin");
  const std::string_view origin = request.field("Origin");
  if (origin.empty() || !(offers_method(request.method_name) || request.method == Method::Head)) return;
  response.fields.emplace_back("Access-Control-Expose-Headers", kExposed);
  add_origin(origin, site_origin, response);
}

// With credentials the origin is named, because "*" is refused then (Fetch standard, "CORS check").
void Cors::add_origin(std::string_view origin, std::string_view site_origin, HttpResponse& response) const {
  const bool with_credentials = may_have_credentials(origin, site_origin);
  response.add_field("Access-Control-Allow-Origin", with_credentials ? origin : std::string_view("*"));
  if (with_credentials) response.fields.emplace_back("Access-Control-Allow-Credentials", "true");
}

bool Cors::may_have_credentials(std::string_view origin, std::string_view site_origin) const {
  if (!site_origin.empty() && equal_without_case(site_origin, origin)) return true;
  return std::any_of(credential_origins_.begin(), credential_origins_.end(),
                     [&](const std::string& allowed) { return equal_without_case(allowed, origin); });
}

}  // namespace gotrue::http
