#include "core/usecase/sign_in_external.hpp"

#include <algorithm>

#include "base/email_address.hpp"
#include "core/policy/flow_code_rules.hpp"
#include "core/policy/metadata_rules.hpp"
#include "core/policy/opaque_token.hpp"
#include "core/policy/repeated_sign_up.hpp"
#include "core/usecase/step/account_mail.hpp"
#include "core/usecase/step/call_hook.hpp"
#include "core/usecase/step/decide_external.hpp"
#include "core/usecase/step/forget_registrant.hpp"
#include "core/usecase/step/issue_tokens.hpp"
#include "core/usecase/step/new_user.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

// Requests that race for the same address or account see each other's rows at the next try.
constexpr int kTries = 4;

struct SignInStep {
  const Services& services;
  const RequestContext& context;
  const SignInExternalInput& input;
  Time now;
  ExternalDecision decision;
  HookChange change = {};      // what the hooks replied
  std::optional<User> fresh = {};  // the row to be, where there is none yet

  const ExternalAccount& account() const { return input.account; }

  void set_provider(User& user) const {
    json::Object changes;
    changes.set("provider", account().provider);
    user.app_metadata.merge(changes);
  }

  void add_profile(User& user) const {
    user.user_metadata.merge(account().profile);
    set_provider(user);
  }

  // The names of the user's providers, once there is more than one identity.
  void list_providers(Repositories& tx, User& user) const {
    const auto identities = tx.identities().list_by_user(context.instance.id, user.id);
    if (identities.size() < 2) return;
    json::Array names;
    for (const Identity& identity : identities) {
      const bool is_listed = std::any_of(names.begin(), names.end(), [&](const json::Value& name) {
        return *name.as_string() == identity.provider;
      });
      if (!is_listed) names.emplace_back(identity.provider);
    }
    json::Object changes;
    changes.set("providers", std::move(names));
    user.app_metadata.merge(changes);
  }

  void link(Repositories& tx, User& user, const ExternalAddress& address) const {
    auto identity = tx.identities().find(context.instance.id, account().provider, account().subject);
    if (identity && identity->user_id != user.id) {
      tx.identities().remove_by_user(context.instance.id, identity->user_id);  // of a user who is gone
      identity.reset();
    }
    if (identity) {
      identity->email = address.email;
      identity->last_sign_in_at = now;
      tx.identities().update(*identity);
      return;
    }
    tx.identities().insert({Uuid::v4(services.random), context.instance.id, user.id, account().provider,
                            account().subject, address.email, now, now});
    list_providers(tx, user);
  }

  void confirm(Repositories& tx, User& user, AuditAction action) const {
    user.confirmed_at = now;
    end_token(context, tx, user, OneTimeTokenKind::Confirmation);
    record_audit(services, context, tx, {action, Actor::of(user)}, now);
  }

  // Stores the user and gives what the client waits for.
  Result<SignInExternalOutput> finish(Repositories& tx, User& user) const {
    user.last_sign_in_at = now;
    tx.users().update(user);
    if (input.code_challenge.empty()) return SignInExternalOutput{user.id, start_session(services, context, tx, user, now)};
    std::string code = new_opaque_token(services.random);
    tx.flow_codes().insert({context.instance.id, user.id, input.code_challenge, now + kFlowCodeLifetime}, code);
    return SignInExternalOutput{user.id, std::nullopt, std::move(code)};
  }

  Result<SignInExternalOutput> log_in(Repositories& tx, User user, const ExternalAddress& address) const {
    change.apply_to(user);
    link(tx, user, address);
    record_audit(services, context, tx, {AuditAction::Login, Actor::of(user)}, now);
    return finish(tx, user);
  }

  // Nobody ever proved the address: password, sessions and identities are those of somebody else, perhaps.
  Result<SignInExternalOutput> reclaim(Repositories& tx, User user, const ExternalAddress& address) const {
    forget_credentials(context, tx, user);
    user.autoconfirmed = false;
    user.updated_at = now;
    return log_in(tx, std::move(user), address);
  }

