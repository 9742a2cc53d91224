#include "core/policy/instance_defaults.hpp"

namespace gotrue {
namespace {

template <class Target>
void set_seconds(Target& target, std::int64_t seconds) {
  if (seconds != 0) target = std::chrono::seconds(seconds);
}

// Links live in whole seconds, at least one.
void set_age(std::chrono::seconds& target, std::int64_t nanoseconds) {
  if (nanoseconds != 0) target = std::chrono::ceil<std::chrono::seconds>(std::chrono::nanoseconds(nanoseconds));
}

void set_text(std::string& target, const std::string& text) {
  if (!text.empty()) target = text;
}

JwtSettings make_jwt(const InstanceConfig& config, const InstanceSettings& global) {
  JwtSettings jwt;
  jwt.secret = config.jwt.secret;
  set_seconds(jwt.exp, config.jwt.exp);
  jwt.aud = config.jwt.aud;
  set_text(jwt.admin_group_name, config.jwt.admin_group_name);
  jwt.default_group_name = config.jwt.default_group_name;
  set_seconds(jwt.refresh_token_lifetime, config.jwt.refresh_token_lifetime);
  jwt.with_issued_at = global.jwt.with_issued_at;
  return jwt;
}

SmtpSettings make_smtp(const InstanceConfig& config, const SmtpSettings& global) {
  const auto& own = config.smtp;
  SmtpSettings smtp = global;
  if (!own.host.empty() && own.host != global.host) {
    smtp = SmtpSettings{};
    smtp.host = own.host;
    smtp.is_host_of_instance = true;
    smtp.admin_email = global.admin_email;
    smtp.max_frequency = global.max_frequency;
  }
  if (own.port != 0) smtp.port = static_cast<std::uint16_t>(own.port);
  if (!own.user.empty()) {
    // The password belongs to the user.
    if (own.user != smtp.user) smtp.pass = SecretString();
    smtp.user = own.user;
  }
  if (!own.pass.empty()) smtp.pass = own.pass;
  set_text(smtp.admin_email, own.admin_email);
  if (own.max_frequency != 0) {
    smtp.max_frequency = std::chrono::ceil<std::chrono::microseconds>(std::chrono::nanoseconds(own.max_frequency));
  }
  return smtp;
}

MailerSettings make_mailer(const InstanceConfig& config, const InstanceSettings& global, const SmtpSettings& smtp) {
  const auto& own = config.mailer;
  MailerSettings mailer;
  mailer.enabled = global.mailer.enabled || !smtp.host.empty();
  mailer.autoconfirm = own.autoconfirm;
  mailer.invite = {own.subjects.invite, own.templates.invite, own.url_paths.invite};
  mailer.confirmation = {own.subjects.confirmation, own.templates.confirmation, own.url_paths.confirmation};
  mailer.recovery = {own.subjects.recovery, own.templates.recovery, own.url_paths.recovery};
  mailer.email_change = {own.subjects.email_change, own.templates.email_change, own.url_paths.email_change};
  set_age(mailer.confirmation_max_age, own.confirmation_max_age);
  set_age(mailer.recovery_max_age, own.recovery_max_age);
  set_age(mailer.invite_max_age, own.invite_max_age);
  mailer.email_change_max_age = mailer.confirmation_max_age;
  return mailer;
}

ProviderSettings make_provider(const InstanceProvider& own, const ProviderSettings& global) {
  ProviderSettings provider = global;
  if (!own.url.empty() && own.url != global.url) {
    provider = ProviderSettings{};
    provider.url = own.url;
    provider.is_host_of_instance = true;
    provider.redirect_uri = global.redirect_uri;
  }
  if (!own.client_id.empty()) {
    // The secret belongs to the client.
    if (own.client_id != provider.client_id) provider.secret = SecretString();
    provider.client_id = own.client_id;
  }
  if (!own.secret.empty()) provider.secret = own.secret;
  set_text(provider.redirect_uri, own.redirect_uri);
  const bool is_complete = !provider.client_id.empty() && !provider.secret.empty() && !provider.redirect_uri.empty();
  provider.enabled = (own.enabled || global.enabled) && is_complete;
  return provider;
}

SamlSettings make_saml(const InstanceConfig& config, const SamlSettings& global) {
  const auto& own = config.external.saml;
  if (own.metadata_url.empty() && own.api_base.empty() && own.signing_key.empty() && own.signing_cert.empty()) {
    SamlSettings saml = global;
    saml.enabled = own.enabled || global.enabled;
    set_text(saml.name, own.name);
    return saml;
  }
  return {own.enabled, own.metadata_url, own.api_base, own.name, own.signing_cert, own.signing_key, true};
}

ExternalSettings make_external(const InstanceConfig& config, const ExternalSettings& global) {
  const auto& own = config.external;
  // What an instance cannot name is as in the environment: OpenID Connect, the allow-list, how states are bound.
  ExternalSettings external = global;
  external.email_disabled = own.email_disabled;
  const auto add = [&](const char* name, const InstanceProvider& provider) {
    external.oauth[name] = make_provider(provider, external.oauth[name]);
  };
  add("bitbucket", own.bitbucket);
  add("github", own.github);
  add("gitlab", own.gitlab);
  add("google", own.google);
  add("facebook", own.facebook);
  external.saml = make_saml(config, global.saml);
  external.redirect_url = own.redirect_url.empty() ? global.redirect_url : own.redirect_url;
  return external;
}

WebhookSettings make_webhook(const InstanceConfig& config) {
  const auto& own = config.webhook;
  WebhookSettings webhook;
  webhook.url = own.url;
  webhook.secret = own.secret;
  if (own.retries != 0) webhook.retries = static_cast<int>(own.retries);
  set_seconds(webhook.timeout, own.timeout_sec);
  for (const std::string& name : own.events) {
    if (const auto event = parse_hook_event(name)) webhook.events[*event] = true;
  }
  return webhook;
}

}  // namespace

InstanceSettings make_instance_settings(const InstanceConfig& config, const InstanceSettings& global) {
  InstanceSettings settings;
  settings.site_url = config.site_url;
  settings.disable_signup = config.disable_signup;
  settings.jwt = make_jwt(config, global);
  settings.smtp = make_smtp(config, global.smtp);
  settings.mailer = make_mailer(config, global, settings.smtp);
  set_text(settings.cookies.key, config.cookies.key);
  set_seconds(settings.cookies.duration, config.cookies.duration);
  settings.security = global.security;
  settings.external = make_external(config, global.external);
  settings.webhook = make_webhook(config);
  return settings;
}

}  // namespace gotrue
