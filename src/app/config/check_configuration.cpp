#include "app/config/check_configuration.hpp"

#include <array>
#include <utility>

#include "adapter/mail/mail_sender.hpp"
#include "adapter/redis/redis_address.hpp"
#include "adapter/schema/json_schema.hpp"
#include "adapter/storage/mysql/dsn.hpp"
#include "app/config/check_saml.hpp"
#include "app/config/database_url.hpp"
#include "app/config/setting.hpp"
#include "base/email_address.hpp"
#include "base/url.hpp"
#include "core/model/webhook.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kLeastSecretSize = 32;

void require(bool is_set, std::string_view name, std::string_view hint, ConfigurationOutcome& outcome) {
  if (is_set) return;
  outcome.errors.push_back(std::string(kKeyPrefix) + std::string(name) + ": required; " + std::string(hint));
}

void check_required(RunMode mode, ConfigurationOutcome& outcome) {
  const Configuration& configuration = outcome.configuration;
  if (mode == RunMode::Serve || mode == RunMode::Admin) {
    require(!configuration.site_url.empty(), "SITE_URL", "the address of the site, like https://example.com", outcome);
    require(!configuration.jwt.secret.empty(), "JWT_SECRET", "`gotrue init` writes an env file with a fresh one", outcome);
  }
  if (mode == RunMode::Multi) {
    require(!configuration.operator_token.empty(), "OPERATOR_TOKEN", "a secret of 32 random bytes or more", outcome);
    require(!configuration.db.url.empty(), "DB_DATABASE_URL", "the database that holds the instances", outcome);
  }
}

void check_mysql_url(const std::string& name, const SecretString& url, ConfigurationOutcome& outcome) {
  const auto dsn = mysql::parse_dsn(url.reveal());
  if (!dsn) return outcome.errors.push_back(name + ": " + dsn.error());
  for (const std::string& warning : dsn->warnings) outcome.warnings.push_back(name + ": " + warning);
}

// An enabled provider without its application stays off (make_instance_settings).
void check_providers(ConfigurationOutcome& outcome) {
  const ExternalConfiguration& external = outcome.configuration.external;
  const std::array<std::pair<std::string_view, const ProviderConfiguration*>, 5> providers = {
      {{"BITBUCKET", &external.bitbucket},
       {"GITHUB", &external.github},
       {"GITLAB", &external.gitlab},
       {"GOOGLE", &external.google},
       {"FACEBOOK", &external.facebook}}};
  for (const auto& [name, provider] : providers) {
    if (!provider->enabled) continue;
    const std::string prefix = std::string(kKeyPrefix) + "EXTERNAL_" + std::string(name);
    const auto warn = [&](bool is_set, std::string_view field) {
      if (!is_set) outcome.warnings.push_back(prefix + std::string(field) + ": not set, so the provider stays off");
    };
    warn(!provider->client_id.empty(), "_CLIENT_ID");
    warn(!provider->secret.empty(), "_SECRET");
    warn(!provider->redirect_uri.empty(), "_REDIRECT_URI");
  }
}

void check_database(const Variables& variables, ConfigurationOutcome& outcome) {
  auto& db = outcome.configuration.db;
  const auto url = find_setting(get_key("DB_DATABASE_URL"), variables);
  const std::string url_name = url ? url->name : "GOTRUE_DB_DATABASE_URL";
  const auto target = parse_database_url(db.url.reveal(), db.driver);
  if (target) {
    db.driver = target->driver;
    db.path = target->path;
    if (db.driver == DatabaseDriver::Mysql) check_mysql_url(url_name, db.url, outcome);
  } else {
    outcome.errors.push_back(url_name + ": " + target.error());
  }
}

void check_redis(ConfigurationOutcome& outcome) {
  const SecretString& url = outcome.configuration.redis_url;
  if (url.empty()) return;
  const auto address = RedisAddress::parse(url.reveal());
  if (!address) outcome.errors.push_back("GOTRUE_REDIS_URL: " + address.error());
}

