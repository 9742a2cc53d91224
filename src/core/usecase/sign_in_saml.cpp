#include "core/usecase/sign_in_saml.hpp"

namespace gotrue {
namespace {

// Its own commit, before anything else: whatever comes of this sign-in, the assertion does not work again.
Status use_up(const Services& services, const Instance& instance, const SamlAssertion& assertion) {
  const std::string id = instance.id.to_string() + ' ' + assertion.id;
  return services.storage.transact([&](Repositories& tx) -> Status {
    if (tx.spent_ids().spend("saml assertion", id, assertion.expires_at)) return {};
    Error error = make_error(ErrorCode::SamlResponseInvalid);
    error.internal = "SAML: the assertion was used before";
    return fail(std::move(error));
  });
}

}  // namespace

Result<SignInExternalOutput> sign_in_saml(const Services& services, const RequestContext& context,
                                          const SignInSamlInput& input) {
  TRY(use_up(services, context.instance, input.assertion));
  return sign_in_external(services, context, {input.assertion.account, input.invite_token, input.code_challenge});
}

}  // namespace gotrue
