#include "app/config/constraint.hpp"
#include "app/config/key_groups.hpp"

namespace gotrue {
namespace {

using C = Configuration;
using Jwt = JwtConfiguration;
using Smtp = SmtpConfiguration;
using Mailer = MailerConfiguration;
using Security = SecurityConfiguration;
using Limits = RateLimitConfiguration;

// The three texts of one kind of mail.
template <auto Kind>
void add_mail_texts(std::vector<Key>& keys, const std::string& suffix, const std::string& subject) {
  using Texts = MailTextsConfiguration;
  keys.push_back({.name = "MAILER_SUBJECTS_" + suffix,
                  .slot = slot::Text{at<&C::mailer, Kind, &Texts::subject>},
                  .note = "Subject, a template. Default: " + subject + "."});
  keys.push_back({.name = "MAILER_TEMPLATES_" + suffix,
                  .slot = slot::Text{at<&C::mailer, Kind, &Texts::template_path>, constraint::kPrintable},
                  .note = "Path of the HTML template on the site; unset, the built-in one is sent."});
  keys.push_back({.name = "MAILER_URLPATHS_" + suffix,
                  .slot = slot::Text{at<&C::mailer, Kind, &Texts::url_path>, constraint::kPrintable},
                  .note = "Path of the page that the link leads to.",
                  .default_note = "`/`"});
}

Key limit_key(std::string_view endpoint, LimitClass limit, const std::string& what) {
  return {.name = "RATE_LIMIT_" + std::string(endpoint),
          .slot = slot::Limit{limit},
          .note = "Requests to " + what + " per client address.",
          .is_ours = true};
}

}  // namespace

KeyGroup token_keys() {
  return {"Tokens",
          {
              {.name = "JWT_SECRET",
               .slot = slot::Secret{at<&C::jwt, &Jwt::secret>},
               .note = "Key of the access tokens (HS256), shared with the services that verify them. Required by "
                       "`serve` and `admin`. Use at least 32 random bytes."},
              {.name = "JWT_EXP",
               .slot = slot::Seconds{at<&C::jwt, &Jwt::exp>},
               .note = "Life of an access token in seconds."},
              {.name = "JWT_AUD",
               .slot = slot::Text{at<&C::jwt, &Jwt::aud>, constraint::kName},
               .note = "Audience of users and tokens when a request names none."},
              {.name = "JWT_ADMIN_GROUP_NAME",
               .slot = slot::Text{at<&C::jwt, &Jwt::admin_group_name>, constraint::kName},
               .note = "Role whose users are admins."},
              {.name = "JWT_DEFAULT_GROUP_NAME",
               .slot = slot::Text{at<&C::jwt, &Jwt::default_group_name>, constraint::kName},
               .note = "Role of a new user."},
              {.name = "JWT_REFRESH_TOKEN_LIFETIME",
               .slot = slot::Seconds{at<&C::jwt, &Jwt::refresh_token_lifetime>},
               .note = "Life of a refresh token in seconds."},
              {.name = "SECURITY_REFRESH_TOKEN_REUSE_INTERVAL",
               .slot = slot::Seconds{at<&C::security, &Security::refresh_token_reuse_interval>, false},
               .note = "Seconds in which a used refresh token still gives its successor (two tabs); later its use "
                       "revokes the session.",
               .is_ours = true},
              {.name = "SECURITY_HASH_TOKENS",
               .slot = slot::OptionalFlag{at<&C::security, &Security::hash_tokens>},
               .note = "Store tokens as SHA-256.",
               .default_note = "`true`; `false` where the original's `schema_migration` table exists",
               .is_ours = true},
          }};
}

KeyGroup mail_keys() {
  KeyGroup group{
      "Mail",
      {
          {.name = "SMTP_HOST",
           .slot = slot::Text{at<&C::smtp, &Smtp::host>, constraint::kPrintable},
           .note = "Mail server; unset, no mail is sent and nothing fails."},
          {.name = "SMTP_PORT",
           .slot = slot::Number{at<&C::smtp, &Smtp::port>, 1, 65535, true},
           .note = "Its port: TLS on 465, else STARTTLS when offered."},
          {.name = "SMTP_USER",
           .slot = slot::Text{at<&C::smtp, &Smtp::user>, constraint::kPrintable},
           .note = "User to log in as; unset, no login."},
          {.name = "SMTP_PASS", .slot = slot::Secret{at<&C::smtp, &Smtp::pass>}, .note = "Password of that user."},
          {.name = "SMTP_ADMIN_EMAIL",
           .slot = slot::Text{at<&C::smtp, &Smtp::admin_email>, constraint::kPrintable},
           .note = "Sender of all mails: `a@example.com` or `My Site <a@example.com>`."},
          {.name = "SMTP_MAX_FREQUENCY",
           .slot = slot::Duration{at<&C::smtp, &Smtp::max_frequency>},
           .note = "Least time between two mails of one kind to one address."},
          {.name = "MAILER_AUTOCONFIRM",
           .slot = slot::Flag{at<&C::mailer, &Mailer::autoconfirm>},
           .note = "New users are confirmed at once, without a mail."},
          {.name = "MAILER_CONFIRMATION_MAX_AGE",
           .slot = slot::Duration{at<&C::mailer, &Mailer::confirmation_max_age>},
           .note = "Life of a link that confirms an address or its change."},
          {.name = "MAILER_RECOVERY_MAX_AGE",
           .slot = slot::Duration{at<&C::mailer, &Mailer::recovery_max_age>},
           .note = "Life of a recovery link."},
          {.name = "MAILER_INVITE_MAX_AGE",
           .slot = slot::Duration{at<&C::mailer, &Mailer::invite_max_age>},
           .note = "Life of an invitation."},
      }};
  add_mail_texts<&Mailer::invite>(group.keys, "INVITE", "`You have been invited`");
  add_mail_texts<&Mailer::confirmation>(group.keys, "CONFIRMATION", "`Confirm Your Signup`");
  add_mail_texts<&Mailer::recovery>(group.keys, "RECOVERY", "`Reset Your Password`");
  add_mail_texts<&Mailer::email_change>(group.keys, "EMAIL_CHANGE", "`Confirm Email Change`");
  return group;
}

KeyGroup security_keys() {
  return {"Passwords and redirects",
          {
              {.name = "PASSWORD_MIN_LENGTH",
               .slot = slot::Number{at<&C::security, &Security::password_min_length>, 1, 72},
               .note = "Least characters of a password that a user chooses.",
               .is_ours = true},
              {.name = "PASSWORD_BCRYPT_COST",
               .slot = slot::Number{at<&C::security, &Security::bcrypt_cost>, 4, 20},
               .note = "Cost of a password hash; one more doubles its time. Weaker hashes are replaced at login.",
               .is_ours = true},
              {.name = "SECURITY_HASHING_THREADS",
               .slot = slot::Number{at<&C::security, &Security::hashing_threads>, 0, 256},
               .note = "Threads that hash passwords.",
               .default_note = "one per core",
               .is_ours = true},
              {.name = "SECURITY_HASHING_QUEUE",
               .slot = slot::Number{at<&C::security, &Security::hashing_queue>, 1, 100'000},
               .note = "Passwords that may wait for those threads; further logins are answered 503.",
               .is_ours = true},
              {.name = "URI_ALLOW_LIST",
               .slot = slot::List{at<&C::security, &Security::uri_allow_list>, constraint::kUrlGlob},
               .note = "Targets of `redirect_to` beyond `SITE_URL`; `*` crosses neither `.` nor `/`, `**` does in the "
                       "path. Counts for external sign-in.",
               .is_ours = true},
              {.name = "OUTBOUND_ALLOWED_NETWORKS",
               .slot = slot::Networks{at<&C::security, &Security::outbound_allowed_networks>},
               .note = "Loopback, private and link-local networks in which webhooks, mail templates and the hosts that an "
                       "instance names are reached all the same.",
               .is_ours = true},
          }};
}

// RATE_LIMITS comes first: it is read before the keys that refine it.
KeyGroup rate_limit_keys() {
  return {"Rate limits",
          {
              {.name = "RATE_LIMITS",
               .slot = slot::AllLimits{},
               .note = "The limit of every endpoint without a key of its own; `off` switches all limits off, those "
                       "on failed logins included.",
               .is_ours = true},
              limit_key("SIGNUP", LimitClass::Signup, "/signup"), limit_key("TOKEN", LimitClass::Token, "/token"),
              limit_key("VERIFY", LimitClass::Verify, "/verify"), limit_key("RECOVER", LimitClass::Recover, "/recover"),
              limit_key("INVITE", LimitClass::Invite, "/invite"),
              limit_key("USER", LimitClass::User, "/user, /logout and the sessions of a user"),
              limit_key("AUTHORIZE", LimitClass::Authorize, "/authorize"),
              limit_key("CALLBACK", LimitClass::Callback, "/callback and /saml"),
              limit_key("ADMIN", LimitClass::Admin, "/admin"),
              {.name = "RATE_LIMIT_HEADER",
               .slot = slot::Text{at<&C::rate_limits, &Limits::header>, constraint::kToken},
               .note = "Header by whose value `POST /token` is limited to 30 requests per 5 minutes."},
          }};
}

}  // namespace gotrue
