// GET /health and GET /settings. In single-instance mode the same bytes for everybody, put together once.
#include "base/json.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/present_json.hpp"

namespace gotrue::netlify {
namespace {

std::string_view as_text(bool value) { return value ? "true" : "false"; }

void append_flag(std::string& out, std::string_view name, bool value) {
  json::append_string(out, name);
  out.append(":").append(as_text(value)).append(",");
}

bool is_enabled(const ExternalSettings& external, std::string_view name) {
  const auto found = external.oauth.find(name);
  return found != external.oauth.end() && found->second.enabled;
}

std::string labels_object(const ExternalSettings& external) {
  json::Object labels;
  for (const auto& [name, provider] : external.oidc) {
    if (!provider.label.empty()) labels.set(name, provider.label);
  }
  if (external.saml.enabled && !external.saml.name.empty()) labels.set("saml", external.saml.name);
  return json::to_text(labels);
}

std::string settings_body(const InstanceSettings& settings) {
  std::string body = R"({"external":{)";
  for (const char* name : {"bitbucket", "github", "gitlab", "google", "facebook"}) {
    append_flag(body, name, is_enabled(settings.external, name));
  }
  for (const auto& [name, provider] : settings.external.oidc) append_flag(body, name, true);
  append_flag(body, "email", !settings.external.email_disabled);
  body.append(R"("saml":)").append(as_text(settings.external.saml.enabled));
  body.append(R"(},"external_labels":)").append(labels_object(settings.external));
  body.append(R"(,"disable_signup":)").append(as_text(settings.disable_signup));
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
