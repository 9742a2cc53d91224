// A webhook that a test answers for.
#pragma once
#include <functional>
#include <mutex>
#include <vector>

#include "core/port/webhook.hpp"

namespace gotrue {

class RecordingWebhook final : public Webhook {
 public:
  HookOutcome call(const HookCall& call) override {
    {
      const std::lock_guard lock(mutex_);
      calls.push_back(call);
    }
    return {answer ? answer(call) : Result<HookReply>(HookReply{}), 1, 200};
  }

  std::vector<HookCall> calls;
  // What the site answers, on the calling thread; empty: nothing changes.
  std::function<Result<HookReply>(const HookCall&)> answer;

 private:
  std::mutex mutex_;
};

}  // namespace gotrue
