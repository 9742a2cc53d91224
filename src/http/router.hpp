// Finds the resource that a path names among the routes of a dialect, under the root and under each prefix.
// Immutable after construction; used by all I/O threads.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/route.hpp"

namespace gotrue::http {

// All routes of one path.
class Resource {
 public:
  void add(const Route& route);
  // nullptr: not allowed. HEAD is served by GET.
  const Route* find(Method method) const;
  // "GET, PUT, DELETE", for Allow; HEAD is not listed.
  const std::string& allow() const { return allow_; }

 private:
  std::array<const Route*, 8> routes_{};
  std::string allow_;
};

struct RouteMatch {
  const Resource* resource = nullptr;  // nullptr: no such path
  std::string_view prefix;
  std::string_view path;  // without prefix and without one trailing slash
  std::vector<std::string> parameters;
};

class Router {
 public:
  // `routes` must outlive the router. A prefix begins with '/' and ends without.
  Router(const std::vector<Route>& routes, std::vector<std::string> prefixes);

  // `path` is escaped; what stands at a {} is decoded. A {} takes one segment that is not empty.
  RouteMatch match(std::string_view path) const;

 private:
  struct Pattern {
    std::vector<std::string_view> segments;
    Resource resource;
  };
  const Resource* find(std::string_view path, std::vector<std::string>& parameters) const;
  void add(const Route& route);

  std::vector<std::string> prefixes_;
  std::unordered_map<std::string_view, Resource> paths_;
  std::vector<Pattern> patterns_;
};

}  // namespace gotrue::http
