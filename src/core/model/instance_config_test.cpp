#include "core/model/instance_config.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace gotrue {
namespace {

json::Object object_of(const char* text) { return *json::parse(text)->as_object(); }

TEST(InstanceConfig, ShowsEveryMemberWithItsZeroValueButThePassword) {
  const std::string texts = R"({"confirmation":"","email_change":"","invite":"","recovery":""})";
  const std::string provider = R"({"client_id":"","enabled":false,"redirect_uri":"","secret":"","url":""})";
  EXPECT_EQ(json::to_text(InstanceConfig{}.to_public_json()),
            R"({"cookies":{"duration":0,"key":""},"disable_signup":false,"external":{"bitbucket":)" + provider +
                R"(,"email":{"disabled":false},"facebook":)" + provider + R"(,"github":)" + provider + R"(,"gitlab":)" +
                provider + R"(,"google":)" + provider +
                R"(,"redirect_url":"","saml":{"api_base":"","enabled":false,"metadata_url":"","name":"",)"
                R"("signing_cert":"","signing_key":""}},"jwt":{"admin_group_name":"","aud":"","default_group_name":"",)"
                R"("exp":0,"refresh_token_lifetime":0,"secret":""},"mailer":{"autoconfirm":false,)"
                R"("confirmation_max_age":0,"invite_max_age":0,"recovery_max_age":0,"subjects":)" +
                texts + R"(,"templates":)" + texts + R"(,"url_paths":)" + texts +
                R"(},"site_url":"","smtp":{"admin_email":"","host":"","max_frequency":0,"port":0,"user":""},)"
                R"("webhook":{"events":[],"retries":0,"secret":"","timeout_sec":0,"url":""}})");
}

TEST(InstanceConfig, ComesBackFromItsStoredTextWithThePassword) {
  InstanceConfig config;
  ASSERT_TRUE(config.merge(object_of(
      R"({"site_url":"https://ö.example","smtp":{"pass":"geheim","max_frequency":900000000000},)"
      R"("mailer":{"subjects":{"invite":"Hallo \ud83d\ude00 ž"}},"webhook":{"events":["login","signup"]}})")));

  const std::string text = config.to_stored_text();
  const auto again = InstanceConfig::from_stored_text(text);

  ASSERT_TRUE(again);
  EXPECT_TRUE(again->smtp.pass.equals("geheim"));
  EXPECT_EQ(again->site_url, "https://ö.example");
  EXPECT_EQ(again->mailer.subjects.invite, "Hallo 😀 ž");
  EXPECT_EQ(again->to_stored_text(), text);
}

TEST(InstanceConfig, IsStoredAsAscii) {
  InstanceConfig config;
  ASSERT_TRUE(config.merge(object_of(R"({"site_url":"ö€😀"})")));

  const std::string text = config.to_stored_text();

  EXPECT_NE(text.find(R"(\u00f6\u20ac\ud83d\ude00)"), std::string::npos);
  for (const char c : text) EXPECT_GE(c, 0x20);
}

TEST(InstanceConfig, KeepsWhatIsNotSentAndReplacesLists) {
  InstanceConfig config;
  ASSERT_TRUE(config.merge(object_of(
      R"({"site_url":"a","jwt":{"secret":"s","exp":60},"smtp":{"pass":"p"},"webhook":{"events":["login","signup"]}})")));

  ASSERT_TRUE(config.merge(object_of(R"({"jwt":{"aud":"x","exp":null},"webhook":{"events":["validate"]},"other":1})")));

  EXPECT_EQ(config.site_url, "a");
  EXPECT_TRUE(config.jwt.secret.equals("s"));
  EXPECT_EQ(config.jwt.exp, 60);
  EXPECT_EQ(config.jwt.aud, "x");
  EXPECT_TRUE(config.smtp.pass.equals("p"));
  EXPECT_EQ(config.webhook.events, std::vector<std::string>{"validate"});
}

struct BadRow {
  const char* text;
  const char* error;
};
class BadInstanceConfig : public testing::TestWithParam<BadRow> {};

TEST_P(BadInstanceConfig, NamesTheFieldAndChangesNothing) {
  InstanceConfig config;
  const Status status = config.merge(object_of(GetParam().text));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(status.error().detail, GetParam().error);
  EXPECT_EQ(config.to_stored_text(), InstanceConfig{}.to_stored_text());
}

INSTANTIATE_TEST_SUITE_P(
    Fields, BadInstanceConfig,
    testing::Values(
        BadRow{R"({"site_url":1})", "json: cannot unmarshal number into field site_url of type string"},
        BadRow{R"({"site_url":"x","disable_signup":"yes"})",
               "json: cannot unmarshal string into field disable_signup of type bool"},
        BadRow{R"({"site_url":"x","jwt":[]})", "json: cannot unmarshal array into field jwt of type object"},
        BadRow{R"({"jwt":{"exp":"1h"}})", "json: cannot unmarshal string into field jwt.exp of type integer"},
        BadRow{R"({"jwt":{"exp":1.5}})", "json: cannot unmarshal number into field jwt.exp of type integer"},
        BadRow{R"({"jwt":{"exp":1e3}})", "json: cannot unmarshal number into field jwt.exp of type integer"},
        BadRow{R"({"jwt":{"exp":99999999999999999999}})",
               "json: cannot unmarshal number into field jwt.exp of type integer"},
        BadRow{R"({"jwt":{"exp":-1}})", "config.jwt.exp must be from 0 to 3153600000"},
        BadRow{R"({"smtp":{"port":65536}})", "config.smtp.port must be from 0 to 65535"},
        BadRow{R"({"mailer":{"subjects":{"invite":true}}})",
               "json: cannot unmarshal bool into field mailer.subjects.invite of type string"},
        BadRow{R"({"external":{"github":{"secret":{}}}})",
               "json: cannot unmarshal object into field external.github.secret of type string"},
        BadRow{R"({"webhook":{"events":"login"}})",
               "json: cannot unmarshal string into field webhook.events of type array"},
        BadRow{R"({"webhook":{"events":["login",1]}})",
               "json: cannot unmarshal number into field webhook.events of type string"},
        BadRow{R"({"smtp":{"host":"a\r\nb"}})", "config.smtp.host must not contain control characters"}));

// Calls `visit` with the path of every field and the JSON that holds `value` there.
using VisitField = std::function<void(const std::string& path, const json::Value& text)>;
void put_in_every_field(const json::Object& object, const std::string& path, const json::Value& value,
                        const VisitField& visit) {
  for (const auto& [name, member] : object.members()) {
    const auto wrap = [&](const std::string& inner_path, const json::Value& inner) {
      json::Object outer;
      outer.set(name, inner);
      visit(inner_path, json::Value(std::move(outer)));
    };
    wrap(path + name, value);
    if (const json::Object* section = member.as_object()) {
      put_in_every_field(*section, path + name + '.', value,
                         [&](const std::string& inner_path, const json::Value& inner) { wrap(inner_path, inner); });
    }
  }
}

TEST(InstanceConfig, NamesEachOfItsFieldsThatHasAWrongType) {
  InstanceConfig config;
  config.user_data_schema = object_of(R"({"type":"object"})");
  json::Object stored = object_of(config.to_stored_text().c_str());
  stored.set("user_data_schema", json::Value(true));  // what is inside of a schema is its own matter
  int fields = 0;
  // No field takes a list of lists or a fraction.
  for (const json::Value& wrong : {json::Value(json::Array{json::Array{}}), json::Value(json::Number{"1.5"})}) {
    put_in_every_field(stored, "", wrong, [&](const std::string& path, const json::Value& text) {
      ++fields;
      const Status status = config.merge(*text.as_object());
      ASSERT_FALSE(status) << path;
      EXPECT_NE(status.error().detail.find(" into field " + path + " of type "), std::string::npos)
          << path << ": " << status.error().detail;
    });
  }
  EXPECT_EQ(fields, 2 * 87);
}

TEST(InstanceConfig, IsNotReadFromWhatIsNoObject) {
  for (const char* text : {"", "[]", "1", "{", "\"x\"", R"({"jwt":1})"}) {
    EXPECT_FALSE(InstanceConfig::from_stored_text(text)) << text;
  }
  EXPECT_TRUE(InstanceConfig::from_stored_text("null"));
}

}  // namespace
}  // namespace gotrue
