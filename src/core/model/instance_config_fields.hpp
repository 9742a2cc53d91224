// The fields of an instance's configuration, each named once: what reads and what writes its JSON visits them here.
#pragma once
#include "core/model/instance_config.hpp"

namespace gotrue {

inline constexpr std::int64_t kMaxSeconds = std::int64_t{100} * 365 * 86'400;
inline constexpr std::int64_t kMaxNanoseconds = std::int64_t{100} * 365 * 86'400 * 1'000'000'000;

// `Config` is InstanceConfig or const InstanceConfig. A visitor has
//   section(name, visit_members), flag(name, bool), text(name, string), long_text(name, string),
//   secret(name, SecretString), hidden_secret(...), number(name, int64, least, most), texts(name, vector),
//   object(name, json::Object).
template <class Config, class Visitor>
void visit_instance_fields(Config& config, Visitor& v) {
  const auto kinds = [&v](auto& texts) {
    v.text("invite", texts.invite);
    v.text("confirmation", texts.confirmation);
    v.text("recovery", texts.recovery);
    v.text("email_change", texts.email_change);
  };
  const auto provider = [&v](auto& p) {
    v.text("client_id", p.client_id);
    v.secret("secret", p.secret);
    v.text("redirect_uri", p.redirect_uri);
    v.text("url", p.url);
    v.flag("enabled", p.enabled);
  };
  v.text("site_url", config.site_url);
  v.flag("disable_signup", config.disable_signup);
  v.section("jwt", [&] {
    auto& jwt = config.jwt;
    v.secret("secret", jwt.secret);
    v.number("exp", jwt.exp, 0, kMaxSeconds);
    v.text("aud", jwt.aud);
    v.text("admin_group_name", jwt.admin_group_name);
    v.text("default_group_name", jwt.default_group_name);
    v.number("refresh_token_lifetime", jwt.refresh_token_lifetime, 0, kMaxSeconds);
  });
  v.section("smtp", [&] {
    auto& smtp = config.smtp;
    v.number("max_frequency", smtp.max_frequency, 0, kMaxNanoseconds);
    v.text("host", smtp.host);
    v.number("port", smtp.port, 0, 65'535);
    v.text("user", smtp.user);
    v.hidden_secret("pass", smtp.pass);
    v.text("admin_email", smtp.admin_email);
  });
  v.section("mailer", [&] {
    auto& mailer = config.mailer;
    v.flag("autoconfirm", mailer.autoconfirm);
    v.section("subjects", [&] { kinds(mailer.subjects); });
    v.section("templates", [&] { kinds(mailer.templates); });
    v.section("url_paths", [&] { kinds(mailer.url_paths); });
    v.number("recovery_max_age", mailer.recovery_max_age, 0, kMaxNanoseconds);
    v.number("confirmation_max_age", mailer.confirmation_max_age, 0, kMaxNanoseconds);
    v.number("invite_max_age", mailer.invite_max_age, 0, kMaxNanoseconds);
  });
  v.section("external", [&] {
    auto& external = config.external;
    v.section("bitbucket", [&] { provider(external.bitbucket); });
    v.section("github", [&] { provider(external.github); });
    v.section("gitlab", [&] { provider(external.gitlab); });
    v.section("google", [&] { provider(external.google); });
    v.section("facebook", [&] { provider(external.facebook); });
    v.section("email", [&] { v.flag("disabled", external.email_disabled); });
    v.section("saml", [&] {
      auto& saml = external.saml;
      v.flag("enabled", saml.enabled);
      v.text("metadata_url", saml.metadata_url);
      v.text("api_base", saml.api_base);
      v.text("name", saml.name);
      v.long_text("signing_cert", saml.signing_cert);
      v.secret("signing_key", saml.signing_key);
    });
    v.text("redirect_url", external.redirect_url);
  });
  v.section("webhook", [&] {
    auto& webhook = config.webhook;
    v.text("url", webhook.url);
    v.number("retries", webhook.retries, 0, 1'000);
    v.number("timeout_sec", webhook.timeout_sec, 0, 3'600);
    v.secret("secret", webhook.secret);
    v.texts("events", webhook.events);
  });
  v.section("cookies", [&] {
    v.text("key", config.cookies.key);
    v.number("duration", config.cookies.duration, -1'000'000'000, kMaxSeconds);
  });
  v.object("user_data_schema", config.user_data_schema);
}

}  // namespace gotrue
