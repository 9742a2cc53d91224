#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "adapter/telemetry/msgpack_writer.hpp"
#include "adapter/telemetry/trace_exporter.hpp"
#include "fake_clock.hpp"
#include "seeded_random.hpp"

namespace gotrue {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

std::string packed(std::uint64_t number) {
  std::string out;
  MsgpackWriter(out).number(number);
  return out;
}

std::string packed_head(std::size_t size) {
  std::string out;
  MsgpackWriter(out).text(std::string(size, 'x'));
  return out.substr(0, out.size() - size);
}

TEST(MsgpackWriter, WritesNumbersInTheShortestForm) {
  EXPECT_EQ(packed(0), "\x00"s);
  EXPECT_EQ(packed(127), "\x7f"s);
  EXPECT_EQ(packed(128), "\xcc\x80"s);
  EXPECT_EQ(packed(256), "\xcd\x01\x00"s);
  EXPECT_EQ(packed(65'536), "\xce\x00\x01\x00\x00"s);
  EXPECT_EQ(packed(4'294'967'296), "\xcf\x00\x00\x00\x01\x00\x00\x00\x00"s);
  EXPECT_EQ(packed(UINT64_MAX), "\xcf\xff\xff\xff\xff\xff\xff\xff\xff"s);
}

TEST(MsgpackWriter, WritesTextsWithTheHeadOfTheirSize) {
  EXPECT_EQ(packed_head(0), "\xa0"s);
  EXPECT_EQ(packed_head(31), "\xbf"s);
  EXPECT_EQ(packed_head(32), "\xd9\x20"s);
  EXPECT_EQ(packed_head(255), "\xd9\xff"s);
  EXPECT_EQ(packed_head(256), "\xda\x01\x00"s);
  EXPECT_EQ(packed_head(65'535), "\xda\xff\xff"s);
  EXPECT_EQ(packed_head(65'536), "\xdb\x00\x01\x00\x00"s);
}

TEST(MsgpackWriter, WritesCollectionsAndReals) {
  std::string out;
  MsgpackWriter writer(out);
  writer.array(15);
  writer.array(16);
  writer.map(15);
  writer.map(70'000);
  writer.real(-1);
  EXPECT_EQ(out, "\x9f\xdc\x00\x10\x8f\xdf\x00\x01\x11\x70\xcb\xbf\xf0\x00\x00\x00\x00\x00\x00"s);
}

TEST(TraceContext, IsTheCallersOnlyWhenAllOfItIsWhole) {
  const TraceContext whole = parse_trace_context("18446744073709551615", "7", "2");
  EXPECT_EQ(whole.trace_id, UINT64_MAX);
  EXPECT_EQ(whole.parent_id, 7u);
  EXPECT_EQ(whole.priority, 2);
  EXPECT_EQ(parse_trace_context("1", "7", "").priority, std::nullopt);
  EXPECT_EQ(parse_trace_context("1", "7", "-1").priority, -1);
  for (const char* bad : {"", "0", "-1", "+1", " 1", "1 ", "x", "1x", "0x1", "1e3", "18446744073709551616"}) {
    EXPECT_EQ(parse_trace_context(bad, "7", "1").trace_id, 0u) << bad;
    EXPECT_EQ(parse_trace_context("1", bad, "1").trace_id, 0u) << bad;
  }
  for (const char* bad : {"x", "1.0", "99999999999", " 1"}) EXPECT_EQ(parse_trace_context("1", "7", bad).trace_id, 0u);
}

TEST(HttpSpan, CutsTextsAndKeepsThemUtf8) {
  HttpSpan span;
  span.method = "GET";
  const std::string path = "/" + std::string(4'998, 'a') + "\u00e9" + std::string(100'000, 'b');
  span.path = path;
  span.nf_client = "\xff";
  std::string out;
  HttpSpanFormat("gotrue", {}).append(out, span, {1, Time{}});
  EXPECT_LT(out.size(), 12'000u);
  EXPECT_NE(out.find("\xef\xbf\xbd"), std::string::npos);
  EXPECT_EQ(out.find('\xff'), std::string::npos);
}

// Keeps what it is sent; waits with its answer while it is told to.
class RecordingAgent final : public HttpClient {
 public:
  Result<OutboundResponse> send(const OutboundRequest& request) override {
    std::unique_lock lock(mutex_);
    bodies_.push_back(request.body);
    changed_.notify_all();
    changed_.wait(lock, [this] { return !holds_; });
    if (throws_) throw std::runtime_error("libcurl is away");
    return OutboundResponse{status_, "", false};
  }
  void wait_for_deliveries(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return bodies_.size() >= count; });
  }
  void hold(bool holds) {
    const std::lock_guard lock(mutex_);
    holds_ = holds;
    changed_.notify_all();
  }
  std::vector<std::string> bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }
  int status_ = 200;
  bool throws_ = false;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> bodies_;
  bool holds_ = false;
};

class LineCollector final : public Logger {
 public:
  using Logger::log;
  bool enabled(LogLevel) const override { return true; }
  void log(LogLevel level, std::string_view message, std::span<const LogField> fields) override {
    std::string line = (level == LogLevel::Warn ? "warn " : "info ") + std::string(message);
    for (const LogField& field : fields) {
      if (const auto* number = std::get_if<std::int64_t>(&field.value)) line += " " + std::to_string(*number);
      if (field.key == "error") line += " " + std::string(std::get<std::string_view>(field.value));
    }
    const std::lock_guard lock(mutex_);
    lines_.push_back(line);
  }
  std::vector<std::string> lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

class Tracing : public testing::Test {
 protected:
  std::unique_ptr<TraceExporter> start(std::size_t queue_size = 1024 * 1024) {
    TraceExporterOptions options;
    options.agent = "http://agent";
    options.queue_size = queue_size;
    options.interval = 1ms;
    return std::make_unique<TraceExporter>(options, TraceExporter::Collaborators{agent_, clock_, random_, log_});
  }
  static HttpSpan span() {
    HttpSpan span;
    span.method = "GET";
    span.path = "/settings";
    span.status = 200;
    return span;
  }
  static std::size_t count_of(const std::string& body) {
    std::size_t count = 0;
    for (std::size_t i = 1; i < 5; ++i) count = count * 256 + static_cast<unsigned char>(body.at(i));
    return count;
  }

  RecordingAgent agent_;
  FakeClock clock_;
  SeededRandom random_;
  LineCollector log_;
};

TEST_F(Tracing, DeliversWhatWaitsBeforeItEnds) {
  {
    const auto exporter = start();
    for (int i = 0; i < 100; ++i) exporter->record(span());
  }
  std::size_t count = 0;
  for (const std::string& body : agent_.bodies()) count += count_of(body);
  EXPECT_EQ(count, 100u);
  EXPECT_TRUE(log_.lines().empty());
}

TEST_F(Tracing, DropsAndCountsWhatDoesNotFitWhileTheAgentIsSlow) {
  constexpr std::size_t kQueue = 10'000;
  agent_.hold(true);
  auto exporter = start(kQueue);
  exporter->record(span());
  agent_.wait_for_deliveries(1);
  for (int i = 0; i < 100'000; ++i) exporter->record(span());
  agent_.hold(false);
  exporter.reset();
  const auto bodies = agent_.bodies();
  ASSERT_EQ(bodies.size(), 2u);
  EXPECT_LE(bodies[1].size(), kQueue);
  ASSERT_EQ(log_.lines().size(), 1u);
  EXPECT_EQ(log_.lines()[0], "warn traces were dropped " + std::to_string(100'000 - count_of(bodies[1])));
}

TEST_F(Tracing, SaysOnceThatTheAgentIsAwayAndOnceThatItIsBack) {
  agent_.throws_ = true;
  auto exporter = start();
  for (std::size_t i = 1; i <= 3; ++i) {
    exporter->record(span());
    agent_.wait_for_deliveries(i);
  }
  exporter.reset();
  ASSERT_EQ(log_.lines().size(), 1u);
  EXPECT_EQ(log_.lines()[0], "warn traces do not reach the agent and are dropped libcurl is away");
}

}  // namespace
}  // namespace gotrue
