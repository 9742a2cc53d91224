#include "app/demo/demo_page.hpp"

#include <string>
#include <string_view>

#include "demo_assets.hpp"

namespace gotrue {
namespace {

// Everything comes from this server, nothing inline: a page that holds tokens runs no script but its own.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

Route make_asset(std::string pattern, std::string_view type, std::string_view content) {
  Route route;
  route.pattern = std::move(pattern);
  route.handler = [type, content](RequestScope&) {
    HttpResponse response;
    response.status = 200;
    response.body = std::string(content);
    response.add_field("Content-Type", type);
    response.add_field("Content-Security-Policy", kPolicy);
    response.add_field("X-Content-Type-Options", "nosniff");
    response.add_field("Referrer-Policy", "no-referrer");
    response.add_field("Cache-Control", "no-cache");
    return response;
  };
  return route;
}

}  // namespace

std::vector<Route> demo_routes() {
  return {make_asset("/", "text/html; charset=utf-8", demo_assets::kPage),
          make_asset("/demo.css", "text/css; charset=utf-8", demo_assets::kStyle),
          make_asset("/demo.js", "text/javascript; charset=utf-8", demo_assets::kScript)};
}

}  // namespace gotrue
