// X-Nf-Sign: which instance a request of multi-instance mode is for, signed with the operator token.
#pragma once
#include "base/http_message.hpp"
#include "base/json.hpp"
#include "core/model/webhook.hpp"
#include "core/policy/oauth_state.hpp"
#include "core/port/services.hpp"

namespace gotrue::netlify {

struct InstanceClaims {
  Uuid id;
  std::string site_url;  // empty: the instance's own
  std::string netlify_id;
  FunctionHooks function_hooks;
};

// Errors: InstanceHeaderMissing, InstanceHeaderInvalid, InstanceClaimMissing, InstanceClaimInvalid.
Result<InstanceClaims> read_instance_header(const Services& services, const HmacSha256& operator_mac,
                                            const HttpRequest& request);

// The same of claims that were verified elsewhere.
Result<InstanceClaims> read_instance_claims(const json::Object& claims);

// The same of a state, which carries them from /authorize to /callback.
Result<InstanceClaims> read_state_claims(const OAuthState& state);

// The claim `function_hooks` with these hooks; null without any.
json::Value function_hooks_claim(const FunctionHooks& hooks);

}  // namespace gotrue::netlify
