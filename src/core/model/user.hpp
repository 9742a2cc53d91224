// An account: one row of `users`.
#pragma once
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/uuid.hpp"
#include "core/model/metadata.hpp"

namespace gotrue {

// Who made the row. Adopted rows (NULL in the database) are Unknown and count as verified.
enum class UserOrigin { Unknown, Signup, Invite, Admin, External };

struct User {
  Uuid instance_id;
  Uuid id;
  std::string aud;
  std::string role;
  std::string email;               // as given, trimmed
  std::string encrypted_password;  // a bcrypt or argon2id hash, or empty
  std::optional<Time> confirmed_at;
  std::optional<Time> invited_at;
  std::optional<Time> confirmation_sent_at;
  std::optional<Time> recovery_sent_at;
  std::optional<Time> email_change_sent_at;
  std::optional<Time> last_sign_in_at;
  std::optional<Time> banned_until;
  std::string new_email;  // the address that an e-mail change waits for, or empty
  Metadata app_metadata;
  Metadata user_metadata;
  bool is_super_admin = false;
  UserOrigin origin = UserOrigin::Unknown;
  // Confirmed by MAILER_AUTOCONFIRM alone: nobody proved the address.
  bool autoconfirmed = false;
  Time created_at{};
  Time updated_at{};

  bool is_confirmed() const { return confirmed_at.has_value(); }
  bool is_banned(Time now) const { return banned_until && *banned_until > now; }
  bool has_password() const { return !encrypted_password.empty(); }
};

}  // namespace gotrue
