// URLs and form encoding (RFC 3986, WHATWG application/x-www-form-urlencoded).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gotrue {

// An absolute or relative reference in its parts; texts are as written (still escaped).
struct Url {
  std::string scheme;    // lower-cased; empty for a relative reference
  std::string user_info;
  std::string host;      // lower-cased; IPv6 keeps its brackets
  std::string port;      // digits or empty
  std::string path;
  std::string query;     // without '?'
  std::string fragment;  // without '#'
  bool has_authority = false;
  bool has_query = false;

  static std::optional<Url> parse(std::string_view text);
  std::string to_string() const;
  // scheme://host[:port], the default port of http and https left out; empty without a host.
  std::string origin() const;
};

// `reference` resolved against the absolute URL `base` (RFC 3986 §5.2).
Url resolve(const Url& base, const Url& reference);

// %-encodes all but unreserved characters, as JavaScript's encodeURIComponent does nearly.
std::string percent_encode(std::string_view text);
// Form encoding: space as '+', everything but letters, digits and `-._~` escaped (as Go's url.QueryEscape).
std::string form_encode(std::string_view text);
// nullopt when an escape is malformed. '+' becomes a space only when `plus_is_space`.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

// The pairs of a query or a form body, decoded, in their order.
using FormFields = std::vector<std::pair<std::string, std::string>>;
// nullopt when a pair has a malformed escape, or there are more than 1,000.
std::optional<FormFields> parse_form(std::string_view text);
// The first value of `name`, or nullptr.
const std::string* find_field(const FormFields& fields, std::string_view name);
// multipart/form-data (RFC 7578); nullopt when the body is malformed. Parts with a file name are left out.
std::optional<FormFields> parse_multipart_form(std::string_view body, std::string_view boundary);

}  // namespace gotrue
