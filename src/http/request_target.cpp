#include "http/request_target.hpp"

#include <algorithm>

#include "base/url.hpp"
#include "base/utf8.hpp"
#include "http/character_class.hpp"
#include "http/field_list.hpp"

namespace gotrue::http {
namespace {

bool has_only_target_characters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_of_class(c, kTargetCharacter); });
}

// "http://host:1/path?query" -> "/path?query"; empty when it is no absolute-form of ours.
std::string_view origin_form_of(std::string_view target) {
  const std::size_t scheme_end = target.find("://");
  const std::string_view scheme = target.substr(0, scheme_end);
  if (!equal_without_case(scheme, "http") && !equal_without_case(scheme, "https")) return {};
  if (scheme_end == std::string_view::npos) return {};
  const std::size_t authority = scheme_end + 3;
  const std::size_t path = target.find_first_of("/?", authority);
  if (path == authority) return {};
  return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

bool is_readable_path(std::string_view path) {
  if (path.find('%') == std::string_view::npos) return is_ascii(path) || is_valid_utf8(path);
  const auto decoded = percent_decode(path, false);
  return decoded && is_valid_utf8(*decoded);
}

}  // namespace

bool read_request_target(std::string_view target, HttpRequest& request) {
  if (target.empty() || !has_only_target_characters(target)) return false;
  request.target = target;
  std::string_view rest = target;
  if (target.front() != '/') {
    rest = target == "*" && request.method == Method::Options ? target : origin_form_of(target);
    if (rest.empty()) return false;
  }
  const std::size_t mark = rest.find('?');
  request.path = rest.substr(0, mark);
  if (request.path.empty()) request.path = "/";
  request.query = mark == std::string_view::npos ? std::string_view() : rest.substr(mark + 1);
  return is_readable_path(request.path) && (is_ascii(request.query) || is_valid_utf8(request.query));
}

}  // namespace gotrue::http
