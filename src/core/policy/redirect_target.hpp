// Where a browser may be sent when an external sign-in is over: the site, and what the operator allowed (security.md
// 16). Nothing that a request says leads elsewhere.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/model/instance.hpp"

namespace gotrue {

// Whether the URL is allowed by a glob of GOTRUE_URI_ALLOW_LIST: scheme and port exact, no user information, `*` crosses
// neither `.` nor `/`, `**` crosses both within the path. A query is matched only by a glob that has one.
bool matches_allowed_uri(std::string_view glob, std::string_view url);

// `url` (absolute, or relative to the site) when its origin is that of the site or the allow-list has it, without its
// fragment; else nullopt.
std::optional<std::string> allowed_target(const InstanceSettings& settings, std::string_view url);

struct RedirectRequest {
  std::string redirect_to;  // the parameter of /authorize
  std::string referrer;     // its Referer
};

// What the state carries: an allowed `redirect_to`; else nothing where GOTRUE_EXTERNAL_REDIRECT_URL says where to go;
// else an allowed referrer; else nothing.
std::string choose_target(const InstanceSettings& settings, const RedirectRequest& request);

// Where the sign-in of a state with that target ends.
std::string final_target(const InstanceSettings& settings, const std::string& target);

// `target` with "name=value&..." (encoded already) as its fragment, or as a part of its query.
std::string with_fragment(const std::string& target, std::string_view fragment);
std::string with_query(const std::string& target, std::string_view query);

}  // namespace gotrue
