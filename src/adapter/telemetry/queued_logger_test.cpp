#include "adapter/telemetry/queued_logger.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "adapter/telemetry/access_log.hpp"
#include "fake_clock.hpp"

namespace gotrue {
namespace {

namespace fs = std::filesystem;

class QueuedLogging : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = (fs::temp_directory_path() / "gotrue_log_XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    options_.file = file("log");
    options_.level = LogLevel::Info;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string file(const std::string& name) const { return (folder_ / name).string(); }
  std::unique_ptr<QueuedLogger> start() const { return QueuedLogger::start(options_, clock_).value(); }
  std::string content(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(file(name)).rdbuf();
    return text.str();
  }
  std::size_t count_lines(const std::string& text) const {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  QueuedLoggerOptions options_;
  FakeClock clock_;

 private:
  fs::path folder_;
};

TEST_F(QueuedLogging, WritesEverythingBeforeItEnds) {
  {
    const auto logger = start();
    for (int i = 0; i < 1000; ++i) logger->log(LogLevel::Info, "line", {{"i", std::int64_t{i}}});
  }
  const std::string text = content("log");
  EXPECT_EQ(count_lines(text), 1000u);
  EXPECT_TRUE(text.ends_with(" i=999\n"));
}

TEST_F(QueuedLogging, FlushWaitsForWhatWasLoggedBefore) {
  const auto logger = start();
  for (std::size_t i = 1; i <= 50; ++i) {
    logger->log(LogLevel::Info, "line");
    EXPECT_TRUE(logger->flush());
    EXPECT_EQ(count_lines(content("log")), i);
  }
  EXPECT_TRUE(logger->flush());
}

TEST_F(QueuedLogging, LeavesOutWhatIsLessSevereThanItsLevel) {
  options_.level = LogLevel::Warn;
  const auto logger = start();
  logger->log(LogLevel::Info, "no");
  logger->log(LogLevel::Debug, "no");
  logger->log(LogLevel::Warn, "yes");
  logger->log(LogLevel::Panic, "yes");
  logger->flush();
  const std::string text = content("log");
  EXPECT_EQ(count_lines(text), 2u);
  EXPECT_EQ(text.find("msg=no"), text.npos);
  EXPECT_TRUE(logger->enabled(LogLevel::Error));
  EXPECT_FALSE(logger->enabled(LogLevel::Info));
}

TEST_F(QueuedLogging, AppendsToAFileThatOthersCannotRead) {
  std::ofstream(file("log")) << "before\n";
  start()->log(LogLevel::Info, "behind");
  EXPECT_TRUE(content("log").starts_with("before\ntime="));
  options_.file = file("fresh");
  start();
  struct stat status{};
  ASSERT_EQ(stat(options_.file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0007, 0u);
}

TEST_F(QueuedLogging, ReopenPutsOlderLinesInTheOldFileAndNewerOnesInTheNew) {
  const auto logger = start();
  for (int round = 0; round < 20; ++round) {
    logger->log(LogLevel::Info, "old");
    const std::string rotated = "log." + std::to_string(round);
    fs::rename(file("log"), file(rotated));
    logger->reopen();
    logger->log(LogLevel::Info, "new");
    logger->flush();
    EXPECT_EQ(content(rotated).find("msg=new", round == 0 ? 0 : content(rotated).find("msg=old")), std::string::npos);
    EXPECT_TRUE(content(rotated).ends_with("msg=old\n"));
    EXPECT_EQ(count_lines(content("log")), 1u);
    EXPECT_TRUE(content("log").ends_with("msg=new\n"));
  }
}

TEST_F(QueuedLogging, KeepsTheOldFileWhenTheNewOneCannotBeOpened) {
  const auto logger = start();
  logger->log(LogLevel::Info, "first");
  logger->flush();
  fs::rename(file("log"), file("log.1"));
  fs::create_directory(file("log"));
  logger->reopen();
  logger->log(LogLevel::Info, "second");
  logger->flush();
  const std::string text = content("log.1");
  EXPECT_NE(text.find("level=error msg=\"log file cannot be opened again\" error=\"Is a directory\""), text.npos);
  EXPECT_TRUE(text.ends_with("msg=second\n"));
}

TEST_F(QueuedLogging, SaysWhyItCannotStart) {
  options_.file = file("no/such/folder");
  const auto logger = QueuedLogger::start(options_, clock_);
  ASSERT_FALSE(logger);
  EXPECT_EQ(logger.error(), options_.file + ": cannot be opened: No such file or directory");
}

TEST_F(QueuedLogging, DropsAndCountsWhatDoesNotFitInTheQueue) {
  options_.queue_size = 300;
  const auto logger = start();
  const std::string large(400, 'x');
  for (int i = 0; i < 5; ++i) logger->log(LogLevel::Info, large);
  logger->flush();
  logger->log(LogLevel::Info, "fits");
  logger->flush();
  const std::string text = content("log");
  std::size_t told = 0;
  for (auto at = text.find("count="); at != text.npos; at = text.find("count=", at + 1)) told += std::stoul(text.substr(at + 6));
  EXPECT_EQ(told, 5u);
  EXPECT_NE(text.find("level=warning msg=\"log lines were dropped\""), text.npos);
  EXPECT_TRUE(text.ends_with("msg=fits\n"));
}

TEST_F(QueuedLogging, GoesOnWhileNobodyReadsThePipe) {
  ASSERT_EQ(mkfifo(file("fifo").c_str(), 0600), 0);
  const int reader = open(file("fifo").c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  options_.file = file("fifo");
  options_.queue_size = 10'000;
  {
    const auto logger = start();
    for (int i = 0; i < 5000; ++i) logger->log(LogLevel::Info, "a line that fills the pipe before long");
  }
  close(reader);
}

TEST_F(QueuedLogging, KeepsLinesOfManyThreadsWhole) {
  constexpr int kThreads = 4;
  constexpr int kLines = 500;
  {
    const auto logger = start();
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < kLines; ++i) logger->log(LogLevel::Info, "m", {{"a", "b c"}, {"n", std::int64_t{i}}});
      });
    }
    logger->reopen();
    logger->flush();
    for (auto& thread : threads) thread.join();
  }
  std::istringstream lines(content("log"));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_TRUE(line.starts_with("time=\"")) << line;
    EXPECT_NE(line.find(" level=info msg=m a=\"b c\" n="), line.npos) << line;
  }
  EXPECT_EQ(count, std::size_t{kThreads * kLines});
}

