#include "http/router.hpp"

#include <algorithm>

#include "base/url.hpp"

namespace gotrue::http {
namespace {

// "/a/b" -> "a", "b".
std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
  }
  return segments;
}

// Reads `path` along the segments without allocating until it fits.
bool fits(std::string_view path, const std::vector<std::string_view>& pattern) {
  for (const std::string_view expected : pattern) {
    if (path.empty() || path.front() != '/') return false;
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    if (expected == "{}" ? segment.empty() : segment != expected) return false;
    path.remove_prefix(segment.size());
  }
  return path.empty();
}

std::vector<std::string> parameters_of(std::string_view path, const std::vector<std::string_view>& pattern) {
  std::vector<std::string> parameters;
  const auto segments = split(path);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == "{}") parameters.push_back(percent_decode(segments[i], false).value_or(std::string()));
  }
  return parameters;
}

std::string_view without_trailing_slash(std::string_view path) {
  if (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return path;
}

std::string_view name_of(Method method) {
  switch (method) {
    case Method::Get: return "GET";
    case Method::Head: return "HEAD";
    case Method::Post: return "POST";
    case Method::Put: return "PUT";
    case Method::Delete: return "DELETE";
    case Method::Options: return "OPTIONS";
    case Method::Patch: return "PATCH";
    case Method::Other: return "";
  }
  return "";
}

}  // namespace

void Resource::add(const Route& route) {
  routes_[static_cast<std::size_t>(route.method)] = &route;
  allow_.clear();
  for (const Method method : {Method::Get, Method::Post, Method::Put, Method::Delete, Method::Patch}) {
    if (routes_[static_cast<std::size_t>(method)] == nullptr) continue;
    if (!allow_.empty()) allow_ += ", ";
    allow_ += name_of(method);
  }
}

const Route* Resource::find(Method method) const {
  return routes_[static_cast<std::size_t>(method == Method::Head ? Method::Get : method)];
}

Router::Router(const std::vector<Route>& routes, std::vector<std::string> prefixes) : prefixes_(std::move(prefixes)) {
  for (const Route& route : routes) add(route);
}

void Router::add(const Route& route) {
  const std::string_view pattern = route.pattern;
  if (pattern.find("{}") == std::string_view::npos) return paths_[pattern].add(route);
  auto segments = split(pattern);
  const auto known = std::find_if(patterns_.begin(), patterns_.end(),
                                  [&](const Pattern& other) { return other.segments == segments; });
  if (known != patterns_.end()) return known->resource.add(route);
  patterns_.push_back({std::move(segments), {}});
  patterns_.back().resource.add(route);
}

const Resource* Router::find(std::string_view path, std::vector<std::string>& parameters) const {
  if (const auto found = paths_.find(path); found != paths_.end()) return &found->second;
  for (const Pattern& pattern : patterns_) {
    if (!fits(path, pattern.segments)) continue;
    parameters = parameters_of(path, pattern.segments);
    return &pattern.resource;
  }
  return nullptr;
}

RouteMatch Router::match(std::string_view path) const {
  RouteMatch match;
  match.path = without_trailing_slash(path);
  match.resource = find(match.path, match.parameters);
  if (match.resource != nullptr) return match;
  for (const std::string& prefix : prefixes_) {
    if (!path.starts_with(prefix)) continue;
    std::string_view rest = path.substr(prefix.size());
    if (!rest.empty() && rest.front() != '/') continue;
    rest = rest.empty() ? std::string_view("/") : without_trailing_slash(rest);
    match.prefix = prefix;
    match.path = rest;
    match.resource = find(rest, match.parameters);
    if (match.resource != nullptr) return match;
  }
  return match;
}

}  // namespace gotrue::http
