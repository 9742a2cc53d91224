#include "core/usecase/step/decide_external.hpp"

#include <algorithm>

#include "base/email_address.hpp"
#include "core/policy/link_lifetime.hpp"

namespace gotrue {
namespace {

// The primary address, else the first.
const ExternalAddress& primary_address(const ExternalAccount& account) {
  for (const ExternalAddress& address : account.addresses) {
    if (address.is_primary) return address;
  }
  return account.addresses.front();
}

const ExternalAddress* find_address(const ExternalAccount& account, const std::string& email) {
  const std::string normal = normalize_email(email);
  const auto found = std::find_if(account.addresses.begin(), account.addresses.end(), [&](const ExternalAddress& a) {
    return normalize_email(a.email) == normal;
  });
  return found == account.addresses.end() ? nullptr : &*found;
}

struct Decider {
  const RequestContext& context;
  const SignInExternalInput& input;
  Repositories& repositories;
  Time now;

  const ExternalAccount& account() const { return input.account; }

  std::optional<User> find_by_address(const std::string& email) const {
    return repositories.users().find_by_email(context.instance.id, context.audience, normalize_email(email));
  }

  // The user of the identity. The original server removes users without their identities: such a row is nobody's.
  std::optional<User> find_known() const {
    const auto identity = repositories.identities().find(context.instance.id, account().provider, account().subject);
    if (!identity) return std::nullopt;
    return repositories.users().find_by_id(context.instance.id, identity->user_id);
  }

  Result<ExternalDecision> decide(ExternalCase what, User user, const ExternalAddress& address) const {
    if (user.is_banned(now)) return fail(ErrorCode::UserBanned);
    return ExternalDecision{what, std::move(user), address};
  }

  // Proves the address of the row as the mail of an invitation does, which brought the token.
  Result<ExternalDecision> invited() const {
    const auto token =
        repositories.one_time_tokens().find(context.instance.id, OneTimeTokenKind::Confirmation, input.invite_token);
    auto user = token ? repositories.users().find_by_id(context.instance.id, token->user_id) : std::nullopt;
    if (!user || !is_invitation_pending(*user)) return fail(ErrorCode::UserNotFound);
    if (is_confirmation_expired(*user, context.instance.settings.mailer, now)) {
      return fail(ErrorCode::ConfirmationTokenExpired);
    }
    const ExternalAddress* address = find_address(account(), user->email);
    if (!address) return fail(ErrorCode::InviteEmailMismatch);
    const auto known = find_known();
    if (known && known->id != user->id) return fail(ErrorCode::ExternalIdentityTaken, account().provider);
    return decide(ExternalCase::Invited, std::move(*user), *address);
  }

  Result<ExternalDecision> known(User user) const {
    const ExternalAddress* address = find_address(account(), user.email);
    if (user.is_confirmed()) {
      return decide(ExternalCase::Known, std::move(user), address ? *address : primary_address(account()));
    }
    if (address && address->is_verified) return decide(ExternalCase::TakenOver, std::move(user), *address);
    const ExternalAddress own{user.email, false, false};
    return decide(ExternalCase::Waiting, std::move(user), own);
  }

  // Of a user who has an address that the provider verified.
  Result<ExternalDecision> owner_of(User user, const ExternalAddress& address) const {
    ExternalCase what = ExternalCase::TakenOver;
    if (user.is_confirmed()) what = user.autoconfirmed ? ExternalCase::Reclaimed : ExternalCase::Linked;
    return decide(what, std::move(user), address);
  }

  // The first verified address that a confirmed user has; else the first that a row has at all.
  Result<std::optional<ExternalDecision>> by_verified_address() const {
    std::optional<ExternalDecision> unconfirmed;
    for (const ExternalAddress& address : account().addresses) {
      if (!address.is_verified) continue;
      auto user = find_by_address(address.email);
      if (!user) continue;
      const bool is_confirmed = user->is_confirmed();
      if (!is_confirmed && unconfirmed) continue;
      auto decision = TRY(owner_of(std::move(*user), address));
      if (is_confirmed) return decision;
      unconfirmed = std::move(decision);
    }
    return unconfirmed;
  }

  Result<ExternalDecision> newcomer() const {
    if (context.instance.settings.disable_signup) return fail(ErrorCode::SignupDisabled);
    ExternalAddress address = primary_address(account());
    address.email = trim_email(address.email);
    TRY(validate_email(address.email));
    auto existing = find_by_address(address.email);
    // A row that another request made since the look for it: these reads share no snapshot.
    if (existing && address.is_verified) return owner_of(std::move(*existing), address);
    if (existing && existing->is_confirmed()) return fail(ErrorCode::UserAlreadyRegistered);
    if (existing) return decide(ExternalCase::Waiting, std::move(*existing), address);
    const bool is_confirmed = address.is_verified || context.instance.settings.mailer.autoconfirm;
    return ExternalDecision{is_confirmed ? ExternalCase::Created : ExternalCase::Waiting, std::nullopt, address};
  }

  Result<ExternalDecision> operator()() const {
    if (!input.invite_token.empty()) return invited();
    if (auto user = find_known()) return known(std::move(*user));
    if (auto decision = TRY(by_verified_address())) return std::move(*decision);
    return newcomer();
  }
};

}  // namespace

Result<ExternalDecision> decide_external(const RequestContext& context, const SignInExternalInput& input,
                                         Repositories& repositories, Time now) {
  return Decider{context, input, repositories, now}();
}

}  // namespace gotrue
