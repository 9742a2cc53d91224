#include "adapter/webhook/fair_webhook.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace gotrue {
namespace {

// Runs what the test says while the call is waited for.
struct NestingWebhook final : Webhook {
  HookOutcome call(const HookCall&) override {
    ++calls;
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    return {HookReply{}, 1, 200};
  }
  int calls = 0;
  std::function<void()> meanwhile;
};

HookCall call_of(unsigned char instance) {
  HookCall call;
  call.instance_id.bytes[0] = instance;
  return call;
}

TEST(FairWebhook, RefusesAnInstanceThatHasItsShareAndNobodyElse) {
  NestingWebhook hook;
  FairWebhook fair(hook, 1);
  hook.meanwhile = [&] {
    const HookOutcome refused = fair.call(call_of(1));
    ASSERT_FALSE(refused.reply);
    EXPECT_EQ(refused.reply.error().code, ErrorCode::ServerBusy);
    EXPECT_EQ(refused.tries, 0);
    EXPECT_TRUE(fair.call(call_of(2)).reply);
  };

  EXPECT_TRUE(fair.call(call_of(1)).reply);
  EXPECT_EQ(hook.calls, 2);
  EXPECT_TRUE(fair.call(call_of(1)).reply) << "the share is free again";
}

}  // namespace
}  // namespace gotrue
