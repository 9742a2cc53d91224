#include "core/usecase/step/call_hook.hpp"

#include "core/policy/hook_payload.hpp"
#include "core/policy/hook_targets.hpp"
#include "core/policy/metadata_rules.hpp"

namespace gotrue {
namespace {

HookCall make_call(const RequestContext& context, HookEvent event, const HookTarget& target, const User& user) {
  const WebhookSettings& settings = context.instance.settings.webhook;
  return {context.instance.id,
          event,
          target.url,
          target.secret,
          compose_hook_payload(event, context.instance.id, user),
          settings.retries,
          settings.timeout};
}

void merge(HookReply& reply, HookChange& change) {
  if (reply.user_metadata) change.user_metadata = Metadata(*reply.user_metadata);
  if (reply.app_metadata) change.app_metadata = Metadata(*reply.app_metadata);
}

}  // namespace

Result<HookChange> call_hook(const Services& services, const RequestContext& context, HookEvent event,
                             const User& user) {
  HookChange change;
  User seen = user;
  for (const HookTarget& target : hook_targets(context.instance, context.function_hooks, event)) {
    HookOutcome outcome = services.webhook.call(make_call(context, event, target, seen));
    if (!outcome.reply) return fail(outcome.reply.error());
    merge(*outcome.reply, change);
    change.apply_to(seen);
    TRY(check_metadata_size(seen));
  }
  return change;
}

}  // namespace gotrue
