#include "app/config/constraint.hpp"

#include <algorithm>

#include "base/url.hpp"
#include "base/utf8.hpp"
#include "core/policy/name_rules.hpp"

namespace gotrue::constraint {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_printable(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

bool is_name(std::string_view text) { return text.size() <= kMaxNameBytes && is_printable(text) && is_valid_utf8(text); }

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_alphanumeric(c) || kMarks.find(c) != kMarks.npos;
  });
}

bool is_identifier(std::string_view text) {
  return text.size() <= 32 &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '_'; });
}

bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || std::string_view("-._:[]").find(c) != std::string_view::npos;
  });
}

bool is_port(std::string_view text) {
  int port = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || port > 65535) return false;
    port = port * 10 + (c - '0');
  }
  return port >= 1 && port <= 65535;
}

bool is_path(std::string_view text) {
  return text.starts_with('/') && is_printable(text) && text.find_first_of("?# ") == text.npos &&
         text.find("//") == text.npos;
}

bool is_origin(std::string_view text) {
  const auto url = Url::parse(text);
  if (!url || url->host.empty() || !is_printable(text)) return false;
  const bool is_web = url->scheme == "http" || url->scheme == "https";
  const bool has_more = !(url->path.empty() || url->path == "/") || url->has_query || !url->fragment.empty();
  return is_web && !has_more && url->user_info.empty() && text.find('*') == text.npos;
}

bool is_url_glob(std::string_view text) {
  const auto end = text.find("://");
  return end != text.npos && end > 0 && is_printable(text) && text.substr(0, end).find('*') == text.npos;
}

}  // namespace

const Constraint kPrintable{is_printable, "without control characters"};
const Constraint kName{is_name, "at most 255 bytes of UTF-8 without control characters"};
const Constraint kToken{is_token, "letters, digits and any of !#$%&'*+-.^_`|~"};
const Constraint kIdentifier{is_identifier, "at most 32 letters, digits and _"};
const Constraint kHost{is_host, "a host name or an address"};
const Constraint kPort{is_port, "a number from 1 to 65535"};
const Constraint kPath{is_path, "a path that begins with /"};
const Constraint kOrigin{is_origin, "an origin like https://example.com"};
const Constraint kUrlGlob{is_url_glob, "a pattern that begins with a scheme, like https://*.example.com/**"};

}  // namespace gotrue::constraint
