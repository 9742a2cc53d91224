// What was acknowledged survives a kill.
#include <chrono>
#include <future>
#include <thread>

#include "child_process.hpp"
#include "lane_jobs.hpp"
#include "race.hpp"
#include "sqlite_fixture.hpp"
#include "sync_counter.hpp"

namespace gotrue {
namespace {

class SqliteDurability : public SqliteFile {
 protected:
  // Writes on four threads until it is killed, and reports each user that is committed.
  void write_without_end(ParentChannel& parent) const {
    const auto server = open_server();
    race(4, [&](int thread) {
      for (int number = thread; number < 1'000'000; number += 4) {
        insert(*server, user_of(number));
        parent.report(std::to_string(number));
      }
    });
  }

  // Lets a child write until it has acknowledged `count` users, kills it and returns all that it acknowledged.
  std::vector<std::string> kill_after(std::size_t count) {
    ChildProcess child([this](ParentChannel& parent) { write_without_end(parent); });
    std::vector<std::string> acknowledged;
    while (acknowledged.size() < count) {
      acknowledged.push_back(child.read_line());
      if (acknowledged.back().empty()) throw std::runtime_error("the child ended by itself");
    }
    child.kill_at_once();
    for (auto& line : child.read_all_lines()) acknowledged.push_back(std::move(line));
    return acknowledged;
  }
};

TEST_F(SqliteDurability, KeepsEveryAcknowledgedUserOverAKill) {
  const auto acknowledged = kill_after(300);

  const auto server = open_server();

  for (const std::string& number : acknowledged) EXPECT_TRUE(is_there(*server, std::stoi(number))) << number;
}

TEST_F(SqliteDurability, LeavesASoundFileOverAKill) {
  kill_after(100);

  const auto server = open_server();
  insert(*server, user_of(2'000'000));

  sqlite::SqliteConnection connection(path, sqlite::OpenMode::ReadWrite);
  const auto check = connection.prepare("PRAGMA integrity_check");
  ASSERT_TRUE(check->step());
  EXPECT_EQ(check->text(0), "ok");
}

TEST_F(SqliteDurability, WaitsForTheDiskBeforeTheAnswer) {
  const auto server = open_server();
  insert(*server, user_of(1));
  int syncs_while_running = 0;
  int syncs_at_the_answer = 0;

  submit(
      server->write_lane(),
      [&] {
        insert(*server, user_of(2));
        syncs_while_running = count_of_syncs();
      },
      [&] { syncs_at_the_answer = count_of_syncs(); })
      .get();

  EXPECT_EQ(syncs_at_the_answer, syncs_while_running + 1);
}

TEST_F(SqliteDurability, RunsJobsButKeepsAnswersWhileTheDiskIsBusy) {
  const auto server = open_server();
  insert(*server, user_of(1));
  HeldDisk disk;
  std::promise<void> has_run;

  auto first = submit(server->write_lane(), [&] { insert(*server, user_of(2)); });
  disk.wait_for_a_sync();
  auto second = submit(server->write_lane(), [&] {
    insert(*server, user_of(3));
    has_run.set_value();
  });
  has_run.get_future().wait();
  const auto at_once = std::chrono::seconds(0);
  EXPECT_EQ(first.wait_for(at_once), std::future_status::timeout);
  EXPECT_EQ(second.wait_for(at_once), std::future_status::timeout);
  disk.release();

  EXPECT_TRUE(first.get());
  EXPECT_TRUE(second.get());
}

TEST_F(SqliteDurability, OneWaitForTheDiskCoversAllBatchesThatQueuedUp) {
  const auto server = open_server();
  insert(*server, user_of(1));
  HeldDisk disk;
  auto first = submit(server->write_lane(), [&] { insert(*server, user_of(2)); });
  disk.wait_for_a_sync();
  const int syncs = count_of_syncs();
  std::vector<std::future<bool>> answers;
  for (int number = 3; number < 203; ++number) {
    answers.push_back(submit(server->write_lane(), [&server, number] { insert(*server, user_of(number)); }));
  }
  while (!is_there(*server, 192)) std::this_thread::yield();  // six batches of 32 are committed

  disk.release();

  for (auto& answer : answers) EXPECT_TRUE(answer.get());
  EXPECT_LE(count_of_syncs() - syncs, 2);
}

TEST_F(SqliteDurability, ALogThatBeginsAnewIsSyncedBeforeItsFirstFrameIsWritten) {
  const auto server = open_server();
  insert(*server, user_of(1));
  execute("PRAGMA wal_checkpoint(TRUNCATE)");
  const DiskTrace trace("-wal");

  insert(*server, user_of(2));
  insert(*server, user_of(3));

  const auto calls = trace.calls();
  ASSERT_EQ(calls.size(), 6u);
  EXPECT_EQ(calls[0], "write 0");
  EXPECT_EQ(calls[1], "sync");
  EXPECT_EQ(calls[2], "write 32");
  EXPECT_EQ(calls[3], "sync");
  EXPECT_TRUE(calls[4].starts_with("write ")) << calls[4];
  EXPECT_EQ(calls[5], "sync");
}

TEST_F(SqliteDurability, WhenTheDiskLosesWritesNothingIsAcknowledgedUntilARestart) {
  auto server = open_server();
  insert(*server, user_of(1));
  {
    const BrokenDisk disk;
    expect_refusal(refusal_of([&] { insert(*server, user_of(2)); }), StorageError::Kind::Unavailable,
                   "cannot commit: the disk has lost writes");
  }

  expect_refusal(refusal_of([&] { insert(*server, user_of(3)); }), StorageError::Kind::Unavailable,
                 "the disk has lost writes, restart the server");
  EXPECT_TRUE(is_there(*server, 1));
  server.reset();
  server = open_server();
  insert(*server, user_of(4));
  EXPECT_TRUE(is_there(*server, 4));
}

}  // namespace
}  // namespace gotrue
