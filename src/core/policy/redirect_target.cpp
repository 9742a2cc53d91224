#include "core/policy/redirect_target.hpp"

#include <algorithm>
#include <vector>

#include "base/url.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kMaxUrlBytes = 2'048;

// What browsers read in other ways than RFC 3986: backslashes, control characters, blanks.
bool is_plain(std::string_view text) {
  return text.size() <= kMaxUrlBytes && std::all_of(text.begin(), text.end(), [](char c) {
           return c > 0x20 && c < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>';
         });
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return text;
}

// `.` and `..`, escaped or not: a browser takes them away and ends elsewhere.
bool has_dot_segment(const std::string& path) {
  std::string plain = lower(path);
  for (std::size_t at = plain.find("%2e"); at != std::string::npos; at = plain.find("%2e")) plain.replace(at, 3, ".");
  for (std::size_t start = 0; start <= plain.size();) {
    const std::size_t end = std::min(plain.find('/', start), plain.size());
    const std::string segment = plain.substr(start, end - start);
    if (segment == "." || segment == "..") return true;
    start = end + 1;
  }
  return false;
}

bool runs_script(const std::string& scheme) {
  return scheme == "javascript" || scheme == "data" || scheme == "vbscript" || scheme == "file" || scheme == "blob";
}

// An address that a browser may be sent to at all.
std::optional<Url> parse_target(std::string_view text) {
  if (!is_plain(text)) return std::nullopt;
  auto url = Url::parse(text);
  if (!url || !url->has_authority || url->host.empty() || !url->user_info.empty()) return std::nullopt;
  // A browser decodes a host: `%2e` would be a dot that no glob has seen.
  if (url->host.find('%') != std::string::npos) return std::nullopt;
  if (text.substr(0, text.find_first_of("/?#", url->scheme.size() + 3)).find('@') != std::string_view::npos) {
    return std::nullopt;
  }
  if (url->scheme.empty() || runs_script(url->scheme) || has_dot_segment(url->path)) return std::nullopt;
  return url;
}

std::string port_of(const Url& url) {
  if (!url.port.empty()) return url.port;
  if (url.scheme == "https") return "443";
  return url.scheme == "http" ? "80" : "";
}

// Bytes of one part of a URL against the same part of a glob. `**` counts as `*` where it may not cross.
// All positions that the glob may be at are followed at once, so that no text takes long.
bool matches_glob(std::string_view glob, std::string_view text, bool may_cross) {
  const auto is_double = [&](std::size_t i) { return i + 1 < glob.size() && glob[i + 1] == '*'; };
  // Reaching a star is reaching what stands behind it as well.
  const auto reach = [&](std::vector<bool>& positions, std::size_t i) {
    for (positions[i] = true; i < glob.size() && glob[i] == '*'; positions[i] = true) i += is_double(i) ? 2 : 1;
  };
  std::vector<bool> now(glob.size() + 1);
  reach(now, 0);
  for (const char c : text) {
    std::vector<bool> next(glob.size() + 1);
    for (std::size_t i = 0; i < glob.size(); ++i) {
      if (!now[i]) continue;
      const bool is_border = c == '.' || c == '/';
      if (glob[i] == '*' && (!is_border || (is_double(i) && may_cross))) reach(next, i);
      if (glob[i] != '*' && glob[i] == c) reach(next, i + 1);
    }
    now.swap(next);
  }
  return now.back();
}

struct GlobParts {
  std::string scheme, host, port, path;
  std::optional<std::string> query;
};

std::optional<GlobParts> split_glob(std::string_view glob) {
  const std::size_t colon = glob.find("://");
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  GlobParts parts;
  parts.scheme = lower(std::string(glob.substr(0, colon)));
  std::string_view rest = glob.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, authority_end);
  rest.remove_prefix(authority_end);
  const std::size_t question = rest.find('?');
  parts.path = std::string(rest.substr(0, question));
  if (question != std::string_view::npos) parts.query = std::string(rest.substr(question + 1));
  const std::size_t port = authority.rfind(':');
  if (port != std::string_view::npos && authority.find(']', port) == std::string_view::npos) {
    parts.port = std::string(authority.substr(port + 1));
    authority = authority.substr(0, port);
  }
  parts.host = lower(std::string(authority));
  return parts;
}

bool matches_parts(const GlobParts& glob, const Url& url) {
  Url port_of_glob;
  port_of_glob.scheme = glob.scheme;
  port_of_glob.port = glob.port;
  if (glob.scheme != url.scheme || port_of(port_of_glob) != port_of(url)) return false;
  if (!matches_glob(glob.host, url.host, false)) return false;
  const std::string& path = url.path.empty() && glob.path.starts_with("/") ? "/" : url.path;
  const std::string glob_path = glob.path.empty() && path == "/" ? "/" : glob.path;
  if (!matches_glob(glob_path, path, true)) return false;
  return !glob.query || matches_glob(*glob.query, url.query, true);
}

bool is_sites(const InstanceSettings& settings, const Url& url) {
  const auto site = Url::parse(settings.site_url);
  return site && !site->origin().empty() && (url.scheme == "http" || url.scheme == "https") &&
         site->origin() == url.origin();
}

std::string without_fragment(std::string_view url) { return std::string(url.substr(0, url.find('#'))); }

}  // namespace

bool matches_allowed_uri(std::string_view glob, std::string_view url) {
  const auto parts = split_glob(glob);
  const auto target = parse_target(url);
  return parts && target && matches_parts(*parts, *target);
}

std::optional<std::string> allowed_target(const InstanceSettings& settings, std::string_view url) {
  if (url.empty() || !is_plain(url)) return std::nullopt;
  auto reference = Url::parse(url);
  if (!reference) return std::nullopt;
  std::string absolute(url);
  if (reference->scheme.empty()) {
    const auto site = Url::parse(settings.site_url);
    if (!site || site->host.empty()) return std::nullopt;
    absolute = resolve(*site, *reference).to_string();
  }
  const auto target = parse_target(absolute);
  if (!target) return std::nullopt;
  if (is_sites(settings, *target)) return without_fragment(absolute);
  for (const std::string& glob : settings.external.uri_allow_list) {
    if (matches_allowed_uri(glob, absolute)) return without_fragment(absolute);
  }
  return std::nullopt;
}

std::string choose_target(const InstanceSettings& settings, const RedirectRequest& request) {
  if (auto target = allowed_target(settings, request.redirect_to)) return std::move(*target);
  if (!settings.external.redirect_url.empty()) return {};
  // A Referer is absolute (RFC 9110 §10.1.3 allows more, but no browser sends it).
  if (request.referrer.find("://") == std::string::npos) return {};
  return allowed_target(settings, request.referrer).value_or(std::string());
}

std::string final_target(const InstanceSettings& settings, const std::string& target) {
  if (!target.empty()) return target;
  return settings.external.redirect_url.empty() ? settings.site_url : settings.external.redirect_url;
}

std::string with_fragment(const std::string& target, std::string_view fragment) {
  if (fragment.empty()) return target;
  return without_fragment(target) + '#' + std::string(fragment);
}

std::string with_query(const std::string& target, std::string_view query) {
  std::string url = without_fragment(target);
  url += url.find('?') == std::string::npos ? '?' : '&';
  return url + std::string(query);
}

}  // namespace gotrue
