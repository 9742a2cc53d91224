#include "core/usecase/create_user.hpp"

#include "base/email_address.hpp"
#include "core/policy/metadata_rules.hpp"
#include "core/policy/name_rules.hpp"
#include "core/policy/password_rules.hpp"
#include "core/policy/user_data_rules.hpp"
#include "core/usecase/step/new_user.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

Result<User> make_user(const Services& services, const RequestContext& context, const CreateUserInput& input,
                       Time now) {
  User user = make_password_user(services, context, trim_email(input.email), now);
  user.origin = UserOrigin::Admin;
  if (!input.aud.empty()) user.aud = input.aud;
  if (!input.role.empty()) user.role = input.role;
  if (input.confirm) user.confirmed_at = now;
  user.is_super_admin = input.is_super_admin;
  if (input.user_metadata) user.user_metadata = Metadata(*input.user_metadata);
  if (input.app_metadata) user.app_metadata.merge(*input.app_metadata);
  TRY(check_names(user));
  TRY(check_metadata_size(user));
  if (input.user_metadata) TRY(check_user_data(context.instance, user));
  return user;
}

bool is_taken(const RequestContext& context, Repositories& repositories, const User& user) {
  return repositories.users()
      .find_by_email(context.instance.id, user.aud, normalize_email(user.email))
      .has_value();
}

}  // namespace

Result<User> create_user(const Services& services, const RequestContext& context, const Admin& admin,
                         const CreateUserInput& input) {
  if (!admin.may_act_in(input.aud.empty() ? context.audience : input.aud)) return fail(ErrorCode::AudienceForbidden);
  TRY(validate_email(trim_email(input.email)));
  TRY(check_password_bytes(input.password));
  const Time now = services.clock.now();
  User user = TRY(make_user(services, context, input, now));
  const bool taken =
      services.storage.look_up([&](Repositories& repositories) { return is_taken(context, repositories, user); });
  if (taken) return fail(ErrorCode::EmailTaken);
  if (!input.password.empty()) user.encrypted_password = TRY(services.hasher.hash(input.password));

  try {
    return services.storage.transact([&](Repositories& tx) -> Result<User> {
      tx.users().insert(user);
      record_audit(services, context, tx, {AuditAction::UserSignedUp, admin.actor, AuditTraits{user.id, user.email}},
                   now);
      return user;
    });
  } catch (const DuplicateKey&) {
    return fail(ErrorCode::EmailTaken);
  }
}

}  // namespace gotrue
