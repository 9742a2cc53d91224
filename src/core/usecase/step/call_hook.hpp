// Asks the hooks of the site before something is done: they may refuse it, and may replace metadata of the user.
//
//   const HookChange change = TRY(call_hook(services, context, HookEvent::Login, user));   // no transaction open
//   services.storage.transact([&](Repositories& tx) { ...; change.apply_to(current); change.record(tx); ... });
//
// For `validate`, `signup` and `login`; the others are delivered afterwards (hook_log.hpp).
#pragma once
#include <optional>
#include <vector>

#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// What the hooks replied. Kept apart from the user, so that the commit changes nothing else of the row that it reads
// again.
struct HookChange {
  std::optional<Metadata> user_metadata;
  std::optional<Metadata> app_metadata;
  std::vector<HookDelivery> deliveries;  // entries of the delivery log

  void apply_to(User& user) const {
    if (user_metadata) user.user_metadata = *user_metadata;
    if (app_metadata) user.app_metadata = *app_metadata;
  }
  // Writes the entries of the log in the transaction that uses the reply.
  void record(Repositories& tx) const {
    for (const HookDelivery& delivery : deliveries) tx.hook_deliveries().insert(delivery);
  }
};

// Whether anybody asked for the event: where a look at the database is needed to call a hook, it is not taken for
// nothing.
bool has_hook(const RequestContext& context, HookEvent event);

// Calls what is configured for the event, one after the other; without any it costs nothing. Hooks see `user` as it
// is, the second one with what the first replaced. A refusal is written to the delivery log at once. Blocks: never call
// it with a transaction open or on Lane::Write.
// Errors, which refuse the request: those of Webhook::call, MetadataTooLarge.
Result<HookChange> call_hook(const Services& services, const RequestContext& context, HookEvent event,
                             const User& user);

}  // namespace gotrue
