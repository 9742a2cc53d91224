#include "base/url.hpp"

#include <algorithm>

namespace gotrue {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_scheme(std::string_view text) {
  return !text.empty() && is_alpha(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

// RFC 3986 §3.2: [ userinfo "@" ] host [ ":" port ].
bool parse_authority(std::string_view authority, Url& url) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    url.user_info = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  std::size_t host_end = authority.find(':');
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return false;
    host_end = close + 1 < authority.size() ? close + 1 : std::string_view::npos;
    if (host_end != std::string_view::npos && authority[host_end] != ':') return false;
  }
  url.host = lower_case(authority.substr(0, host_end));
  if (host_end == std::string_view::npos) return true;
  url.port = authority.substr(host_end + 1);
  return url.port.size() <= 5 && std::all_of(url.port.begin(), url.port.end(), is_digit);
}

bool is_unusable(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; }

// RFC 3986 §5.2.4.
std::string remove_dot_segments(std::string_view path) {
  std::vector<std::string_view> segments;
  bool ends_in_directory = false;
  std::string_view rest = path.starts_with('/') ? path.substr(1) : path;
  while (true) {
    const std::size_t slash = rest.find('/');
    const std::string_view segment = rest.substr(0, slash);
    const bool is_last = slash == std::string_view::npos;
    ends_in_directory = false;
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
      ends_in_directory = is_last;
    } else if (segment == ".") {
      ends_in_directory = is_last;
    } else {
      segments.push_back(segment);
    }
    if (is_last) break;
    rest.remove_prefix(slash + 1);
  }
  std::string result;
  for (const std::string_view segment : segments) result.append("/").append(segment);
  if (ends_in_directory || result.empty()) result += '/';
  return result;
}

std::string merge_paths(const Url& base, const std::string& reference_path) {
  if (reference_path.starts_with('/')) return reference_path;
  const std::size_t slash = base.path.rfind('/');
  return (slash == std::string::npos ? "/" : base.path.substr(0, slash + 1)) + reference_path;
}

}  // namespace

std::optional<Url> Url::parse(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), is_unusable)) return std::nullopt;
  Url url;
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    url.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    url.query = text.substr(mark + 1);
    url.has_query = true;
    text = text.substr(0, mark);
  }
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && colon < text.find('/') && is_scheme(text.substr(0, colon))) {
    url.scheme = lower_case(text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  if (text.starts_with("//")) {
    url.has_authority = true;
    const std::size_t end = std::min(text.find('/', 2), text.size());
    if (!parse_authority(text.substr(2, end - 2), url)) return std::nullopt;
    text.remove_prefix(end);
  }
  url.path = text;
  return url;
}

std::string Url::to_string() const {
  std::string text;
  if (!scheme.empty()) text += scheme + ':';
  if (has_authority) {
    text += "//";
    if (!user_info.empty()) text += user_info + '@';
    text += host;
    if (!port.empty()) text += ':' + port;
  }
  text += path;
  if (has_query) text += '?' + query;
  if (!fragment.empty()) text += '#' + fragment;
  return text;
}

std::string Url::origin() const {
  if (host.empty()) return {};
  const bool is_default_port = (scheme == "http" && port == "80") || (scheme == "https" && port == "443");
  return scheme + "://" + host + (port.empty() || is_default_port ? "" : ':' + port);
}

Url resolve(const Url& base, const Url& reference) {
  Url target = reference;
  if (!reference.scheme.empty()) return target;
  target.scheme = base.scheme;
  if (reference.has_authority) return target;
  target.has_authority = base.has_authority;
  target.user_info = base.user_info;
  target.host = base.host;
  target.port = base.port;
  if (reference.path.empty()) {
    target.path = base.path;
    if (!reference.has_query) {
      target.query = base.query;
      target.has_query = base.has_query;
    }
    return target;
  }
  target.path = remove_dot_segments(merge_paths(base, reference.path));
  return target;
}

}  // namespace gotrue
