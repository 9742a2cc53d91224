// One tenant: its settings and the keys made from them. In single-instance mode there is one, with the nil
// UUID, built from the environment.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/secret_string.hpp"
#include "base/sha256.hpp"
#include "base/uuid.hpp"
#include "core/model/outbox_message.hpp"
#include "core/model/webhook.hpp"
#include "core/port/data_schema.hpp"

namespace gotrue {

struct JwtSettings {
  SecretString secret;
  std::chrono::seconds exp{3600};
  std::string aud;
  std::string issuer;  // left out of tokens when empty
  std::string admin_group_name = "admin";
  std::string default_group_name;
  std::chrono::seconds refresh_token_lifetime{std::chrono::hours(24 * 30)};
  // `iat` is left out while tokens are shared with the original server.
  bool with_issued_at = true;
};

struct SmtpSettings {
  std::string host;  // empty: no mail is sent
  std::uint16_t port = 587;
  std::string user;
  SecretString pass;
  std::string admin_email;  // the sender
  // Named by the configuration of an instance, so it goes through the address policy (security.md 21).
  bool is_host_of_instance = false;
  std::chrono::microseconds max_frequency{std::chrono::minutes(15)};
};

// Per kind: subject template, path of the body template, path of the link; empty means the default.
struct MailTexts {
  std::string subject;
  std::string template_path;
  std::string url_path;
};

struct MailerSettings {
  // Mails go out: an SMTP host is set, or they are printed for a developer. Else no outbox row is written.
  bool enabled = false;
  bool autoconfirm = false;
  MailTexts invite;
  MailTexts confirmation;
  MailTexts recovery;
  MailTexts email_change;
  std::chrono::seconds confirmation_max_age{std::chrono::hours(24)};
  std::chrono::seconds recovery_max_age{std::chrono::hours(24)};
  std::chrono::seconds invite_max_age{std::chrono::hours(24 * 7)};
  std::chrono::seconds email_change_max_age{std::chrono::hours(24)};

  const MailTexts& texts(MailKind kind) const {
    switch (kind) {
      case MailKind::Invite: return invite;
      case MailKind::Confirmation: return confirmation;
      case MailKind::Recovery: return recovery;
      case MailKind::EmailChange:
      case MailKind::EmailChanged: return email_change;
    }
    return confirmation;
  }
};

struct CookieSettings {
  std::string key = "nf_jwt";
  std::chrono::seconds duration{86400};  // negative: no cookies
};

struct SecuritySettings {
  int password_min_length = 6;
  std::chrono::seconds refresh_token_reuse_interval{10};
};

// One of the five OAuth 2 providers.
struct ProviderSettings {
  bool enabled = false;
  std::string client_id;
  SecretString secret;
  std::string redirect_uri;
  std::string url;  // another host that speaks as the provider does; empty: its own
  bool is_host_of_instance = false;  // as in SmtpSettings
};

// An OpenID Connect provider; the process environment alone names such.
struct OidcSettings {
  std::string issuer;
  std::string client_id;
  SecretString secret;  // empty: a public client
  std::vector<std::string> scopes;
  std::string redirect_uri;
  std::string label;
};

struct SamlSettings {
  bool enabled = false;
  std::string metadata_url;  // of the identity provider
  std::string api_base;      // entity id and consumer service lie below it
  std::string name;          // what a button calls the provider
  std::string signing_cert;  // PEM; with signing_key, or both empty: a key is made and stored
  SecretString signing_key;  // PEM
  // Named by the configuration of an instance, so metadata_url goes through the address policy (security.md 21).
  bool is_host_of_instance = false;
};

struct ExternalSettings {
  bool email_disabled = false;
  std::map<std::string, ProviderSettings, std::less<>> oauth;  // by name: "github"
  std::map<std::string, OidcSettings, std::less<>> oidc;       // by lower-case name
  SamlSettings saml;
  std::string redirect_url;
  bool binds_state = true;  // a sign-in ends only in the browser that began it
  bool provider_code_grant = false;
  std::vector<std::string> uri_allow_list;
};

struct InstanceSettings {
  std::string site_url;
  // It came with the request (X-Nf-Sign) and stands in for the configured one: what is sent later must carry it.
  bool is_site_url_of_request = false;
  bool disable_signup = false;
  JwtSettings jwt;
  SmtpSettings smtp;
  MailerSettings mailer;
  CookieSettings cookies;
  SecuritySettings security;
  ExternalSettings external;
  WebhookSettings webhook;
  std::shared_ptr<const DataSchema> user_data_schema;  // nullptr: none
};

// Immutable once built; shared by all threads.
struct Instance {
  Instance(Uuid instance_id, InstanceSettings instance_settings)
      : id(instance_id),
        settings(std::move(instance_settings)),
        access_token_mac(settings.jwt.secret.reveal()),
        successor_mac(derive_key(settings.jwt.secret.reveal(), "gotrue refresh token successor")),
        sealing_key(SecretString(derive_key(settings.jwt.secret.reveal(), "gotrue mail token sealing"))) {}

  Uuid id;
  InstanceSettings settings;
  HmacSha256 access_token_mac;  // signs and checks access tokens
  HmacSha256 successor_mac;     // derives a refresh token from its predecessor
  SecretString sealing_key;     // 32 bytes: seals one-time tokens in the outbox
};

}  // namespace gotrue
