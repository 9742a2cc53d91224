// What was acknowledged survives a kill.
#include <set>

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
  int syncs_while_running = 0;
  int syncs_at_the_answer = 0;

  submit(
      server->write_lane(),
      [&] {
        insert(*server, user_of(1));
        syncs_while_running = count_of_syncs();
      },
      [&] { syncs_at_the_answer = count_of_syncs(); })
      .get();

  EXPECT_GT(syncs_at_the_answer, syncs_while_running);
}

}  // namespace
}  // namespace gotrue