TEST_F(QueuedLogging, OfARequestHasTheFieldsOfTheOriginal) {
  const auto logger = start();
  const AccessLog log(*logger);
  const AccessLogRequest request{"POST", "/.netlify/identity/token", "/token", "203.0.113.9", "", "abc", "js\nlevel=panic"};
  const std::vector<std::pair<std::string, std::string>> fields = {{"user_id", "u1"}, {"metering", "true"}};
  log.log_started(request);
  log.log_completed(request, {200, std::chrono::microseconds(1500), fields});
  logger->flush();
  EXPECT_EQ(content("log"),
            "time=\"2023-11-14T22:13:20Z\" level=info msg=\"request started\" component=api method=POST "
            "nf_client=\"js\\nlevel=panic\" path=/.netlify/identity/token referer= remote_addr=203.0.113.9 request_id=abc\n"
            "time=\"2023-11-14T22:13:20Z\" level=info msg=\"request completed\" component=api duration=1500000 metering=true "
            "method=POST nf_client=\"js\\nlevel=panic\" path=/.netlify/identity/token referer= remote_addr=203.0.113.9 "
            "request_id=abc status=200 user_id=u1\n");
}

TEST_F(QueuedLogging, MetersALoginOnceItIsAnswered) {
  const auto logger = start();
  const AccessLog log(*logger);
  const AccessLogRequest request{"POST", "/token", "/token", "203.0.113.9", "", "abc", ""};
  const std::vector<std::pair<std::string, std::string>> fields = {{"user_id", "u1"}, {"login_method", "password"}};
  log.log_completed(request, {503, std::chrono::microseconds(1), fields});
  logger->flush();
  EXPECT_EQ(content("log").find("metering"), std::string::npos);
  log.log_completed(request, {200, std::chrono::microseconds(1), fields});
  logger->flush();
  EXPECT_NE(content("log").find("msg=Login action=login instance_id=00000000-0000-0000-0000-000000000000 "
                                "login_method=password metering=true request_id=abc user_id=u1\n"),
            std::string::npos);
}

TEST_F(QueuedLogging, IsSilentAboutHealth) {
  const auto logger = start();
  const AccessLog log(*logger);
  const AccessLogRequest request{"GET", "/.netlify/identity/health", "/health", "", "", "abc", ""};
  log.log_started(request);
  log.log_completed(request, {200, std::chrono::microseconds(1), {}});
  logger->flush();
  EXPECT_EQ(content("log"), "");
}

}  // namespace
}  // namespace gotrue
