// A disk without room: writes are refused in plain words, nothing acknowledged is lost, reads go on.
#include <sys/resource.h>

#include <csignal>
#include <stdexcept>

#include "child_process.hpp"
#include "lane_jobs.hpp"
#include "sqlite_fixture.hpp"

namespace gotrue {
namespace {

void limit_file_size(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) throw std::runtime_error("setrlimit failed");
}

User big_user(int number) {
  User user = user_of(number);
  user.user_metadata = metadata_of(std::string(20'000, 'm'));
  return user;
}

// Each test runs in a child, which reports what it saw.
class SqliteDiskFull : public SqliteFile {
 protected:
  static constexpr rlim_t kRoom = 1'000'000;

  // Writes until there is no room; returns how many users were acknowledged.
  static int fill(Storage& storage, ParentChannel& parent) {
    constexpr int kMoreThanFits = 1'000;
    for (int number = 1; number < kMoreThanFits; ++number) {
      try {
        insert(storage, big_user(number));
      } catch (const StorageError& error) {
        parent.report(error.kind() == StorageError::Kind::Unavailable ? "unavailable" : "broken");
        parent.report(error.what());
        return number - 1;
      }
    }
    throw std::runtime_error("the disk took everything");
  }

  static std::uint64_t count(Storage& storage) {
    return storage.read([](Repositories& r) { return r.users().list({kInstance, "api", "", false}, {}).total; });
  }
};

TEST_F(SqliteDiskFull, IsSaidInPlainWords) {
  ChildProcess child([&](ParentChannel& parent) {
    const auto server = open_server();
    limit_file_size(kRoom);
    fill(*server, parent);
  });

  EXPECT_EQ(child.read_line(), "unavailable");
  const std::string text = child.read_line();
  EXPECT_TRUE(text.starts_with("cannot commit: sqlite: disk")) << text;
  EXPECT_EQ(child.wait(), 0);
}

TEST_F(SqliteDiskFull, LosesNothingAcknowledgedAndReadsGoOn) {
  ChildProcess child([&](ParentChannel& parent) {
    const auto server = open_server();
    limit_file_size(kRoom);
    const int acknowledged = fill(*server, parent);
    parent.report(std::to_string(acknowledged));
    parent.report(std::to_string(count(*server)));
  });
  const auto lines = child.read_all_lines();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(child.wait(), 0);

  EXPECT_GT(std::stoi(lines[2]), 0);
  EXPECT_EQ(lines[3], lines[2]);
  EXPECT_EQ(std::to_string(count(*open_server())), lines[2]);
}

TEST_F(SqliteDiskFull, IsOverWhenThereIsRoomAgain) {
  ChildProcess child([&](ParentChannel& parent) {
    const auto server = open_server();
    limit_file_size(kRoom);
    fill(*server, parent);
    limit_file_size(RLIM_INFINITY);
    insert(*server, big_user(5'000));
    parent.report(is_there(*server, 5'000) ? "written" : "lost");
  });

  EXPECT_EQ(child.read_all_lines().back(), "written");
  EXPECT_EQ(child.wait(), 0);
}

TEST_F(SqliteDiskFull, TellsEveryJobOfTheBatchThatItsWritesAreLost) {
  ChildProcess child([&](ParentChannel& parent) {
    const auto server = open_server();
    HeldLane held(server->write_lane());
    auto first = submit(server->write_lane(), [&] { insert(*server, big_user(1)); });
    auto second = submit(server->write_lane(), [&] { insert(*server, big_user(2)); });
    limit_file_size(1);
    held.release();
    const bool is_first_durable = first.get();
    const bool is_second_durable = second.get();
    limit_file_size(RLIM_INFINITY);
    parent.report(is_first_durable || is_second_durable ? "durable" : "not durable");
    parent.report(std::to_string(count(*server)));
  });

  EXPECT_EQ(child.read_all_lines(), (std::vector<std::string>{"not durable", "0"}));
  EXPECT_EQ(child.wait(), 0);
}

// A transaction larger than the page cache spills before its commit, so that SQLite gives up in the middle.
TEST_F(SqliteDiskFull, InTheMiddleOfATransactionUndoesTheWholeBatch) {
  ChildProcess child([&](ParentChannel& parent) {
    const auto server = open_server();
    limit_file_size(kRoom);
    HeldLane held(server->write_lane());
    auto small = submit(server->write_lane(), [&] { insert(*server, user_of(1)); });
    auto large = submit(server->write_lane(), [&] {
      try {
        (void)server->transact([](Repositories& tx) -> Status {
          for (int number = 2; number < 1'000; ++number) tx.users().insert(big_user(number));
          return {};
        });
        parent.report("written");
      } catch (const StorageError&) {
        parent.report("refused");
      }
    });
    auto behind = submit(server->write_lane(), [&] {
      try {
        insert(*server, user_of(2'000));
      } catch (const StorageError&) {
        parent.report("refused too");
      }
    });
    held.release();
    parent.report(small.get() ? "small is durable" : "small is lost");
    parent.report(behind.get() ? "behind is durable" : "behind is lost");
    parent.report(std::to_string(count(*server)));
    insert(*server, user_of(3'000));
  });

  EXPECT_EQ(child.read_all_lines(),
            (std::vector<std::string>{"refused", "refused too", "small is lost", "behind is lost", "0"}));
  EXPECT_EQ(child.wait(), 0);
}

}  // namespace
}  // namespace gotrue
