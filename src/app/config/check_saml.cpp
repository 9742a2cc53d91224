#include "app/config/check_saml.hpp"

#include "base/url.hpp"
#ifdef GOTRUE_SAML
#include "adapter/saml/signing_key.hpp"
#endif

namespace gotrue {
namespace {

void check_address(const std::string& value, const std::string& key, ConfigurationOutcome& outcome) {
  const auto url = Url::parse(value);
  const bool is_web = url && (url->scheme == "https" || url->scheme == "http") && !url->host.empty();
  if (!is_web) outcome.errors.push_back("GOTRUE_" + key + ": must be an http or https address while SAML is enabled");
}

#ifdef GOTRUE_SAML
void check_key(const SamlConfiguration& saml, ConfigurationOutcome& outcome) {
  if (saml.signing_cert.empty() && saml.signing_key.empty()) return;
  const auto key = saml::SigningKey::from_texts({saml.signing_cert, saml.signing_key});
  if (!key) {
    outcome.errors.push_back("GOTRUE_EXTERNAL_SAML_SIGNING_KEY, GOTRUE_EXTERNAL_SAML_SIGNING_CERT: " + key.error().detail);
  }
}
#else
void check_key(const SamlConfiguration&, ConfigurationOutcome& outcome) {
  outcome.errors.push_back("GOTRUE_EXTERNAL_SAML_ENABLED: this binary was built without SAML; unset it to start");
}
#endif

}  // namespace

void check_saml(ConfigurationOutcome& outcome) {
  const SamlConfiguration& saml = outcome.configuration.external.saml;
  if (!saml.enabled) return;
  check_address(saml.metadata_url, "EXTERNAL_SAML_METADATA_URL", outcome);
  check_address(saml.api_base, "EXTERNAL_SAML_API_BASE", outcome);
  check_key(saml, outcome);
  if (saml.metadata_url.starts_with("http://")) {
    outcome.warnings.push_back("GOTRUE_EXTERNAL_SAML_METADATA_URL: is fetched in clear; whoever changes it on the way signs in "
                               "as anybody");
  }
}

}  // namespace gotrue
