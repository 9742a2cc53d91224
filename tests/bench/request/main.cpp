// What a request pays for its limits, its log lines and its span, in processor time of the thread that serves it.
//   build/release/tests/gotrue_request_bench
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "adapter/limits/address_limiter.hpp"
#include "adapter/limits/failure_guard.hpp"
#include "adapter/system/kernel_random.hpp"
#include "adapter/system/system_clock.hpp"
#include "adapter/telemetry/access_log.hpp"
#include "adapter/telemetry/queued_logger.hpp"
#include "adapter/telemetry/trace_exporter.hpp"

namespace gotrue {
namespace {

constexpr int kRounds = 20'000;
constexpr int kRepeats = 20;  // the least disturbed of them counts

double thread_nanoseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

template <class Work>
void measure(const char* name, Work work) {
  double best = 1e18;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    const double start = thread_nanoseconds();
    for (int i = 0; i < kRounds; ++i) work(i);
    best = std::min(best, (thread_nanoseconds() - start) / kRounds);
  }
  std::printf("%-46s %7.0f ns\n", name, best);
}

// An agent that takes everything at once.
class TakingAgent final : public HttpClient {
 public:
  Result<OutboundResponse> send(const OutboundRequest&) override { return OutboundResponse{}; }
};

class Bench {
 public:
  explicit Bench(QueuedLogger& logger)
      : log_(logger),
        traces_({.agent = "http://agent", .tags = {{"env", "prod"}}}, {agent_, clock_, random_, logger}) {}

  void run() {
    measure("log lines of a request at info", [this](int) { log_request(); });
    measure("span of a request", [this](int) { trace_request(); });
    measure("log lines and span", [this](int) {
      log_request();
      trace_request();
    });
    AddressLimiter limiter(clock_, 42);
    limiter.set_rate(LimitClass::Token, {1500, std::chrono::minutes(5)});
    measure("limit by address, one IPv4 address", [&](int) { limiter.take(LimitClass::Token, "203.0.113.77"); });
    measure("limit by address, another IPv6 /64 each", [&](int i) {
      limiter.take(LimitClass::Token, "2001:db8:" + std::to_string(i % 10'000) + ":1::7");
    });
    AddressLimiter shared(clock_, 42);
    shared.set_rate(LimitClass::Token, {1'000'000'000, std::chrono::minutes(5)});
    shared.buckets(LimitClass::Token)->remember_taken();
    measure("limit by address, remembered for other nodes", [&](int i) {
      shared.take(LimitClass::Token, "203.0.113.77");
      if (i % 1'000 == 0) shared.buckets(LimitClass::Token)->take_changes(512);
    });
    FailureGuard guard(clock_, {}, 42);
    measure("limit by account, a right password", [&](int) {
      (void)guard.reserve("nil/aud/ann@example.com", "203.0.113.77");
      guard.succeed("nil/aud/ann@example.com", "203.0.113.77");
    });
  }

 private:
  void log_request() const {
    log_.log_started(request_);
    log_.log_completed(request_, {200, std::chrono::microseconds(173), fields_});
  }
  void trace_request() {
    traces_.record({{}, request_.method, request_.path, request_.request_id, request_.nf_client, 200,
                    std::chrono::microseconds(173)});
  }

  SystemClock clock_;
  KernelRandom random_;
  TakingAgent agent_;
  const AccessLog log_;
  TraceExporter traces_;
  const AccessLogRequest request_{"GET", "/.netlify/identity/user", "/user", "203.0.113.77",
                                  "https://www.example.com/account", "8d3ad8f7-6c35-4d1e-9a53-3a7f1cf3b6a1",
                                  "netlify-identity-widget"};
  const std::vector<std::pair<std::string, std::string>> fields_ = {
      {"user_id", "2c1f5f2e-95a5-4b8f-8a4e-6f7e0c3c9b11"}};
};

int run() {
  const SystemClock clock;
  QueuedLoggerOptions options;
  options.file = "/dev/null";
  options.queue_size = 64 * 1024 * 1024;
  const auto logger = QueuedLogger::start(options, clock);
  if (!logger) return 1;
  Bench(**logger).run();
  return 0;
}

}  // namespace
}  // namespace gotrue

int main() { return gotrue::run(); }
