// /authorize, /callback and /saml as a server answers on which no external provider is enabled.
#include <algorithm>
#include <array>

#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/page_parameters.hpp"

namespace gotrue::netlify {
namespace {

constexpr std::array<std::string_view, 5> kProviders = {"bitbucket", "github", "gitlab", "google", "facebook"};

std::string field_or_empty(const FormFields& fields, std::string_view name) {
  const std::string* value = find_field(fields, name);
  return value ? *value : std::string();
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return text;
}

Result<HttpResponse> authorize(const Call& call) {
  const FormFields query = TRY(parse_query(call.scope));
  const std::string name = lower_case(field_or_empty(query, "provider"));
  if (name == "saml") return fail(ErrorCode::ProviderUnsupported, "SAML Provider is not enabled");
  if (std::find(kProviders.begin(), kProviders.end(), name) == kProviders.end()) {
    return fail(ErrorCode::ProviderUnsupported, "Provider " + name + " could not be found");
  }
  return fail(ErrorCode::ProviderUnsupported, "Provider is not enabled");
}

// Why a text is no state of ours. No provider can be enabled, so none was ever signed.
std::string state_refusal(std::string_view state) {
  if (std::count(state.begin(), state.end(), '.') != 2) return "token contains an invalid number of segments";
  return "signature is invalid";
}

Result<HttpResponse> callback(const Call& call) {
  const FormFields query = TRY(parse_query(call.scope));
  const std::string state = field_or_empty(query, "state");
  if (state.empty()) return fail(ErrorCode::OAuthStateMissing);
  return fail(ErrorCode::OAuthStateInvalid, state_refusal(state));
}

Result<HttpResponse> saml_metadata(const Call&) { return fail(ErrorCode::SamlDisabled); }

Result<HttpResponse> saml_acs(const Call& call) {
  const auto form = parse_form(call.http().body);
  const std::string relay_state = form ? field_or_empty(*form, "RelayState") : std::string();
  if (relay_state.empty()) return fail(ErrorCode::SamlRelayStateMissing);
  return fail(ErrorCode::SamlRelayStateInvalid, state_refusal(relay_state));
}

}  // namespace

std::vector<Route> external_routes(const Api& api) {
  return {
      {Method::Get, "/authorize", light_lane(api), LimitClass::Authorize, open(api, authorize)},
      {Method::Get, "/callback", Lane::Inline, LimitClass::Callback, open_by_state(api, callback)},
      {Method::Get, "/saml/metadata", light_lane(api), LimitClass::None, open(api, saml_metadata)},
      {Method::Post, "/saml/acs", Lane::Inline, LimitClass::Callback, open_by_state(api, saml_acs)},
  };
}

}  // namespace gotrue::netlify
