#include "app/janitor.hpp"

#include "core/usecase/longest_lifetimes.hpp"

namespace gotrue {
namespace {

constexpr std::chrono::minutes kPause{10};
constexpr std::chrono::milliseconds kPauseBetweenSweeps{200};
constexpr std::size_t kRowsPerSweep = 500;
constexpr std::size_t kSessionsPerSweep = 5'000;  // looked at; few of them go
// A used token is recognised for a while beyond its life, so that its reuse still tells of a theft.
constexpr std::chrono::hours kGrace{24};

// The delivery log of webhooks: what arrived is of little interest, what did not may be repeated.
constexpr std::chrono::hours kDeliveredKept{24};
constexpr std::chrono::hours kOtherDeliveriesKept{7 * 24};

}  // namespace

Janitor::Janitor(Services services, const InstanceSettings& settings, Logger& logger)
    : services_(services), settings_(settings), logger_(logger), thread_([this] { run(); }) {}

Janitor::~Janitor() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  stopping_.notify_one();
  thread_.join();
}

bool Janitor::sweep() {
  try {
    const Lifetimes longest = longest_lifetimes(services_.storage, settings_);
    const Time now = services_.clock.now();
    const Time tokens_before = now - longest.refresh_token - kGrace;
    const Time mails_before = now - longest.mail_frequency - kGrace;
    const auto removed = services_.storage.transact([&](Repositories& tx) -> Result<std::size_t> {
      const SessionWalk walk = tx.expiry().remove_dead_sessions(session_reached_, tokens_before, kSessionsPerSweep);
      session_reached_ = walk.reached.value_or(Uuid{});
      return walk.removed + tx.expiry().remove_expired(now, tokens_before, mails_before, kRowsPerSweep) +
             tx.hook_deliveries().remove_old(now - kDeliveredKept, now - kOtherDeliveriesKept, kRowsPerSweep);
    });
    return removed && *removed >= kRowsPerSweep;
  } catch (const std::exception& error) {
    logger_.log(LogLevel::Warn, "expired rows could not be removed", {{"component", "janitor"}, {"error", error.what()}});
    return false;
  }
}

void Janitor::run() {
  std::unique_lock lock(mutex_);
  std::chrono::milliseconds pause = kPause;
  while (!stopping_.wait_for(lock, pause, [this] { return is_stopping_; })) {
    lock.unlock();
    pause = sweep() ? kPauseBetweenSweeps : std::chrono::milliseconds(kPause);
    lock.lock();
  }
}

}  // namespace gotrue
