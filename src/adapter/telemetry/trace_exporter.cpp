#include "adapter/telemetry/trace_exporter.hpp"

#include <cstring>
#include <exception>
#include <utility>

#include "base/block_signals.hpp"

namespace gotrue {
namespace {

// An array of 32-bit size, which is known when the batch leaves.
constexpr std::size_t kHeaderSize = 5;
constexpr std::size_t kFirstCapacity = 64 * 1024;

void write_header(std::string& traces, std::uint32_t count) {
  traces[0] = static_cast<char>(0xdd);
  for (std::size_t i = 0; i < 4; ++i) traces[1 + i] = static_cast<char>((count >> (24 - 8 * i)) & 0xff);
}

}  // namespace

TraceExporter::Batch TraceExporter::empty_batch() {
  Batch batch;
  batch.traces.reserve(kFirstCapacity);
  batch.traces.assign(kHeaderSize, '\0');
  return batch;
}

TraceExporter::TraceExporter(TraceExporterOptions options, const Collaborators& collaborators)
    : options_(std::move(options)), format_(options_.service, options_.tags), collaborators_(collaborators) {
  unsigned char bytes[sizeof id_seed_];
  collaborators_.random.fill(bytes);
  std::memcpy(&id_seed_, bytes, sizeof id_seed_);
  thread_ = std::thread([this] { run(); });
}

TraceExporter::~TraceExporter() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  work_.notify_one();
  thread_.join();
}

// SplitMix64 over a counter: ids of one process never meet, and those of two hardly ever. 63 bits, as agents expect.
std::uint64_t TraceExporter::next_id() {
  std::uint64_t value = id_seed_ + ids_.fetch_add(1, std::memory_order_relaxed) * 0x9e3779b97f4a7c15ull;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ull;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebull;
  value = (value ^ (value >> 31)) >> 1;
  return value == 0 ? 1 : value;
}

void TraceExporter::record(const HttpSpan& span) {
  thread_local std::string trace;
  trace.clear();
  const auto age = std::chrono::duration_cast<std::chrono::microseconds>(span.duration);
  format_.append(trace, span, {next_id(), collaborators_.clock.now() - age});
  const std::lock_guard lock(mutex_);
  if (pending_.traces.size() + trace.size() > options_.queue_size) {
    ++pending_.dropped;
    return;
  }
  pending_.traces += trace;
  ++pending_.count;
}

void TraceExporter::run() {
  block_signals();
  std::unique_lock lock(mutex_);
  for (bool is_last = false; !is_last;) {
    work_.wait_for(lock, options_.interval, [this] { return is_stopping_; });
    is_last = is_stopping_;
    if (pending_.count == 0 && pending_.dropped == 0) continue;
    Batch batch = std::exchange(pending_, empty_batch());
    lock.unlock();
    deliver(std::move(batch));
    lock.lock();
  }
}

void TraceExporter::deliver(Batch batch) {
  lost_ += batch.dropped;
  if (batch.count == 0) return;
  const std::uint32_t count = batch.count;
  write_header(batch.traces, count);
  const std::string trouble = send(std::move(batch.traces), count);
  if (!trouble.empty()) lost_ += count;
  tell(trouble);
}

std::string TraceExporter::send(std::string traces, std::uint32_t count) {
  OutboundRequest request;
  request.method = "PUT";
  request.url = options_.agent + "/v0.4/traces";
  request.timeout = options_.timeout;
  request.max_redirects = 0;
  request.cuts_long_answers = true;
  request.fields = {{"Content-Type", "application/msgpack"},
                    {"Datadog-Meta-Lang", "cpp"},
                    {"X-Datadog-Trace-Count", std::to_string(count)},
                    {"Expect", ""}};
  request.body = std::move(traces);
  try {
    const auto response = collaborators_.client.send(request);
    if (!response) return response.error().internal;
    const bool is_taken = response->status >= 200 && response->status < 300;
    return is_taken ? std::string() : "the agent answered " + std::to_string(response->status);
  } catch (const std::exception& error) {
    return error.what();
  }
}

// One line when deliveries begin to fail, one when they work again, one when some did not fit meanwhile.
void TraceExporter::tell(const std::string& trouble) {
  Logger& logger = collaborators_.logger;
  if (trouble.empty()) {
    const LogField lost{"lost", static_cast<std::int64_t>(std::exchange(lost_, 0))};
    const bool was_in_trouble = std::exchange(is_in_trouble_, false);
    if (was_in_trouble) logger.log(LogLevel::Info, "traces reach the agent again", {{"component", "tracing"}, lost});
    if (!was_in_trouble && std::get<std::int64_t>(lost.value) > 0) {
      logger.log(LogLevel::Warn, "traces were dropped", {{"component", "tracing"}, lost});
    }
    return;
  }
  if (std::exchange(is_in_trouble_, true)) return;
  logger.log(LogLevel::Warn, "traces do not reach the agent and are dropped",
             {{"component", "tracing"}, {"agent", options_.agent}, {"error", trouble}});
}

}  // namespace gotrue
