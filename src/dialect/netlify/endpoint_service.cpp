// GET /health and GET /settings. In single-instance mode the same bytes for everybody, put together once.
#include "base/json.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/present_json.hpp"

namespace gotrue::netlify {
namespace {

std::string_view as_text(bool value) { return value ? "true" : "false"; }

std::string settings_body(const InstanceSettings& settings) {
  const ExternalSettings& external = settings.external;
  std::string body = R"({"external":{"bitbucket":)";
  body.append(as_text(external.bitbucket.enabled)).append(R"(,"github":)").append(as_text(external.github.enabled));
  body.append(R"(,"gitlab":)").append(as_text(external.gitlab.enabled));
  body.append(R"(,"google":)").append(as_text(external.google.enabled));
  body.append(R"(,"facebook":)").append(as_text(external.facebook.enabled));
  body.append(R"(,"email":)").append(as_text(!external.email_disabled));
  body.append(R"(,"saml":)").append(as_text(external.saml.enabled)).append(R"(},"external_labels":{)");
  if (external.saml.enabled && !external.saml.name.empty()) {
    body += R"("saml":)";
    json::append_string(body, external.saml.name);
  }
  body.append(R"(},"disable_signup":)").append(as_text(settings.disable_signup));
  body.append(R"(,"autoconfirm":)").append(as_text(settings.mailer.autoconfirm)).append("}");
  return body;
}

RouteHandler constant(std::string body) {
  return [body = std::move(body)](RequestScope&) { return json_response(200, body); };
}

Result<HttpResponse> get_settings(const Call& call) {
  return json_response(200, settings_body(call.instance.settings));
}

RouteHandler settings_handler(const Api& api) {
  return api.is_multi() ? open(api, get_settings) : constant(settings_body(api.instance.settings));
}

}  // namespace

std::string health_body(const Api& api) {
  std::string body = R"({"version":)";
  json::append_string(body, api.version);
  return body +
         R"(,"name":"GoTrue","description":"GoTrue is a user registration and authentication API"})";
}

std::vector<Route> service_routes(const Api& api) {
  return {
      {Method::Get, "/health", Lane::Inline, LimitClass::None, constant(health_body(api))},
      {Method::Get, "/settings", light_lane(api), LimitClass::None, settings_handler(api)},
  };
}

}  // namespace gotrue::netlify
