#include "app/config/parse_setting.hpp"

#include <gtest/gtest.h>

#include "app/config/setting.hpp"

namespace gotrue {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Parses `text` as the value of a key of the table; an empty text means no complaint.
std::string parse(std::string_view key, std::string_view text, Configuration& configuration) {
  return parse_setting(get_key(key).slot, text, configuration).value_or("");
}

constexpr const char* kNumber = "must be a number from 0 to 65535";
constexpr const char* kSeconds = "must be a whole number of seconds, at most 100 years";
constexpr const char* kDuration = "must be seconds (900) or a duration like 15m or 1h30m, at most 100 years";
constexpr const char* kBoolean = "must be true or false (1, t, 0 and f will do)";
constexpr const char* kNetworks = "must be networks like 10.0.0.0/8,2001:db8::/32";
constexpr const char* kRate = "must be <n>/<duration>, like 30/5m, or off";
constexpr const char* kPairs = "must be pairs like key:value,key:value";

struct BadRow {
  const char* key;
  std::string text;
  std::string complaint;
};
class BadSetting : public testing::TestWithParam<BadRow> {};

TEST_P(BadSetting, IsNamedForWhatItMustBe) {
  Configuration configuration;
  EXPECT_EQ(parse(GetParam().key, GetParam().text, configuration), GetParam().complaint) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, BadSetting,
    testing::Values(BadRow{"API_PORT", "x", kNumber}, BadRow{"API_PORT", "-1", kNumber}, BadRow{"API_PORT", "65536", kNumber},
                    BadRow{"API_PORT", "80 81", kNumber}, BadRow{"API_PORT", "8081x", kNumber},
                    BadRow{"API_PORT", "8081.0", kNumber}, BadRow{"API_PORT", "0x50", kNumber},
                    BadRow{"API_PORT", "0600", kNumber}, BadRow{"API_PORT", "99999999999999999999", kNumber},
                    BadRow{"API_PORT", "+-1", kNumber}, BadRow{"SMTP_PORT", "65536", "must be a number from 1 to 65535"},
                    BadRow{"PASSWORD_BCRYPT_COST", "3", "must be a number from 4 to 20"},
                    BadRow{"PASSWORD_MIN_LENGTH", "73", "must be a number from 1 to 72"}));

INSTANTIATE_TEST_SUITE_P(
    Durations, BadSetting,
    testing::Values(BadRow{"JWT_EXP", "1h", kSeconds}, BadRow{"JWT_EXP", "-1", kSeconds},
                    BadRow{"JWT_EXP", "9999999999999", kSeconds}, BadRow{"COOKIE_DURATION", "-9999999999999", kSeconds},
                    BadRow{"SMTP_MAX_FREQUENCY", "15", ""}, BadRow{"SMTP_MAX_FREQUENCY", "15 m", kDuration},
                    BadRow{"SMTP_MAX_FREQUENCY", "-15m", kDuration}, BadRow{"SMTP_MAX_FREQUENCY", "-1", kDuration},
                    BadRow{"SMTP_MAX_FREQUENCY", "1.5", kDuration}, BadRow{"SMTP_MAX_FREQUENCY", "1d", kDuration},
                    BadRow{"SMTP_MAX_FREQUENCY", "m", kDuration}, BadRow{"SMTP_MAX_FREQUENCY", "9999999h", kDuration}));

INSTANTIATE_TEST_SUITE_P(
    Others, BadSetting,
    testing::Values(
        BadRow{"DISABLE_SIGNUP", "yes", kBoolean}, BadRow{"DISABLE_SIGNUP", "2", kBoolean},
        BadRow{"SECURITY_HASH_TOKENS", "on", kBoolean}, BadRow{"TRUSTED_PROXIES", "10.0.0.0/33", kNetworks},
        BadRow{"OUTBOUND_ALLOWED_NETWORKS", "10.0.0.0/8,localhost", kNetworks}, BadRow{"RATE_LIMIT_TOKEN", "30", kRate},
        BadRow{"RATE_LIMIT_TOKEN", "0/5m", kRate}, BadRow{"RATE_LIMIT_TOKEN", "-1/5m", kRate},
        BadRow{"RATE_LIMIT_TOKEN", "30/0", kRate}, BadRow{"RATE_LIMIT_TOKEN", "30/", kRate},
        BadRow{"RATE_LIMIT_TOKEN", "/5m", kRate}, BadRow{"RATE_LIMITS", "none", kRate},
        BadRow{"LOG_FIELDS", "a", kPairs}, BadRow{"LOG_FIELDS", "a:b,:c", kPairs},
        BadRow{"LOG_LEVEL", "loud", "must be one of panic fatal error warn warning info debug"},
        BadRow{"LOG_FORMAT", "xml", "must be one of text json"},
        BadRow{"DB_DRIVER", "oracle", "must be one of sqlite3 mysql postgres"},
        BadRow{"DB_NAMESPACE", "a-b", "must be at most 32 letters, digits and _"},
        BadRow{"DB_NAMESPACE", "a\";drop", "must be at most 32 letters, digits and _"},
        BadRow{"COOKIE_KEY", "a b", "must be letters, digits and any of !#$%&'*+-.^_`|~"},
        BadRow{"API_REQUEST_ID_HEADER", "X:Y", "must be letters, digits and any of !#$%&'*+-.^_`|~"},
        BadRow{"SMTP_ADMIN_EMAIL", "a@b\nBcc: c@d", "must be without control characters"},
        BadRow{"SITE_URL", "http://a\r", "must be without control characters"},
        BadRow{"API_PATH_PREFIXES", "identity", "each item must be a path that begins with /"},
        BadRow{"API_PATH_PREFIXES", "/a,/b?c", "each item must be a path that begins with /"},
        BadRow{"CORS_ALLOWED_ORIGINS", "*", "each item must be an origin like https://example.com"},
        BadRow{"CORS_ALLOWED_ORIGINS", "null", "each item must be an origin like https://example.com"},
        BadRow{"CORS_ALLOWED_ORIGINS", "https://*.example.com", "each item must be an origin like https://example.com"},
        BadRow{"CORS_ALLOWED_ORIGINS", "https://a.example/x", "each item must be an origin like https://example.com"},
        BadRow{"CORS_ALLOWED_ORIGINS", "https://u@a.example", "each item must be an origin like https://example.com"},
        BadRow{"URI_ALLOW_LIST", "*", "each item must be a pattern that begins with a scheme, like https://*.example.com/**"},
        BadRow{"URI_ALLOW_LIST", "*://a.example/",
               "each item must be a pattern that begins with a scheme, like https://*.example.com/**"}));

TEST(Setting, ReadsNumbers) {
  Configuration configuration;
  for (const std::string_view text : {"9000", "+9000", " 9000 ", "9000\r"}) {
    configuration.api.port = 1;
    EXPECT_EQ(parse("API_PORT", text, configuration), "");
    EXPECT_EQ(configuration.api.port, 9000) << text;
  }
  EXPECT_EQ(parse("API_PORT", "0", configuration), "");
  EXPECT_EQ(configuration.api.port, 0);
}

TEST(Setting, ReadsBooleansInAnyCase) {
  Configuration configuration;
  for (const std::string_view text : {"1", "t", "T", "true", "TRUE", "True", "tRuE", " true "}) {
    configuration.disable_signup = false;
    EXPECT_EQ(parse("DISABLE_SIGNUP", text, configuration), "");
    EXPECT_TRUE(configuration.disable_signup) << text;
  }
  for (const std::string_view text : {"0", "f", "F", "false", "FALSE", "False"}) {
    configuration.disable_signup = true;
    EXPECT_EQ(parse("DISABLE_SIGNUP", text, configuration), "");
    EXPECT_FALSE(configuration.disable_signup) << text;
  }
}

TEST(Setting, ReadsDurations) {
  const std::pair<std::string_view, microseconds> rows[] = {
      {"900", seconds(900)}, {"15m", minutes(15)}, {"1h30m", minutes(90)}, {"1.5h", minutes(90)},
      {"1ms", milliseconds(1)}, {" 24h ", hours(24)}, {"876600h", hours(876600)}};
  for (const auto& [text, duration] : rows) {
    Configuration configuration;
    EXPECT_EQ(parse("SMTP_MAX_FREQUENCY", text, configuration), "") << text;
    EXPECT_EQ(configuration.smtp.max_frequency, duration) << text;
  }
}

TEST(Setting, OfZeroIsTheDefaultWhereTheContractSaysSo) {
  Configuration configuration;
  for (const char* key : {"JWT_EXP", "JWT_REFRESH_TOKEN_LIFETIME", "SMTP_MAX_FREQUENCY", "MAILER_CONFIRMATION_MAX_AGE",
                          "MAILER_RECOVERY_MAX_AGE", "MAILER_INVITE_MAX_AGE", "COOKIE_DURATION", "WEBHOOK_RETRIES",
                          "WEBHOOK_TIMEOUT_SEC", "SMTP_PORT"}) {
    EXPECT_EQ(parse(key, "0", configuration), "") << key;
  }
  EXPECT_EQ(configuration.jwt.exp, hours(1));
  EXPECT_EQ(configuration.jwt.refresh_token_lifetime, hours(720));
  EXPECT_EQ(configuration.smtp.max_frequency, minutes(15));
  EXPECT_EQ(configuration.smtp.port, 587);
  EXPECT_EQ(configuration.mailer.confirmation_max_age, hours(24));
  EXPECT_EQ(configuration.mailer.recovery_max_age, hours(24));
  EXPECT_EQ(configuration.mailer.invite_max_age, hours(168));
  EXPECT_EQ(configuration.cookies.duration, hours(24));
  EXPECT_EQ(configuration.webhook.retries, 3);
  EXPECT_EQ(configuration.webhook.timeout, seconds(5));
}

TEST(Setting, OfZeroIsZeroForTheReuseInterval) {
  Configuration configuration;
  EXPECT_EQ(parse("SECURITY_REFRESH_TOKEN_REUSE_INTERVAL", "0", configuration), "");
  EXPECT_EQ(configuration.security.refresh_token_reuse_interval, seconds(0));
}

TEST(Setting, OfANegativeCookieDurationMeansNoCookies) {
  Configuration configuration;
  EXPECT_EQ(parse("COOKIE_DURATION", "-1", configuration), "");
  EXPECT_EQ(configuration.cookies.duration, seconds(-1));
}

TEST(Setting, ThatIsEmptyChangesNothing) {
  Configuration configuration;
  for (const auto& group : configuration_keys()) {
    for (const auto& key : group.keys) {
      if (std::holds_alternative<slot::List>(key.slot) || std::holds_alternative<slot::OptionalNetworks>(key.slot)) continue;
      EXPECT_EQ(parse_setting(key.slot, "", configuration), std::nullopt) << key.name;
    }
  }
  EXPECT_EQ(configuration.api.port, 8081);
  EXPECT_EQ(configuration.cookies.key, "nf_jwt");
  EXPECT_EQ(configuration.jwt.admin_group_name, "admin");
  EXPECT_EQ(configuration.tracing.service_name, "gotrue");
  EXPECT_EQ(configuration.log.level, LogLevel::Info);
  EXPECT_EQ(configuration.security.hash_tokens, std::nullopt);
  EXPECT_TRUE(configuration.rate_limits.enabled);
}

TEST(Setting, ReadsListsAndMaps) {
  Configuration configuration;
  EXPECT_EQ(parse("API_PATH_PREFIXES", "/a, /b/c ,,", configuration), "");
  EXPECT_EQ(configuration.api.path_prefixes, (std::vector<std::string>{"/a", "/b/c"}));
  EXPECT_EQ(parse("API_PATH_PREFIXES", "", configuration), "");
  EXPECT_TRUE(configuration.api.path_prefixes.empty());
  EXPECT_EQ(parse("LOG_FIELDS", "app:shop, at:http://x:1", configuration), "");
  EXPECT_EQ(configuration.log.fields, (TextMap{{"app", "shop"}, {"at", "http://x:1"}}));
}

TEST(Setting, TellsAnEmptyListOfProxiesFromNone) {
  Configuration configuration;
  EXPECT_FALSE(configuration.api.trusted_proxies.has_value());
  EXPECT_EQ(parse("TRUSTED_PROXIES", "", configuration), "");
  ASSERT_TRUE(configuration.api.trusted_proxies.has_value());
  EXPECT_TRUE(configuration.api.trusted_proxies->empty());
  EXPECT_EQ(parse("TRUSTED_PROXIES", "10.0.0.0/8, ::1", configuration), "");
  EXPECT_EQ(configuration.api.trusted_proxies->size(), 2u);
}

TEST(Setting, ReadsRates) {
  Configuration configuration;
  EXPECT_EQ(parse("RATE_LIMIT_TOKEN", "30/5m", configuration), "");
  EXPECT_EQ(configuration.rate_limits.limit_of(LimitClass::Token)->requests, 30);
  EXPECT_EQ(configuration.rate_limits.limit_of(LimitClass::Token)->period, minutes(5));
  EXPECT_EQ(parse("RATE_LIMIT_USER", " OFF ", configuration), "");
  EXPECT_FALSE(configuration.rate_limits.limit_of(LimitClass::User).has_value());
  EXPECT_TRUE(configuration.rate_limits.limit_of(LimitClass::Signup).has_value());
}

TEST(Setting, OfAllRatesFillsEveryEndpoint) {
  Configuration configuration;
  EXPECT_EQ(parse("RATE_LIMITS", "10/60", configuration), "");
  for (const auto endpoint : {LimitClass::Signup, LimitClass::Token, LimitClass::Admin}) {
    EXPECT_EQ(configuration.rate_limits.limit_of(endpoint)->requests, 10);
    EXPECT_EQ(configuration.rate_limits.limit_of(endpoint)->period, minutes(1));
  }
  EXPECT_FALSE(configuration.rate_limits.limit_of(LimitClass::None).has_value());
  EXPECT_TRUE(configuration.rate_limits.enabled);
  EXPECT_EQ(parse("RATE_LIMITS", "off", configuration), "");
  EXPECT_FALSE(configuration.rate_limits.enabled);
  EXPECT_FALSE(configuration.rate_limits.limit_of(LimitClass::Token).has_value());
}

TEST(Setting, ReadsWordsInAnyCase) {
  Configuration configuration;
  EXPECT_EQ(parse("LOG_LEVEL", "Warning", configuration), "");
  EXPECT_EQ(configuration.log.level, LogLevel::Warn);
  EXPECT_EQ(parse("LOG_FORMAT", "JSON", configuration), "");
  EXPECT_EQ(configuration.log.format, LogFormat::Json);
}

TEST(ConfigurationTable, NamesEveryVariableOnce) {
  std::map<std::string, std::string> keys;
  for (const auto& group : configuration_keys()) {
    for (const auto& key : group.keys) {
      EXPECT_FALSE(key.note.empty()) << key.name;
      for (const auto& name : variable_names(key)) {
        EXPECT_TRUE(keys.emplace(name, key.name).second) << name;
      }
    }
  }
  EXPECT_GT(keys.size(), 100u);
}

}  // namespace
}  // namespace gotrue
