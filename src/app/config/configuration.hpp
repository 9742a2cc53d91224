// What the operator set, typed and checked: the result of reading the env file and the environment. The
// composition root and the commands read it; nothing else does. Member initialisers are the defaults, and the
// reference documentation prints them.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ip_network.hpp"
#include "base/route.hpp"
#include "base/secret_string.hpp"
#include "core/port/data_schema.hpp"
#include "core/port/logger.hpp"

namespace gotrue {

using TextMap = std::vector<std::pair<std::string, std::string>>;

struct ApiConfiguration {
  std::string host;  // empty: all interfaces
  int port = 8081;   // 0: any free port
  std::string endpoint;
  std::string request_id_header;
  SecretString export_secret;
  std::vector<std::string> path_prefixes = {"/.netlify/identity"};  // each begins with '/' and ends without
  std::vector<std::string> cors_allowed_origins;                    // beyond the origin of site_url
  // nullopt: not configured, see security.md 18; an empty list trusts nobody.
  std::optional<std::vector<IpNetwork>> trusted_proxies;
  int max_body = 1024 * 1024;  // bytes
  int io_threads = 0;  // 0: one per core
  int max_connections = 20'000;
};

// Token bucket: `requests` at once, refilled over `period`.
struct RateLimit {
  std::int64_t requests = 0;
  std::chrono::microseconds period{0};
};

struct RateLimitConfiguration {
  std::string header;   // RATE_LIMIT_HEADER
  bool enabled = true;  // false: RATE_LIMITS=off, which switches the limits on accounts off as well
  // Index: LimitClass. nullopt: no limit. The defaults leave room for the busiest five minutes of an office of
  // 200 people behind one address: everybody signs in, three tabs each refresh and read the user, a tenth has
  // forgotten the password.
  std::array<std::optional<RateLimit>, 10> limits = {
      std::nullopt,
      RateLimit{300, std::chrono::minutes(10)},   // Signup
      RateLimit{1500, std::chrono::minutes(5)},   // Token
      RateLimit{300, std::chrono::minutes(5)},    // Verify
      RateLimit{200, std::chrono::minutes(10)},   // Recover
      RateLimit{1000, std::chrono::minutes(10)},  // Invite
      RateLimit{6000, std::chrono::minutes(5)},   // User
      RateLimit{600, std::chrono::minutes(5)},    // Authorize
      RateLimit{600, std::chrono::minutes(5)},    // Callback
      RateLimit{6000, std::chrono::minutes(1)},   // Admin
  };

  const std::optional<RateLimit>& limit_of(LimitClass endpoint) const {
    return limits[static_cast<std::size_t>(endpoint)];
  }
};

enum class DatabaseDriver { Sqlite, Mysql, Postgres };

struct DatabaseConfiguration {
  SecretString url;  // as written; may hold a password
  std::optional<DatabaseDriver> driver;
  std::string path = "gotrue.db";  // of the embedded database
  std::string table_prefix;        // "<DB_NAMESPACE>_", or empty
  std::string migrations_path;
  std::optional<bool> automigrate;

  // Migrations run at start: by default with the embedded database alone.
  bool migrates_at_start() const { return automigrate.value_or(driver == DatabaseDriver::Sqlite); }
};

enum class LogFormat { Text, Json };

struct LogConfiguration {
  LogLevel level = LogLevel::Info;
  std::string file;  // empty: standard error
  LogFormat format = LogFormat::Text;
  bool disable_colors = false;
  bool quote_empty_fields = false;
  std::string timestamp_format;  // a Go layout; empty: RFC 3339
  TextMap fields;
};

struct TracingConfiguration {
  bool enabled = false;
  std::string host;
  std::string port;
  std::string service_name = "gotrue";
  TextMap tags;
};

struct JwtConfiguration {
  SecretString secret;
  std::chrono::seconds exp{3600};
  std::string aud;
  std::string admin_group_name = "admin";
  std::string default_group_name;
  std::chrono::seconds refresh_token_lifetime{30 * 86400};
};

struct ProviderConfiguration {
  bool enabled = false;
  std::string client_id;
  SecretString secret;
  std::string redirect_uri;
  std::string url;
};

struct SamlConfiguration {
  bool enabled = false;
  std::string metadata_url;
  std::string api_base;
  std::string name;
  std::string signing_cert;
  SecretString signing_key;
};

struct OidcConfiguration {
  std::string issuer;
  std::string client_id;
  SecretString secret;
  std::vector<std::string> scopes;
  std::string redirect_uri;
  std::string label;
};

struct ExternalConfiguration {
  ProviderConfiguration bitbucket;
  ProviderConfiguration github;
  ProviderConfiguration gitlab;
  ProviderConfiguration google;
  ProviderConfiguration facebook;
  bool email_disabled = false;
  SamlConfiguration saml;
  std::map<std::string, OidcConfiguration> oidc;  // by lower-case name
  std::string redirect_url;
  std::optional<bool> bind_state;  // true in `serve`, false in `multi`
};

struct SmtpConfiguration {
  std::string host;  // empty: no mail is sent
  int port = 587;
  std::string user;
  SecretString pass;
  std::string admin_email;
  std::chrono::microseconds max_frequency = std::chrono::minutes(15);
};

struct MailTextsConfiguration {
  std::string subject;
  std::string template_path;
  std::string url_path;
};

struct MailerConfiguration {
  bool autoconfirm = false;
  MailTextsConfiguration invite;
  MailTextsConfiguration confirmation;
  MailTextsConfiguration recovery;
  MailTextsConfiguration email_change;
  std::chrono::microseconds confirmation_max_age = std::chrono::hours(24);
  std::chrono::microseconds recovery_max_age = std::chrono::hours(24);
  std::chrono::microseconds invite_max_age = std::chrono::hours(24 * 7);
};

struct WebhookConfiguration {
  std::string url;
  SecretString secret;
  int retries = 3;
  std::chrono::seconds timeout{5};
  std::vector<std::string> events;
};

struct CookieConfiguration {
  std::string key = "nf_jwt";
  std::chrono::seconds duration{86400};  // negative: no cookies
};

struct SecurityConfiguration {
  int password_min_length = 6;
  int bcrypt_cost = 10;
  int hashing_threads = 0;  // 0: one per core
  int hashing_queue = 256;
  std::chrono::seconds refresh_token_reuse_interval{10};
  // nullopt: true, but false where the original's `schema_migration` table exists.
  std::optional<bool> hash_tokens;
  bool provider_code_grant = false;
  std::vector<IpNetwork> outbound_allowed_networks;
  std::vector<std::string> uri_allow_list;
};

struct Configuration {
  std::string site_url;
  SecretString operator_token;
  bool disable_signup = false;
  SecretString redis_url;  // may hold a password
  std::string user_data_schema;  // a path
  std::shared_ptr<const DataSchema> compiled_user_data_schema;
  ApiConfiguration api;
  RateLimitConfiguration rate_limits;
  DatabaseConfiguration db;
  LogConfiguration log;
  TracingConfiguration tracing;
  JwtConfiguration jwt;
  ExternalConfiguration external;
  SmtpConfiguration smtp;
  MailerConfiguration mailer;
  WebhookConfiguration webhook;
  CookieConfiguration cookies;
  SecurityConfiguration security;
};

}  // namespace gotrue
