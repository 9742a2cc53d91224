#include "dialect/netlify/token_parameters.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/bounded_json.hpp"

namespace gotrue::netlify {
namespace {

// What the grants of this server read.
constexpr std::array<std::string_view, 8> kParameters = {
    "grant_type", "username", "password", "refresh_token", "code", "code_verifier", "provider", "redirect_uri"};

// The media type without parameters, in lower case (RFC 9110 §8.3.1).
std::string media_type(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.pop_back();
  std::transform(type.begin(), type.end(), type.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return type;
}

// The `boundary` parameter of multipart/form-data (RFC 2046 §5.1.1).
std::optional<std::string> find_boundary(std::string_view content_type) {
  const std::size_t at = content_type.find("boundary=");
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view value = content_type.substr(at + 9);
  if (value.starts_with('"')) {
    value.remove_prefix(1);
    return std::string(value.substr(0, value.find('"')));
  }
  return std::string(value.substr(0, value.find_first_of("; \t")));
}

bool is_known(std::string_view name) {
  return std::find(kParameters.begin(), kParameters.end(), name) != kParameters.end();
}

// Members that no grant reads may hold anything.
std::optional<FormFields> parse_json_fields(std::string_view body) {
  const auto value = json::parse_bounded(body);
  const json::Object* object = value ? value->as_object() : nullptr;
  if (!object) return std::nullopt;
  FormFields fields;
  for (const auto& [key, member] : object->members()) {
    if (member.is_null() || !is_known(key)) continue;
    const std::string* text = member.as_string();
    if (!text) return std::nullopt;
    fields.emplace_back(key, *text);
  }
  return fields;
}

std::optional<FormFields> parse_body(const HttpRequest& request) {
  const std::string_view content_type = request.field("Content-Type");
  const std::string type = media_type(content_type);
  if (type == "application/json") return request.body.empty() ? FormFields{} : parse_json_fields(request.body);
  if (type == "multipart/form-data") {
    const auto boundary = find_boundary(content_type);
    return boundary ? parse_multipart_form(request.body, *boundary) : std::nullopt;
  }
  return parse_form(request.body);
}

// Whether the grant may wait: for a password hash or for an external provider. Names and values may be written with
// escapes, so those count as well.
bool may_wait(std::string_view text) {
  return text.find("password") != std::string_view::npos || text.find("provider") != std::string_view::npos ||
         text.find_first_of("%\\") != std::string_view::npos;
}

}  // namespace

Result<TokenParameters> TokenParameters::read(const HttpRequest& request) {
  TokenParameters parameters;
  auto body = parse_body(request);
  auto query = parse_form(request.query);
  if (!body || !query) return fail(ErrorCode::InvalidInput, "Could not read the parameters of the request");
  parameters.body_ = std::move(*body);
  parameters.query_ = std::move(*query);
  return parameters;
}

std::string TokenParameters::get(std::string_view name) const {
  if (const std::string* value = find_field(body_, name)) return *value;
  if (const std::string* value = find_field(query_, name)) return *value;
  return {};
}

Lane lane_by_grant(const HttpRequest& request) {
  return may_wait(request.body) || may_wait(request.query) ? Lane::Blocking : Lane::Write;
}

}  // namespace gotrue::netlify
