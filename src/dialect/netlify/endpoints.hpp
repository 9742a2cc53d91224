// The routes of this dialect by noun, one file each (endpoint_<noun>.cpp).
#pragma once
#include <vector>

#include "base/route.hpp"
#include "dialect/netlify/api.hpp"

namespace gotrue::netlify {

std::vector<Route> service_routes(const Api& api);   // /health, /settings
std::vector<Route> account_routes(const Api& api);   // /signup, /verify, /recover, /invite, /logout
std::vector<Route> token_routes(const Api& api);     // /token
std::vector<Route> user_routes(const Api& api);      // /user
std::vector<Route> session_routes(const Api& api);   // /user/sessions, /admin/users/{}/sessions
std::vector<Route> admin_user_routes(const Api& api);  // /admin/users
std::vector<Route> audit_routes(const Api& api);     // /admin/audit
std::vector<Route> delivery_routes(const Api& api);  // /admin/webhooks/deliveries
std::vector<Route> external_routes(const Api& api);  // /authorize, /callback
std::vector<Route> saml_routes(const Api& api);      // /saml
std::vector<Route> instance_routes(const Api& api);  // / and /instances, in multi-instance mode

// The body of GET /health.
std::string health_body(const Api& api);

}  // namespace gotrue::netlify