  static bool is_admins(const User& user) { return user.origin == UserOrigin::Admin; }

  // What an admin set stays: everything of a row that one made, role and app_metadata in any case.
  void take_registrants_part(Repositories& tx, User& user) const {
    const std::string admins_password = is_admins(user) ? user.encrypted_password : std::string();
    const bool is_sign_up = !is_admins(user) && !user.invited_at;
    forget_credentials(context, tx, user);
    user.encrypted_password = admins_password;
    if (is_sign_up) user.user_metadata = Metadata{};
    if (!is_admins(user)) add_profile(user);
  }

  Result<SignInExternalOutput> take_over(Repositories& tx, User user, const ExternalAddress& address) const {
    take_registrants_part(tx, user);
    change.apply_to(user);
    TRY(check_metadata_size(user));
    user.updated_at = now;
    link(tx, user, address);
    confirm(tx, user, AuditAction::UserSignedUp);
    return finish(tx, user);
  }

  Result<SignInExternalOutput> accept_invitation(Repositories& tx, User user, const ExternalAddress& address) const {
    if (!tx.one_time_tokens().remove(context.instance.id, user.id, OneTimeTokenKind::Confirmation)) {
      return fail(ErrorCode::UserNotFound);
    }
    add_profile(user);
    change.apply_to(user);
    TRY(check_metadata_size(user));
    user.updated_at = now;
    link(tx, user, address);
    confirm(tx, user, AuditAction::InviteAccepted);
    return finish(tx, user);
  }

  User make_user() const {
    User user = make_password_user(services, context, decision.address.email, now);
    user.origin = UserOrigin::External;
    add_profile(user);
    return user;
  }

  Result<SignInExternalOutput> create(Repositories& tx, const ExternalAddress& address) const {
    User user = *fresh;
    change.apply_to(user);
    user.autoconfirmed = !address.is_verified;
    TRY(check_metadata_size(user));
    tx.users().insert(user);
    link(tx, user, address);
    confirm(tx, user, AuditAction::UserSignedUp);
    return finish(tx, user);
  }

  bool is_mail_due(Repositories& tx, const std::string& email, const std::optional<Time>& sent_at) const {
    return check_mail_frequency(context, tx, MailKind::Confirmation, normalize_email(email), sent_at, now).has_value();
  }

  void send_confirmation(Repositories& tx, User& user) const {
    user.confirmation_sent_at = now;
    send_token_mail(services, context, tx, user, {MailKind::Confirmation, user.email}, now);
    tx.users().update(user);
  }

  // The link in the mail confirms what was asked together with it: this account, and nothing that an earlier sign-up
  // left (security.md 1).
  void replace_sign_up(Repositories& tx, User& user, const ExternalAddress& address) const {
    forget_registrant(context, tx, user);
    user.origin = UserOrigin::External;
    add_profile(user);
    change.apply_to(user);
    user.updated_at = now;
    link(tx, user, address);
  }

  Result<SignInExternalOutput> wait_for_mail(Repositories& tx) const {
    if (!decision.user) {
      User user = *fresh;
      change.apply_to(user);
      TRY(check_metadata_size(user));
      const bool due = is_mail_due(tx, user.email, std::nullopt);
      tx.users().insert(user);
      link(tx, user, decision.address);
      if (due) send_confirmation(tx, user);
      return SignInExternalOutput{user.id};
    }
    User user = *decision.user;
    const RepeatedSignUp repeated = decide_repeated_sign_up(user, context.instance.settings, now);
    if (repeated == RepeatedSignUp::Nothing || !is_mail_due(tx, user.email, user.confirmation_sent_at)) {
      return SignInExternalOutput{user.id};
    }
    if (repeated == RepeatedSignUp::Replace) replace_sign_up(tx, user, decision.address);
    TRY(check_metadata_size(user));
    send_confirmation(tx, user);
    return SignInExternalOutput{user.id};
  }

