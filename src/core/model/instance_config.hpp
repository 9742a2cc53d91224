// The configuration of one instance as its operator states it: the JSON of POST /instances and of the column
// `instances.raw_base_config`, whose form is the original's. Zero values mean "not stated"; what stands in for them is
// decided by core/policy/instance_defaults.hpp.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/secret_string.hpp"

namespace gotrue {

struct InstanceMailTexts {
  std::string invite;
  std::string confirmation;
  std::string recovery;
  std::string email_change;
};

struct InstanceProvider {
  std::string client_id;
  SecretString secret;
  std::string redirect_uri;
  std::string url;
  bool enabled = false;
};

// Units as on the wire: `exp`, `refresh_token_lifetime`, `cookies.duration` and `timeout_sec` are seconds,
// `max_frequency` and the ages are nanoseconds.
struct InstanceConfig {
  std::string site_url;
  bool disable_signup = false;
  struct {
    SecretString secret;
    std::int64_t exp = 0;
    std::string aud;
    std::string admin_group_name;
    std::string default_group_name;
    std::int64_t refresh_token_lifetime = 0;
  } jwt;
  struct {
    std::int64_t max_frequency = 0;
    std::string host;
    std::int64_t port = 0;
    std::string user;
    SecretString pass;
    std::string admin_email;
  } smtp;
  struct {
    bool autoconfirm = false;
    InstanceMailTexts subjects;
    InstanceMailTexts templates;
    InstanceMailTexts url_paths;
    std::int64_t recovery_max_age = 0;
    std::int64_t confirmation_max_age = 0;
    std::int64_t invite_max_age = 0;
  } mailer;
  struct {
    InstanceProvider bitbucket;
    InstanceProvider github;
    InstanceProvider gitlab;
    InstanceProvider google;
    InstanceProvider facebook;
    bool email_disabled = false;
    struct {
      bool enabled = false;
      std::string metadata_url;
      std::string api_base;
      std::string name;
      std::string signing_cert;
      SecretString signing_key;
    } saml;
    std::string redirect_url;
  } external;
  struct {
    std::string url;
    std::int64_t retries = 0;
    std::int64_t timeout_sec = 0;
    SecretString secret;
    std::vector<std::string> events;
  } webhook;
  struct {
    std::string key;
    std::int64_t duration = 0;
  } cookies;
  json::Object user_data_schema;  // a JSON Schema; empty: not stated. Replaced as a whole.

  // Takes the members that `object` has: others keep their value, lists and the schema are replaced, null and unknown members count as
  // not sent. Error: InvalidInput, naming the field, for a wrong type or a value out of range.
  Status merge(const json::Object& object);
  // Every member, zero values included, but for `smtp.pass`, and for the schema, which the original has not, when it is
  // not stated.
  json::Object to_public_json() const;
  // Every member, as it is stored: ASCII alone, because the original's column holds no character beyond 3 bytes.
  std::string to_stored_text() const;
  // Error: InvalidInput, when the text is no such JSON.
  static Result<InstanceConfig> from_stored_text(std::string_view text);
};

}  // namespace gotrue
