#include "app/config/constraint.hpp"
#include "app/config/key_groups.hpp"

namespace gotrue {
namespace {

using C = Configuration;
using External = ExternalConfiguration;
using Saml = SamlConfiguration;
using Webhook = WebhookConfiguration;

template <auto Provider>
void add_provider(std::vector<Key>& keys, const std::string& name, const std::string& title) {
  using P = ProviderConfiguration;
  const std::string prefix = "EXTERNAL_" + name;
  keys.push_back({.name = prefix + "_ENABLED",
                  .slot = slot::Flag{at<&C::external, Provider, &P::enabled>},
                  .note = "Sign-in with " + title + "."});
  keys.push_back({.name = prefix + "_CLIENT_ID",
                  .slot = slot::Text{at<&C::external, Provider, &P::client_id>},
                  .note = "Client id of the application registered there."});
  keys.push_back({.name = prefix + "_SECRET",
                  .slot = slot::Secret{at<&C::external, Provider, &P::secret>},
                  .note = "Its client secret."});
  keys.push_back({.name = prefix + "_REDIRECT_URI",
                  .slot = slot::Text{at<&C::external, Provider, &P::redirect_uri>, constraint::kPrintable},
                  .note = "Its redirect URI, the address of /callback."});
  keys.push_back({.name = prefix + "_URL",
                  .slot = slot::Text{at<&C::external, Provider, &P::url>, constraint::kPrintable},
                  .note = "Another host that speaks as " + title + " does."});
}

void add_saml(std::vector<Key>& keys) {
  keys.push_back({.name = "EXTERNAL_SAML_ENABLED",
                  .slot = slot::Flag{at<&C::external, &External::saml, &Saml::enabled>},
                  .note = "Sign-in with SAML."});
  keys.push_back({.name = "EXTERNAL_SAML_METADATA_URL",
                  .slot = slot::Text{at<&C::external, &External::saml, &Saml::metadata_url>, constraint::kPrintable},
                  .note = "Address of the metadata of the identity provider; required with SAML."});
  keys.push_back({.name = "EXTERNAL_SAML_API_BASE",
                  .slot = slot::Text{at<&C::external, &External::saml, &Saml::api_base>, constraint::kPrintable},
                  .note = "Public address of this server; entity id (`/saml`) and consumer service (`/saml/acs`) lie below it; required with SAML."});
  keys.push_back({.name = "EXTERNAL_SAML_NAME",
                  .slot = slot::Text{at<&C::external, &External::saml, &Saml::name>},
                  .note = "What a button calls the provider."});
  keys.push_back({.name = "EXTERNAL_SAML_SIGNING_CERT",
                  .slot = slot::Text{at<&C::external, &External::saml, &Saml::signing_cert>},
                  .note = "Certificate that belongs to the signing key, PEM."});
  keys.push_back({.name = "EXTERNAL_SAML_SIGNING_KEY",
                  .slot = slot::Secret{at<&C::external, &External::saml, &Saml::signing_key>},
                  .note = "RSA key that signs requests to the provider and opens encrypted assertions, PEM; without it and the certificate a pair is made and stored."});
}

}  // namespace

KeyGroup provider_keys() {
  KeyGroup group{
      "Ways to sign in",
      {
          {.name = "EXTERNAL_EMAIL_DISABLED",
           .slot = slot::Flag{at<&C::external, &External::email_disabled>},
           .note = "No sign-up, login and recovery by address and password; a refresh goes on."},
          {.name = "EXTERNAL_REDIRECT_URL",
           .slot = slot::Text{at<&C::external, &External::redirect_url>, constraint::kPrintable},
           .note = "Where an external sign-in ends.",
           .aliases = {"EXTERNAL_REDIRECTURL"},
           .default_note = "the referrer when it is allowed, else `SITE_URL`"},
          {.name = "EXTERNAL_BIND_STATE",
           .slot = slot::OptionalFlag{at<&C::external, &External::bind_state>},
           .note = "An external sign-in ends only in the browser that began it.",
           .default_note = "`true`; `false` in `multi`",
           .is_ours = true},
          {.name = "SECURITY_PROVIDER_CODE_GRANT",
           .slot = slot::Flag{at<&C::security, &SecurityConfiguration::provider_code_grant>},
           .note = "`POST /token` takes the code that an external provider gave.",
           .is_ours = true},
      }};
  add_provider<&External::bitbucket>(group.keys, "BITBUCKET", "Bitbucket");
  add_provider<&External::github>(group.keys, "GITHUB", "GitHub");
  add_provider<&External::gitlab>(group.keys, "GITLAB", "GitLab");
  add_provider<&External::google>(group.keys, "GOOGLE", "Google");
  add_provider<&External::facebook>(group.keys, "FACEBOOK", "Facebook");
  add_saml(group.keys);
  return group;
}

KeyGroup webhook_keys() {
  return {"Webhooks",
          {
              {.name = "WEBHOOK_URL",
               .slot = slot::Text{at<&C::webhook, &Webhook::url>, constraint::kPrintable},
               .note = "Where events are posted."},
              {.name = "WEBHOOK_SECRET",
               .slot = slot::Secret{at<&C::webhook, &Webhook::secret>},
               .note = "Key of the signature that a call carries."},
              {.name = "WEBHOOK_RETRIES",
               .slot = slot::Number{at<&C::webhook, &Webhook::retries>, 0, 100, true},
               .note = "Calls in all before a hook has failed."},
              {.name = "WEBHOOK_TIMEOUT_SEC",
               .slot = slot::Seconds{at<&C::webhook, &Webhook::timeout>},
               .note = "Seconds that one call may take.",
               .aliases = {"WEBHOOK_TIMEOUTSEC"}},
              {.name = "WEBHOOK_EVENTS",
               .slot = slot::List{at<&C::webhook, &Webhook::events>},
               .note = "Which of `validate`, `signup`, `login`, `userdeleted` and `usermodified` are sent."},
          }};
}

}  // namespace gotrue
