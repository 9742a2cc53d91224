#include "core/usecase/grant_authorization_code.hpp"

#include <optional>

#include "core/policy/flow_code_rules.hpp"
#include "core/usecase/step/issue_tokens.hpp"

namespace gotrue {

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
    if (!user) return Outcome{};
    if (user->is_banned(now)) return Outcome{ErrorCode::UserBanned};
    const TokenPair tokens = start_session(services, context, tx, *user, now);
    return Outcome{ErrorCode::CodeInvalid, GrantAuthorizationCodeOutput{user->id, tokens}};
  }));
  if (!outcome.output) return fail(outcome.refusal);
  return std::move(*outcome.output);
}

}  // namespace gotrue
