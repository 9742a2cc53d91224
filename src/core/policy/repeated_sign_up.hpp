// What a sign-up may do to a row that is there already and not confirmed (http-api.md "Sign-up, invitation and
// confirmation", security.md 1).
#pragma once
#include "core/model/instance.hpp"
#include "core/model/user.hpp"

namespace gotrue {

enum class RepeatedSignUp {
  Replace,   // the row is the work of an earlier sign-up: password, data and token become this one's
  MailOnly,  // somebody else made or changed the row: a new link at most
  Nothing,   // a live invitation waits: not even its token may go
};

// `user` is not confirmed.
RepeatedSignUp decide_repeated_sign_up(const User& user, const InstanceSettings& settings, Time now);

// Whether nothing but a sign-up, by password or at a provider, had a hand in the row.
bool is_untouched_sign_up(const User& user, const InstanceSettings& settings);

}  // namespace gotrue
