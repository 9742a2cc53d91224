#include "core/usecase/grant_authorization_code.hpp"

#include <algorithm>
#include <optional>

#include "core/policy/flow_code_rules.hpp"
#include "core/usecase/step/issue_tokens.hpp"

namespace gotrue {
namespace {

// Whether the account that signed in when the code was made is still the user's: whoever proves an address takes the
// identities away from those that never did (security.md 1), and so the codes that they keep.
bool is_still_linked(const RequestContext& context, Repositories& tx, const FlowCode& code) {
  const Time issued = code.expires_at - kFlowCodeLifetime;
  const auto identities = tx.identities().list_by_user(context.instance.id, code.user_id);
  return std::any_of(identities.begin(), identities.end(), [&](const Identity& identity) {
    return identity.created_at <= issued && issued <= identity.last_sign_in_at;
  });
}

}  // namespace

Result<GrantAuthorizationCodeOutput> grant_authorization_code(const Services& services, const RequestContext& context,
                                                              const GrantAuthorizationCodeInput& input) {
  if (input.code.empty()) return fail(ErrorCode::CodeRequestIncomplete, "code required");
  if (input.code_verifier.empty()) return fail(ErrorCode::CodeRequestIncomplete, "code_verifier required");
  const Time now = services.clock.now();
  // A refusal is a value of the transaction too, so that the code is gone even then.
  struct Outcome {
    ErrorCode refusal = ErrorCode::CodeInvalid;
    std::optional<GrantAuthorizationCodeOutput> output = std::nullopt;
  };
  Outcome outcome = TRY(services.storage.transact([&](Repositories& tx) -> Result<Outcome> {
    const auto row = tx.flow_codes().take(context.instance.id, input.code);
    if (!row || row->expires_at <= now || !matches_code_challenge(input.code_verifier, row->code_challenge)) {
      return Outcome{};
    }
    const auto user = tx.users().find_by_id(context.instance.id, row->user_id);
    if (!user || !is_still_linked(context, tx, *row)) return Outcome{};
    if (user->is_banned(now)) return Outcome{ErrorCode::UserBanned};
    const TokenPair tokens = start_session(services, context, tx, *user, now);
    return Outcome{ErrorCode::CodeInvalid, GrantAuthorizationCodeOutput{user->id, tokens}};
  }));
  if (!outcome.output) return fail(outcome.refusal);
  return std::move(*outcome.output);
}

}  // namespace gotrue
