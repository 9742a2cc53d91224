// A file that another process holds: a clear refusal after the busy timeout, and work goes on when it is free.
#include "child_process.hpp"
#include "lane_jobs.hpp"
#include "sqlite_fixture.hpp"

namespace gotrue {
namespace {

class SqliteLockedFile : public SqliteFile {
 protected:
  sqlite::SqliteOptions impatient_options() const {
    sqlite::SqliteOptions impatient = options();
    impatient.busy_timeout = std::chrono::milliseconds(1);
    return impatient;
  }

  // Takes a lock with `statements` at the first word and lets go at the second.
  void hold_lock(ParentChannel& parent, const char* statements) const {
    parent.wait_for_word();
    sqlite::SqliteConnection connection(path, sqlite::OpenMode::ReadWriteCreate);
    connection.execute(statements);
    parent.report("locked");
    parent.wait_for_word();
    connection.execute("ROLLBACK");
    parent.report("free");
    parent.wait_for_word();
  }

  static void lock(ChildProcess& holder) {
    holder.say_word();
    ASSERT_EQ(holder.read_line(), "locked");
  }
  static void free(ChildProcess& holder) {
    holder.say_word();
    ASSERT_EQ(holder.read_line(), "free");
  }
};

TEST_F(SqliteLockedFile, RefusesWritesAndAnswersReads) {
  ChildProcess holder([&](ParentChannel& parent) { hold_lock(parent, "BEGIN IMMEDIATE"); });
  const auto server = open(impatient_options());
  insert(*server, user_of(1));
  lock(holder);

  const Refusal refusal = refusal_of([&] { insert(*server, user_of(2)); });

  expect_refusal(refusal, StorageError::Kind::Unavailable, "database is locked");
  EXPECT_TRUE(is_there(*server, 1));
  EXPECT_FALSE(is_there(*server, 2));
}

TEST_F(SqliteLockedFile, TakesWritesAgainWhenItIsFree) {
  ChildProcess holder([&](ParentChannel& parent) { hold_lock(parent, "BEGIN IMMEDIATE"); });
  const auto server = open(impatient_options());
  lock(holder);
  refusal_of([&] { insert(*server, user_of(1)); });

  free(holder);

  EXPECT_NO_THROW(insert(*server, user_of(1)));
}

TEST_F(SqliteLockedFile, LetsAWriteWaitForItsTurn) {
  ChildProcess holder([&](ParentChannel& parent) { hold_lock(parent, "BEGIN IMMEDIATE"); });
  const auto server = open_server();
  lock(holder);

  auto written = std::async(std::launch::async, [&] { insert(*server, user_of(1)); });
  free(holder);

  EXPECT_NO_THROW(written.get());
}

TEST_F(SqliteLockedFile, IsWaitedForOnceABatch) {
  ChildProcess holder([&](ParentChannel& parent) { hold_lock(parent, "BEGIN IMMEDIATE"); });
  const auto server = open(impatient_options());
  lock(holder);
  HeldLane held(server->write_lane());
  submit(server->write_lane(), [&] {
    refusal_of([&] { insert(*server, user_of(1)); });
    free(holder);
  });
  Refusal second{StorageError::Kind::Broken, ""};
  auto answer = submit(server->write_lane(), [&] { second = refusal_of([&] { insert(*server, user_of(2)); }); });

  held.release();
  answer.get();

  expect_refusal(second, StorageError::Kind::Unavailable, "database is locked");
  EXPECT_NO_THROW(insert(*server, user_of(3)));
}

TEST_F(SqliteLockedFile, IsNotOpened) {
  ChildProcess holder([&](ParentChannel& parent) { hold_lock(parent, "CREATE TABLE theirs (x); BEGIN EXCLUSIVE"); });
  lock(holder);

  expect_refusal(refusal_of([&] { open(impatient_options()); }), StorageError::Kind::Unavailable,
                 "cannot use " + path + ": sqlite: database is locked");
}

}  // namespace
}  // namespace gotrue
