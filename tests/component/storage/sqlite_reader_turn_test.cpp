// Reads of one turn of an event loop: they share a snapshot, and never show less than what was acknowledged.
#include <thread>

#include "adapter/storage/sqlite/wal_watch.hpp"
#include "sqlite_fixture.hpp"

namespace gotrue {
namespace {

class SqliteReaderTurn : public SqliteFile {
 protected:
  // From here on the calling thread works in turns.
  static void begin_turns(sqlite::SqliteStorage& server) { server.write_lane().flush(); }
  static void end_turn(sqlite::SqliteStorage& server) { server.write_lane().flush(); }

  // Whether all of the log can be written back into the file now.
  bool can_write_back() const {
    sqlite::SqliteConnection connection(path, sqlite::OpenMode::ReadWrite, std::chrono::milliseconds(0));
    return connection.query_int64("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
  }
};

TEST_F(SqliteReaderTurn, ShowsWhatTheServerCommittedBetweenTwoReads) {
  const auto server = open_server();
  begin_turns(*server);
  for (int number = 1; number <= 3; ++number) {
    EXPECT_FALSE(is_there(*server, number));
    insert(*server, user_of(number));
    EXPECT_TRUE(is_there(*server, number));
    EXPECT_TRUE(is_there(*server, number));
  }
}

TEST_F(SqliteReaderTurn, ShowsWhatACommandCommittedBetweenTwoReads) {
  const auto server = open_server();
  begin_turns(*server);
  EXPECT_FALSE(is_there(*server, 1));

  insert(*open_command(), user_of(1));

  EXPECT_TRUE(is_there(*server, 1));
}

TEST_F(SqliteReaderTurn, ShowsACommitThatFollowsAnEmptiedLog) {
  const auto server = open_server();
  begin_turns(*server);
  EXPECT_FALSE(is_there(*server, 1));
  end_turn(*server);
  ASSERT_TRUE(can_write_back());
  EXPECT_FALSE(is_there(*server, 1));

  insert(*server, user_of(1));

  EXPECT_TRUE(is_there(*server, 1));
}

TEST_F(SqliteReaderTurn, KeepsTheLogUntilItEnds) {
  const auto server = open_server();
  insert(*server, user_of(1));
  begin_turns(*server);
  EXPECT_TRUE(is_there(*server, 1));
  EXPECT_FALSE(can_write_back());

  end_turn(*server);

  EXPECT_TRUE(can_write_back());
}

TEST_F(SqliteReaderTurn, IsNoneForAThreadThatNeverEndsOne) {
  const auto server = open_server();
  insert(*server, user_of(1));
  begin_turns(*server);

  std::thread([&] { EXPECT_TRUE(is_there(*server, 1)); }).join();

  EXPECT_TRUE(can_write_back());
}

TEST_F(SqliteReaderTurn, GoesOnBehindAReadThatThrew) {
  const auto server = open_server();
  begin_turns(*server);
  EXPECT_THROW(server->read([](Repositories&) -> bool { throw std::runtime_error("no"); }), std::runtime_error);

  insert(*server, user_of(1));

  EXPECT_TRUE(is_there(*server, 1));
}

TEST_F(SqliteReaderTurn, MayReadInsideOfARead) {
  const auto server = open_server();
  insert(*server, user_of(1));
  begin_turns(*server);
  EXPECT_TRUE(server->read([&](Repositories&) { return is_there(*server, 1); }));
}

class SqliteWalWatch : public SqliteFile {};

TEST_F(SqliteWalWatch, SeesEveryCommitAndNothingElse) {
  execute("PRAGMA journal_mode = WAL; CREATE TABLE t (a)");
  sqlite::SqliteConnection reader(path, sqlite::OpenMode::ReadOnly);
  reader.query_int64("SELECT COUNT(*) FROM t");
  sqlite::WalWatch watch(reader.handle());
  EXPECT_FALSE(watch.is_unchanged()) << "nothing was remembered";
  sqlite::SqliteConnection writer(path, sqlite::OpenMode::ReadWrite);
  for (int i = 0; i < 3; ++i) {
    watch.remember();
    EXPECT_TRUE(watch.is_unchanged());
    writer.execute("BEGIN; INSERT INTO t VALUES (1)");
    EXPECT_TRUE(watch.is_unchanged());
    writer.execute("COMMIT");
    EXPECT_FALSE(watch.is_unchanged());
  }
  watch.remember();
  writer.execute("BEGIN; INSERT INTO t VALUES (1); ROLLBACK");
  EXPECT_TRUE(watch.is_unchanged());
}

}  // namespace
}  // namespace gotrue
