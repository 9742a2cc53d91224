// The end of every external sign-in, whatever the protocol: finds or makes the user whom an account at a provider
// signs in (http-api.md "Sign-in", security.md 1 and 15).
#pragma once
#include <optional>
#include <string>

#include "core/model/access_token.hpp"
#include "core/model/external_account.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

struct SignInExternalInput {
  ExternalAccount account;
  std::string invite_token = {};    // empty: none
  std::string code_challenge = {};  // of our client (RFC 7636, S256); empty: it wants the tokens at once
};

// `tokens`, or `code` when there was a challenge, or neither when the address must be confirmed by mail first.
struct SignInExternalOutput {
  Uuid user_id;
  std::optional<TokenPair> tokens = std::nullopt;
  std::string code = {};
};

// A known (provider, subject) signs its user in. An unknown one is linked to the user of a verified address, takes over
// a row that nobody confirmed, or makes a new user. Errors: UserBanned, SignupDisabled, UserAlreadyRegistered (an
// unverified address that a confirmed user has), EmailInvalid, MetadataTooLarge; with an invite token also
// UserNotFound, ConfirmationTokenExpired, InviteEmailMismatch, ExternalIdentityTaken.
Result<SignInExternalOutput> sign_in_external(const Services& services, const RequestContext& context,
                                              const SignInExternalInput& input);

}  // namespace gotrue
