// The log is written back beside the commits, and begins anew.
#include <algorithm>
#include <deque>
#include <fstream>
#include <future>

#include "lane_jobs.hpp"
#include "sqlite_fixture.hpp"
#include "sync_counter.hpp"

namespace gotrue {
namespace {

class SqliteCheckpoint : public SqliteFile {
 protected:
  std::unique_ptr<sqlite::SqliteStorage> open_server_with_short_log() const {
    sqlite::SqliteOptions options = this->options();
    options.checkpoint_frames = 64;
    return open(options);
  }

  // How often the log has begun anew (sqlite.org/fileformat2.html, "WAL File Format").
  unsigned round_of_the_log() const {
    std::ifstream log(path + "-wal", std::ios::binary);
    log.seekg(12);
    unsigned round = 0;
    for (int i = 0; i < 4; ++i) round = round << 8 | static_cast<unsigned>(log.get());
    return round;
  }

  // Inserts without a pause until the log has begun anew; false when it has not after many.
  bool insert_until_the_log_begins_anew(sqlite::SqliteStorage& storage, int& number) const {
    const unsigned before = round_of_the_log();
    std::deque<std::future<bool>> answers;
    for (const int end = number + 20'000; number < end && round_of_the_log() == before; ++number) {
      answers.push_back(submit(storage.write_lane(), [&storage, number] { insert(storage, user_of(number)); }));
      if (answers.size() <= 100) continue;
      EXPECT_TRUE(answers.front().get());
      answers.pop_front();
    }
    for (auto& answer : answers) EXPECT_TRUE(answer.get());
    return round_of_the_log() != before;
  }
};

TEST_F(SqliteCheckpoint, TheLogBeginsAnewAgainAndAgainWhileCommitsGoOn) {
  const auto server = open_server_with_short_log();
  int number = 1;
  insert(*server, user_of(number++));
  for (int round = 0; round < 3; ++round) EXPECT_TRUE(insert_until_the_log_begins_anew(*server, number)) << round;
  for (int i = 1; i < number; ++i) EXPECT_TRUE(is_there(*server, i));
}

// What SQLite leaves to the end, the writer would wait for: the sync of all that was copied.
TEST_F(SqliteCheckpoint, TheFileIsOnTheDiskBeforeTheWriterCopiesTheRest) {
  const auto server = open_server_with_short_log();
  const DiskTrace file(".db");
  int number = 1;
  insert(*server, user_of(number++));
  EXPECT_TRUE(insert_until_the_log_begins_anew(*server, number));
  const auto calls = file.calls();
  EXPECT_GE(std::ranges::count(calls, "sync"), 2);
}

TEST_F(SqliteCheckpoint, GoesOnAfterAReaderHasHeldTheLog) {
  const auto server = open_server_with_short_log();
  int number = 1;
  bool is_held = false;
  // A reader who comes when all of the log was written back reads the file alone and holds nothing.
  for (int tries = 0; !is_held && tries < 20; ++tries) {
    insert(*server, user_of(number++));
    sqlite::SqliteConnection reader(path, sqlite::OpenMode::ReadOnly);
    reader.execute("BEGIN");
    reader.query_int64("SELECT COUNT(*) FROM users");
    const unsigned before = round_of_the_log();
    for (const int end = number + 500; number < end; ++number) insert(*server, user_of(number));
    is_held = round_of_the_log() == before;
  }
  EXPECT_TRUE(is_held);
  EXPECT_TRUE(insert_until_the_log_begins_anew(*server, number));
}

}  // namespace
}  // namespace gotrue
