#include "app/config/instance_settings.hpp"

namespace gotrue {
namespace {

// Links live in whole seconds, at least one.
std::chrono::seconds whole_seconds(std::chrono::microseconds duration) {
  return std::chrono::ceil<std::chrono::seconds>(duration);
}

JwtSettings make_jwt_settings(const JwtConfiguration& jwt) {
  JwtSettings settings;
  settings.secret = jwt.secret;
  settings.exp = jwt.exp;
  settings.aud = jwt.aud;
  settings.admin_group_name = jwt.admin_group_name;
  settings.default_group_name = jwt.default_group_name;
  settings.refresh_token_lifetime = jwt.refresh_token_lifetime;
  return settings;
}

SmtpSettings make_smtp_settings(const SmtpConfiguration& smtp) {
  SmtpSettings settings;
  settings.host = smtp.host;
  settings.port = static_cast<std::uint16_t>(smtp.port);
  settings.user = smtp.user;
  settings.pass = smtp.pass;
  settings.admin_email = smtp.admin_email;
  settings.max_frequency = smtp.max_frequency;
  return settings;
}

MailTexts make_mail_texts(const MailTextsConfiguration& texts) {
  return {texts.subject, texts.template_path, texts.url_path};
}

MailerSettings make_mailer_settings(const MailerConfiguration& mailer) {
  MailerSettings settings;
  settings.autoconfirm = mailer.autoconfirm;
  settings.invite = make_mail_texts(mailer.invite);
  settings.confirmation = make_mail_texts(mailer.confirmation);
  settings.recovery = make_mail_texts(mailer.recovery);
  settings.email_change = make_mail_texts(mailer.email_change);
  settings.confirmation_max_age = whole_seconds(mailer.confirmation_max_age);
  settings.recovery_max_age = whole_seconds(mailer.recovery_max_age);
  settings.invite_max_age = whole_seconds(mailer.invite_max_age);
  settings.email_change_max_age = settings.confirmation_max_age;
  return settings;
}

// Names of no event were reported at the start.
WebhookSettings make_webhook_settings(const WebhookConfiguration& webhook) {
  WebhookSettings settings;
  settings.url = webhook.url;
  settings.secret = webhook.secret;
  settings.retries = webhook.retries;
  settings.timeout = webhook.timeout;
  for (const std::string& name : webhook.events) {
    if (const auto event = parse_hook_event(name)) settings.events[*event] = true;
  }
  return settings;
}

ProviderSettings make_provider_settings(const ProviderConfiguration& provider) {
  const bool is_complete = !provider.client_id.empty() && !provider.secret.empty() && !provider.redirect_uri.empty();
  return {provider.enabled && is_complete, provider.client_id, provider.secret, provider.redirect_uri, provider.url,
          false};
}

SamlSettings make_saml_settings(const SamlConfiguration& saml) {
  SamlSettings settings;
  settings.enabled = saml.enabled;
  settings.metadata_url = saml.metadata_url;
  settings.api_base = saml.api_base;
  settings.name = saml.name;
  settings.signing_cert = saml.signing_cert;
  settings.signing_key = saml.signing_key;
  return settings;
}

ExternalSettings make_external_settings(const Configuration& configuration) {
  const ExternalConfiguration& external = configuration.external;
  ExternalSettings settings;
  settings.email_disabled = external.email_disabled;
  settings.oauth = {{"bitbucket", make_provider_settings(external.bitbucket)},
                    {"github", make_provider_settings(external.github)},
                    {"gitlab", make_provider_settings(external.gitlab)},
                    {"google", make_provider_settings(external.google)},
                    {"facebook", make_provider_settings(external.facebook)}};
  for (const auto& [name, oidc] : external.oidc) {
    settings.oidc[name] = {oidc.issuer, oidc.client_id, oidc.secret, oidc.scopes, oidc.redirect_uri, oidc.label};
  }
  settings.saml = make_saml_settings(external.saml);
  settings.redirect_url = external.redirect_url;
  settings.binds_state = external.bind_state.value_or(true);
  settings.provider_code_grant = configuration.security.provider_code_grant;
  settings.uri_allow_list = configuration.security.uri_allow_list;
  return settings;
}

}  // namespace

InstanceSettings make_instance_settings(const Configuration& configuration, bool prints_mail) {
  InstanceSettings settings;
  settings.site_url = configuration.site_url;
  settings.disable_signup = configuration.disable_signup;
  settings.jwt = make_jwt_settings(configuration.jwt);
  settings.smtp = make_smtp_settings(configuration.smtp);
  settings.mailer = make_mailer_settings(configuration.mailer);
  settings.mailer.enabled = prints_mail || !configuration.smtp.host.empty();
  settings.cookies = {configuration.cookies.key, configuration.cookies.duration};
  settings.security = {configuration.security.password_min_length,
                       configuration.security.refresh_token_reuse_interval};
  settings.external = make_external_settings(configuration);
  settings.webhook = make_webhook_settings(configuration.webhook);
  settings.user_data_schema = configuration.compiled_user_data_schema;
  return settings;
}

}  // namespace gotrue
