// Brings spans to a Datadog agent: requests leave them in a bounded queue, one thread sends what has gathered once a
// second. An agent that is away or slow never delays a request: what does not fit is dropped and counted.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "adapter/telemetry/http_span.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "core/port/http_client.hpp"
#include "core/port/logger.hpp"

namespace gotrue {

struct TraceExporterOptions {
  std::string agent;  // http://host:port
  std::string service = "gotrue";
  std::vector<std::pair<std::string, std::string>> tags;  // of every span
  std::size_t queue_size = 4 * 1024 * 1024;  // bytes that may wait
  std::chrono::milliseconds interval{1'000};
  std::chrono::milliseconds timeout{2'000};  // for one delivery
};

// Thread-safe. The collaborators outlive it; its destructor tries once more to send what waits.
class TraceExporter {
 public:
  struct Collaborators {
    HttpClient& client;
    const Clock& clock;
    Random& random;
    Logger& logger;
  };

  TraceExporter(TraceExporterOptions options, const Collaborators& collaborators);
  ~TraceExporter();
  TraceExporter(const TraceExporter&) = delete;
  TraceExporter& operator=(const TraceExporter&) = delete;

  // A request that has just been answered.
  void record(const HttpSpan& span);

 private:
  struct Batch {
    std::string traces;  // behind room for the header
    std::uint32_t count = 0;
    std::uint64_t dropped = 0;
  };

  static Batch empty_batch();
  std::uint64_t next_id();
  void run();
  void deliver(Batch batch);
  // Empty: delivered; else why not.
  std::string send(std::string traces, std::uint32_t count);
  void tell(const std::string& trouble);

  const TraceExporterOptions options_;
  const HttpSpanFormat format_;
  const Collaborators collaborators_;
  std::uint64_t id_seed_ = 0;
  std::atomic<std::uint64_t> ids_{0};

  std::mutex mutex_;
  std::condition_variable work_;
  Batch pending_ = empty_batch();
  bool is_stopping_ = false;

  std::uint64_t lost_ = 0;       // the thread's: since the last warning
  bool is_in_trouble_ = false;   // the thread's
  std::thread thread_;
};

}  // namespace gotrue
