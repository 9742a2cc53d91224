// Entries of the delivery log, each written by the transaction of what it tells.
#pragma once
#include "core/policy/hook_targets.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// An entry for the event and target, pending and due at `now`.
HookDelivery make_delivery(const Services& services, const RequestContext& context, HookEvent event,
                           const HookTarget& target, const User& user, Time now);

// Sends the event after the commit: to every target that asked for it, until it arrived (security.md 26). For
// `userdeleted` and `usermodified`; `user` is the one before the change.
void enqueue_hook(const Services& services, const RequestContext& context, Repositories& tx, HookEvent event,
                  const User& user, Time now);

}  // namespace gotrue
