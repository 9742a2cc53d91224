#include "core/policy/repeated_sign_up.hpp"

#include "core/policy/link_lifetime.hpp"
#include "core/policy/metadata_rules.hpp"

namespace gotrue {
namespace {

// The original sends a mail for every sign-up and none for a row that an admin makes.
bool came_from_sign_up(const User& user) {
  if (user.origin == UserOrigin::Unknown) return user.confirmation_sent_at.has_value();
  return user.origin == UserOrigin::Signup || user.origin == UserOrigin::External;
}

// What the sign-up itself left there: {"provider": name}.
bool is_fresh_app_metadata(const User& user) {
  const json::Object metadata = user.app_metadata.parse();
  if (user.origin != UserOrigin::External) return json::to_text(metadata) == password_user_app_metadata().text();
  return metadata.size() == 1 && metadata.find("provider");
}

}  // namespace

bool is_untouched_sign_up(const User& user, const InstanceSettings& settings) {
  return came_from_sign_up(user) && !user.invited_at && !user.is_super_admin &&
         user.role == settings.jwt.default_group_name && is_fresh_app_metadata(user);
}

RepeatedSignUp decide_repeated_sign_up(const User& user, const InstanceSettings& settings, Time now) {
  if (is_untouched_sign_up(user, settings)) return RepeatedSignUp::Replace;
  if (is_invitation_pending(user) && !is_confirmation_expired(user, settings.mailer, now)) {
    return RepeatedSignUp::Nothing;
  }
  return RepeatedSignUp::MailOnly;
}

}  // namespace gotrue
