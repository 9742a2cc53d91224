// One server for each file; commands work beside it.
#include <sys/stat.h>

#include "child_process.hpp"
#include "race.hpp"
#include "sqlite_fixture.hpp"

namespace gotrue {
namespace {

class SqliteServerLock : public SqliteFile {};

TEST_F(SqliteServerLock, RefusesASecondServer) {
  const auto first = open_server();

  expect_refusal(refusal_of([&] { open_server(); }), StorageError::Kind::Unavailable,
                 "the database " + path + " is held by another gotrue server");
}

TEST_F(SqliteServerLock, RefusesAServerBesideThatOfAnotherProcess) {
  ChildProcess other([&](ParentChannel& parent) {
    const auto server = open_server();
    parent.report("serving");
    parent.wait_for_word();
  });
  other.read_line();

  expect_refusal(refusal_of([&] { open_server(); }), StorageError::Kind::Unavailable, "another gotrue server");
}

TEST_F(SqliteServerLock, IsFreeWhenTheServerHasEnded) {
  open_server().reset();

  EXPECT_NO_THROW(open_server());
}

TEST_F(SqliteServerLock, IsFreeWhenTheServerWasKilled) {
  ChildProcess killed([&](ParentChannel& parent) {
    const auto server = open_server();
    parent.report("serving");
    parent.wait_for_word();
  });
  killed.read_line();

  killed.kill_at_once();

  EXPECT_NO_THROW(open_server());
}

TEST_F(SqliteServerLock, LetsACommandOfAnotherProcessWorkBesideAServer) {
  ChildProcess command([&](ParentChannel& parent) {
    parent.wait_for_word();
    const auto storage = open_command();
    insert(*storage, user_of(2));
    parent.report(is_there(*storage, 1) ? "sees the server's user" : "sees nothing");
  });
  const auto server = open_server();
  insert(*server, user_of(1));

  command.say_word();

  EXPECT_EQ(command.read_line(), "sees the server's user");
  EXPECT_EQ(command.wait(), 0);
  EXPECT_TRUE(is_there(*server, 2));
}

TEST_F(SqliteServerLock, LetsServerAndCommandWriteAtOnce) {
  const auto server = open_server();
  const auto command = open_command();

  race(2, [&](int i) {
    Storage& storage = i == 0 ? *server : *command;
    for (int number = 0; number < 50; ++number) insert(storage, user_of(1 + i + 2 * number));
  });

  EXPECT_EQ(server->read([](Repositories& r) { return r.users().list({kInstance, "api", "", false}, {}).total; }),
            100u);
}

TEST_F(SqliteServerLock, LetsSeveralCommandsMakeTheFileAtOnce) {
  race(8, [&](int i) { insert(*open_command(), user_of(i)); });

  EXPECT_EQ(open_server()->read([](Repositories& r) { return r.users().list({kInstance, "api", "", false}, {}).total; }),
            8u);
}

TEST_F(SqliteServerLock, KeepsItsFilesToTheServersUser) {
  const auto server = open_server();
  insert(*server, user_of(1));

  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat status {};
    ASSERT_EQ(stat((path + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << suffix;
  }
}

}  // namespace
}  // namespace gotrue
