#include "adapter/storage/mysql/migration_lease.hpp"

#include "adapter/storage/mysql/migrations.hpp"
#include "adapter/storage/mysql/server_fixture.hpp"

namespace gotrue::mysql {
namespace {

using namespace std::chrono_literals;

constexpr Time kNow = Time(std::chrono::sys_days(std::chrono::year(2024) / 5 / 6));

class MigrationLeaseTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    if (IsSkipped()) return;
    connection = connect();
    connection->execute(make_lease_table(""));
  }
  std::unique_ptr<MigrationLease> lease_of(const char* server, const LeaseTimes& times = {}) {
    return std::make_unique<MigrationLease>(*connection, "", server, times);
  }
  void let_it_run_out() {
    connection->execute("UPDATE gotrue_migration_lease SET expires_at = TIMESTAMPADD(SECOND, -1, UTC_TIMESTAMP(6))");
  }

  std::unique_ptr<sql::ServerConnection> connection;
};

TEST_F(MigrationLeaseTest, IsOfOneServerUntilItIsGivenBack) {
  auto one = lease_of("one");
  const auto other = lease_of("other");
  EXPECT_TRUE(one->try_take());
  EXPECT_FALSE(other->try_take());
  EXPECT_TRUE(one->try_take());
  one.reset();
  EXPECT_TRUE(other->try_take());
}

TEST_F(MigrationLeaseTest, IsTakenOverOnceItRanOut) {
  auto dead = lease_of("one");
  EXPECT_TRUE(dead->try_take());
  let_it_run_out();
  const auto next = lease_of("other");
  EXPECT_TRUE(next->try_take());
  EXPECT_FALSE(dead->try_take());

  dead.reset();
  EXPECT_FALSE(lease_of("one")->try_take()) << "who lost it gave it back for another";
}

TEST_F(MigrationLeaseTest, OfAProcessThatDiedIsNoHindranceOnItsOwnServer) {
  const auto dead = lease_of("one");
  EXPECT_TRUE(dead->try_take());
  EXPECT_TRUE(lease_of("one")->try_take());
}

TEST_F(MigrationLeaseTest, IsLengthenedWhileItsOwnerIsBusy) {
  const auto busy = lease_of("one", {1h, 10ms});
  EXPECT_TRUE(busy->try_take());
  let_it_run_out();
  busy->keep([this] { return connect(); });
  while (query(*connection, "SELECT CAST(expires_at > UTC_TIMESTAMP(6) AS CHAR) FROM gotrue_migration_lease") != "1") {
    std::this_thread::sleep_for(5ms);
  }
  EXPECT_FALSE(lease_of("other")->try_take());
}

TEST_F(MigrationLeaseTest, KeepsAMigrationWaitingWhileAnotherServerHasIt) {
  connection->execute("INSERT INTO gotrue_migration_lease VALUES (1, 'x', 'other', TIMESTAMPADD(SECOND, 1, UTC_TIMESTAMP(6)))");
  const std::string end = query(*connection, "SELECT CAST(expires_at AS CHAR) FROM gotrue_migration_lease");
  migrate(*connect(), "", kNow);
  EXPECT_EQ(schema_version(*connection, ""), newest_schema_version());
  EXPECT_EQ(query(*connection, "SELECT CAST(UTC_TIMESTAMP(6) > '" + end + "' AS CHAR)"), "1");
  EXPECT_EQ(query(*connection, "SELECT owner FROM gotrue_migration_lease"), "no row");
}

}  // namespace
}  // namespace gotrue::mysql
