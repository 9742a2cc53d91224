#include "core/usecase/step/forget_registrant.hpp"

#include "core/policy/metadata_rules.hpp"
#include "core/usecase/step/account_mail.hpp"

namespace gotrue {

void forget_credentials(const RequestContext& context, Repositories& tx, User& user) {
  user.encrypted_password.clear();
  user.new_email.clear();
  for (const auto kind : {OneTimeTokenKind::Confirmation, OneTimeTokenKind::Recovery, OneTimeTokenKind::EmailChange}) {
    end_token(context, tx, user, kind);
  }
  tx.sessions().remove_by_user(context.instance.id, user.id, std::nullopt);
  tx.identities().remove_by_user(context.instance.id, user.id);
}

void forget_registrant(const RequestContext& context, Repositories& tx, User& user) {
  forget_credentials(context, tx, user);
  user.user_metadata = Metadata{};
  user.app_metadata = password_user_app_metadata();
}

}  // namespace gotrue
