#include <iterator>

#include "dialect/netlify/api.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/errors.hpp"

namespace gotrue::netlify {

Dialect make_dialect(const Api& api) {
  Dialect dialect;
  for (const auto routes_of : {service_routes, account_routes, token_routes, user_routes, session_routes,
                               admin_user_routes, audit_routes, delivery_routes, external_routes, saml_routes,
                               instance_routes}) {
    auto routes = routes_of(api);
    std::move(routes.begin(), routes.end(), std::back_inserter(dialect.routes));
  }
  dialect.present_error = present_transport_error;
  if (api.is_multi()) {
    dialect.find_credential_origin = [&api](const HttpRequest& request) { return find_site_origin(api, request); };
  }
  return dialect;
}

}  // namespace gotrue::netlify