  Result<SignInExternalOutput> apply(Repositories& tx) const {
    switch (decision.what) {
      case ExternalCase::Known:
      case ExternalCase::Linked: return log_in(tx, *decision.user, decision.address);
      case ExternalCase::Reclaimed: return reclaim(tx, *decision.user, decision.address);
      case ExternalCase::TakenOver: return take_over(tx, *decision.user, decision.address);
      case ExternalCase::Invited: return accept_invitation(tx, *decision.user, decision.address);
      case ExternalCase::Created: return create(tx, decision.address);
      case ExternalCase::Waiting: return wait_for_mail(tx);
    }
    return fail(ErrorCode::Internal);
  }

  // What the hooks see: the user as it will be, not confirmed yet.
  User prospective() const {
    if (fresh) return *fresh;
    User user = *decision.user;
    const bool is_accepted = decision.what == ExternalCase::Invited || decision.what == ExternalCase::TakenOver;
    if (decision.what == ExternalCase::TakenOver && !is_admins(user) && !user.invited_at) user.user_metadata = Metadata{};
    if (is_accepted && !is_admins(user)) add_profile(user);
    return user;
  }
};

HookChange combine(HookChange first, const HookChange& second) {
  if (second.user_metadata) first.user_metadata = second.user_metadata;
  if (second.app_metadata) first.app_metadata = second.app_metadata;
  first.deliveries.insert(first.deliveries.end(), second.deliveries.begin(), second.deliveries.end());
  return first;
}

Result<HookChange> call_hooks(const SignInStep& step) {
  User user = step.prospective();
  HookChange change;
  const bool is_new = !step.decision.user;
  if (is_new) change = TRY(call_hook(step.services, step.context, HookEvent::Validate, user));
  change.apply_to(user);
  switch (step.decision.what) {
    case ExternalCase::Known:
    case ExternalCase::Linked:
    case ExternalCase::Reclaimed: return call_hook(step.services, step.context, HookEvent::Login, user);
    case ExternalCase::TakenOver:
    case ExternalCase::Invited:
    case ExternalCase::Created: {
      const HookChange second = TRY(call_hook(step.services, step.context, HookEvent::Signup, user));
      return combine(std::move(change), second);
    }
    case ExternalCase::Waiting: return change;  // `signup` follows at /verify
  }
  return change;
}

bool is_same(const ExternalDecision& one, const ExternalDecision& other) {
  if (one.what != other.what || one.user.has_value() != other.user.has_value()) return false;
  return !one.user || one.user->id == other.user->id;
}

// One try: nullopt when what was decided no longer holds, because another request was faster.
Result<std::optional<SignInExternalOutput>> try_sign_in(const Services& services, const RequestContext& context,
                                                        const SignInExternalInput& input) {
  const Time now = services.clock.now();
  ExternalDecision decision =
      TRY(services.storage.read([&](Repositories& r) { return decide_external(context, input, r, now); }));
  SignInStep step{services, context, input, now, std::move(decision)};
  if (!step.decision.user) step.fresh = step.make_user();
  step.change = TRY(call_hooks(step));
  using Outcome = std::optional<SignInExternalOutput>;
  try {
    return services.storage.transact([&](Repositories& tx) -> Result<Outcome> {
      SignInStep again = step;
      again.decision = TRY(decide_external(context, input, tx, now));
      if (!is_same(step.decision, again.decision)) return Outcome();
      auto output = TRY(again.apply(tx));
      again.change.record(tx);
      return Outcome(std::move(output));
    });
  } catch (const DuplicateKey&) {
    return Outcome();
  }
}

}  // namespace

Result<SignInExternalOutput> sign_in_external(const Services& services, const RequestContext& context,
                                              const SignInExternalInput& input) {
  for (int tries = 0; tries < kTries; ++tries) {
    if (auto output = TRY(try_sign_in(services, context, input))) return std::move(*output);
  }
  return fail(Error{ErrorCode::ServerBusy, {}, "others sign in with the same account", std::chrono::seconds(1)});
}

}  // namespace gotrue
