// GET /health and GET /settings: the same bytes for everybody, put together once.
#include "base/json.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/present_json.hpp"

namespace gotrue::netlify {
namespace {

std::string health_body(const Api& api) {
  std::string body = R"({"version":)";
  json::append_string(body, api.version);
  return body +
         R"(,"name":"GoTrue","description":"GoTrue is a user registration and authentication API"})";
}

std::string_view as_text(bool value) { return value ? "true" : "false"; }

// No external provider can be enabled yet: the configuration refuses to (docs/config.md).
std::string settings_body(const InstanceSettings& settings) {
  std::string body = R"({"external":{"bitbucket":false,"github":false,"gitlab":false,"google":false,"facebook":false,)";
  body.append(R"("email":)").append(as_text(!settings.external.email_disabled));
  body.append(R"(,"saml":false},"external_labels":{},"disable_signup":)").append(as_text(settings.disable_signup));
  body.append(R"(,"autoconfirm":)").append(as_text(settings.mailer.autoconfirm)).append("}");
  return body;
}

RouteHandler constant(std::string body) {
  return [body = std::move(body)](RequestScope&) { return json_response(200, body); };
}

}  // namespace

std::vector<Route> service_routes(const Api& api) {
  return {
      {Method::Get, "/health", Lane::Inline, LimitClass::None, constant(health_body(api))},
      {Method::Get, "/settings", Lane::Inline, LimitClass::None, constant(settings_body(api.instance.settings))},
  };
}

}  // namespace gotrue::netlify