void check_mail(bool mail_to_log, ConfigurationOutcome& outcome) {
  const auto& smtp = outcome.configuration.smtp;
  if (mail_to_log && !smtp.host.empty()) {
    outcome.errors.push_back("--mail-to-log: refused while GOTRUE_SMTP_HOST is set; its links would sign in real users");
  }
  if (smtp.host.empty()) return;
  if (smtp.admin_email.empty()) {
    outcome.warnings.push_back("GOTRUE_SMTP_ADMIN_EMAIL: not set, so mails have no sender and many servers refuse them");
  } else if (!validate_email(parse_mail_sender(smtp.admin_email).address)) {
    outcome.warnings.push_back("GOTRUE_SMTP_ADMIN_EMAIL: is no mail address, so mail servers refuse what is sent");
  }
}

bool is_web_address(std::string_view text) {
  const auto url = Url::parse(text);
  return url && (url->scheme == "http" || url->scheme == "https") && !url->host.empty();
}

void warn_of_site_url(ConfigurationOutcome& outcome) {
  const auto& site_url = outcome.configuration.site_url;
  if (site_url.empty() || is_web_address(site_url)) return;
  outcome.warnings.push_back("GOTRUE_SITE_URL: is no http or https address, so links in mails lead nowhere");
}

void compile_schema(ConfigurationOutcome& outcome) {
  Configuration& configuration = outcome.configuration;
  if (configuration.user_data_schema.empty()) return;
  auto schema = JsonSchema::load(configuration.user_data_schema);
  if (schema) {
    configuration.compiled_user_data_schema = *schema;
  } else {
    outcome.errors.push_back("GOTRUE_USER_DATA_SCHEMA: " + schema.error());
  }
}

void warn_of_webhook(ConfigurationOutcome& outcome) {
  const auto& webhook = outcome.configuration.webhook;
  for (const std::string& name : webhook.events) {
    if (parse_hook_event(name)) continue;
    outcome.warnings.push_back("GOTRUE_WEBHOOK_EVENTS: " + name + " is no event, so it is never sent");
  }
  if (webhook.url.empty()) return;
  if (!is_web_address(webhook.url)) {
    outcome.warnings.push_back("GOTRUE_WEBHOOK_URL: is no http or https address, so every call fails");
  }
  if (webhook.events.empty()) {
    outcome.warnings.push_back("GOTRUE_WEBHOOK_EVENTS: not set, so nothing is sent to GOTRUE_WEBHOOK_URL");
  }
  if (webhook.secret.empty()) {
    outcome.warnings.push_back("GOTRUE_WEBHOOK_SECRET: not set, so calls are not signed");
  }
}

using NamedSecret = std::pair<std::string_view, const SecretString*>;

void warn_of_secrets(ConfigurationOutcome& outcome) {
  const Configuration& configuration = outcome.configuration;
  const std::array<NamedSecret, 4> secrets = {{{"GOTRUE_JWT_SECRET", &configuration.jwt.secret},
                                               {"GOTRUE_OPERATOR_TOKEN", &configuration.operator_token},
                                               {"GOTRUE_API_EXPORT_SECRET", &configuration.api.export_secret},
                                               {"GOTRUE_WEBHOOK_SECRET", &configuration.webhook.secret}}};
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    const auto& [name, secret] = secrets[i];
    const bool signs_in = i < 2;
    if (signs_in && !secret->empty() && secret->size() < kLeastSecretSize) {
      outcome.warnings.push_back(std::string(name) + ": has fewer than 32 bytes and may be guessed");
    }
    for (std::size_t j = i + 1; j < secrets.size(); ++j) {
      if (!secret->equals(secrets[j].second->reveal())) continue;
      outcome.warnings.push_back(std::string(name) + ": is the same as " + std::string(secrets[j].first) +
                                 "; whoever learns one has both");
    }
  }
}

}  // namespace

void check_configuration(const LoadInput& input, ConfigurationOutcome& outcome) {
  check_required(input.mode, outcome);
  check_database(input.variables, outcome);
  check_redis(outcome);
  check_providers(outcome);
  check_mail(input.mail_to_log, outcome);
  compile_schema(outcome);
  check_saml(outcome);
  warn_of_site_url(outcome);
  warn_of_webhook(outcome);
  warn_of_secrets(outcome);
}

}  // namespace gotrue
