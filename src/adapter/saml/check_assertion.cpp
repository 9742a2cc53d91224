#include "adapter/saml/check_assertion.hpp"

#include <algorithm>

namespace gotrue::saml {
namespace {

tl::unexpected<Error> refused_as(ErrorCode code, std::string reason) {
  Error error = make_error(code);
  error.internal = "SAML: " + std::move(reason);
  return fail(std::move(error));
}

bool has_begun(const std::optional<Time>& not_before, Time now) { return !not_before || *not_before <= now + kClockSkew; }
bool has_ended(const std::optional<Time>& not_on_or_after, Time now) {
  return not_on_or_after && *not_on_or_after <= now - kClockSkew;
}

Status check_conditions(const Assertion& assertion, const Expectation& expectation) {
  if (!assertion.not_on_or_after) return refused_as(ErrorCode::SamlTimeInvalid, "the conditions have no end");
  if (!has_begun(assertion.not_before, expectation.now)) return refused_as(ErrorCode::SamlTimeInvalid, "the assertion is not valid yet");
  if (has_ended(assertion.not_on_or_after, expectation.now)) {
    return refused_as(ErrorCode::SamlTimeInvalid, "the assertion is not valid any more");
  }
  if (assertion.audiences.empty()) return refused_as(ErrorCode::SamlAudienceInvalid, "the assertion has no audience");
  for (const auto& audiences : assertion.audiences) {
    if (std::find(audiences.begin(), audiences.end(), expectation.audience) == audiences.end()) {
      return refused_as(ErrorCode::SamlAudienceInvalid, "the assertion is for another audience");
    }
  }
  return {};
}

Status check_bearer(const SubjectConfirmation& bearer, const Expectation& expectation) {
  if (bearer.recipient != expectation.acs_url) return refused("the assertion is for another recipient");
  if (bearer.in_response_to != expectation.request_id) return refused("the assertion answers another request");
  if (!bearer.not_on_or_after) return refused_as(ErrorCode::SamlTimeInvalid, "the confirmation of the subject has no end");
  if (!has_begun(bearer.not_before, expectation.now) || has_ended(bearer.not_on_or_after, expectation.now)) {
    return refused_as(ErrorCode::SamlTimeInvalid, "the confirmation of the subject is out of time");
  }
  return {};
}

// One that holds is enough (SAML core §2.4.1); else the first one's reason stands.
Status check_bearers(const Assertion& assertion, const Expectation& expectation) {
  Status first = refused("the subject is not confirmed as bearer");
  for (std::size_t i = 0; i < assertion.bearers.size(); ++i) {
    Status status = check_bearer(assertion.bearers[i], expectation);
    if (status) return status;
    if (i == 0) first = std::move(status);
  }
  return first;
}

Status check_sessions(const Assertion& assertion, const Expectation& expectation) {
  if (assertion.sessions.empty()) return refused("nobody was authenticated");
  for (const auto& end : assertion.sessions) {
    if (has_ended(end, expectation.now)) return refused_as(ErrorCode::SamlTimeInvalid, "the session at the provider is over");
  }
  return {};
}

}  // namespace

Status check_assertion(const Assertion& assertion, const Expectation& expectation) {
  if (assertion.issuer != expectation.issuer) return refused("the assertion is from another issuer");
  TRY(check_conditions(assertion, expectation));
  TRY(check_bearers(assertion, expectation));
  return check_sessions(assertion, expectation);
}

Time end_of(const Assertion& assertion) { return assertion.not_on_or_after.value_or(Time{}) + kClockSkew; }

}  // namespace gotrue::saml
