// Refreshes that a server engine does as one transaction: each is decided by itself, and none suffers for another.
#include <deque>

#include "adapter/storage/sql/refresh_together.hpp"
#include "fake_clock.hpp"
#include "rows.hpp"
#include "server_database.hpp"
#include "storage_engine.hpp"

namespace gotrue {
namespace {

using Outcome = sql::RefreshCall::Outcome;
using sql::BatchEnd;

// Opens connections that break when the test says so.
class BreakingConnector final : public sql::Connector {
 public:
  BreakingConnector(std::unique_ptr<sql::Connector> inner, int at, int& count)
      : inner_(std::move(inner)), at_(at), count_(count) {}
  using Connector::connect;
  std::unique_ptr<sql::ServerConnection> connect(std::chrono::milliseconds patience) override {
    return make_breaking(inner_->connect(patience), at_, count_);
  }

 private:
  std::unique_ptr<sql::Connector> inner_;
  const int at_;
  int& count_;
};

class RefreshBatch : public testing::TestWithParam<SchemaEngine> {
 protected:
  // A refresh as the use case does it, of what the test says.
  struct Refresh {
    SoughtRefreshToken sought;
    std::function<bool(Repositories&)> body;
    std::exception_ptr error = nullptr;  // of the body
  };

  RefreshBatch() {
    for (const StorageEngine& engine : server_engines()) {
      if (engine.name == GetParam().name) database = engine.make_database(clock);
    }
    storage = database->open(TokenForm::Hashed);
  }

  // User, session and live token of this number.
  void add(int number, std::optional<Time> banned_until = std::nullopt) {
    EXPECT_TRUE(storage->transact([&](Repositories& tx) -> Status {
      User user = user_of(number);
      user.banned_until = banned_until;
      tx.users().insert(user);
      const Session session = session_of(number, user.id);
      tx.sessions().insert(session);
      tx.refresh_tokens().insert(refresh_token_of(session), token_of(number));
      return {};
    }));
  }

  static std::string token_of(int number) { return "token" + std::to_string(number); }
  static std::string agent_of(int number) { return std::to_string(number) + " o'brien'' ? ?1 $1 \\ \"\t \xF0\x9F\x98\x80"; }
  static std::string successor_of(int number) { return "successor" + std::to_string(number); }

  bool swap(Repositories& tx, int number, const std::string& token) const {
    const auto found = tx.refresh_tokens().find_owned(kInstance, token);
    if (!found || found->user.is_banned(kNow)) return false;
    if (found->token.revoked) return tx.refresh_tokens().find(kInstance, successor_of(number)).has_value();
    tx.refresh_tokens().revoke(found->token.id, kNow + 1s);
    Session session = session_of(number, found->user.id);
    session.last_used_at = kNow + 1s;
    session.user_agent = agent_of(number);
    session.ip = "192.0.2." + std::to_string(number);
    tx.sessions().touch(session);
    tx.refresh_tokens().insert(refresh_token_of(session), successor_of(number));
    tx.audit().insert(audit_entry_of(100 + number, R"({"action":"token_refreshed"})"));
    tx.audit().insert(audit_entry_of(200 + number, R"({"action":"token_revoked"})"));
    return true;
  }

  Refresh& want(int number, const Uuid& instance_id = kInstance) {
    Refresh& refresh = refreshes.emplace_back();
    refresh.sought = {instance_id, token_of(number)};
    refresh.body = [this, number](Repositories& tx) { return swap(tx, number, token_of(number)); };
    return refresh;
  }

  std::vector<Outcome> run(int breaks_at = 0) {
    int count = 0;
    sql::Flavour flavour;
    flavour.prefix = "suite_";
    flavour.engine = GetParam().name == "MySQL" ? sql::Engine::Mysql : sql::Engine::Postgres;
    sql::ConnectionPool pool(
        std::make_unique<BreakingConnector>(GetParam().make_connector(GetParam().url), breaks_at, count), flavour, {},
        clock);
    std::vector<sql::RefreshCall> calls;
    for (const Refresh& refresh : refreshes) calls.emplace_back(refresh.sought);
    fate = sql::refresh_together(pool, calls, sql::Deadline{&clock, clock.monotonic() + 10s}, [&](sql::RefreshCall& call) {
      run_body(refreshes[static_cast<std::size_t>(&call - calls.data())]);
    });
    sent = count;
    std::vector<Outcome> outcomes;
    for (const sql::RefreshCall& call : calls) outcomes.push_back(call.outcome);
    return outcomes;
  }

  // As the storage does it for a job.
  static void run_body(Refresh& refresh) {
    sql::NotedRefresh* const noted = sql::NotedRefresh::find({refresh.sought.instance_id, refresh.sought.token});
    try {
      if (refresh.body) noted->run(refresh.body);
    } catch (const std::exception&) {
      refresh.error = std::current_exception();
    }
  }

  std::optional<RefreshToken> find(const std::string& token) {
    return storage->read([&](Repositories& r) { return r.refresh_tokens().find(kInstance, token); });
  }
  bool is_swapped(int number) { return find(token_of(number))->revoked && find(successor_of(number)); }
  bool is_untouched(int number) { return !find(token_of(number))->revoked && !find(successor_of(number)); }
  std::uint64_t count_audit() {
    return storage->read([](Repositories& r) { return r.audit().list({kInstance, {}, {}, {}}, {}).total; });
  }

  FakeClock clock;
  std::unique_ptr<EngineDatabase> database;
  std::unique_ptr<Storage> storage;
  std::deque<Refresh> refreshes;
  int sent = 0;
  sql::BatchFate fate{BatchEnd::Unknown};
};

TEST_P(RefreshBatch, SwapsEachTokenAndNotesEachClient) {
  for (int number = 1; number <= 11; ++number) {
    add(number);
    want(number);
  }

  EXPECT_EQ(run(), std::vector<Outcome>(11, Outcome::Done));
  EXPECT_EQ(fate.end, BatchEnd::Committed);

  for (int number = 1; number <= 11; ++number) {
    EXPECT_TRUE(is_swapped(number)) << number;
    EXPECT_EQ(find(token_of(number))->updated_at, kNow + 1s);
    EXPECT_EQ(find(successor_of(number))->session_id, id_of(number));
    const auto session = storage->read([&](Repositories& r) { return r.sessions().find(kInstance, id_of(number)); });
    EXPECT_EQ(session->user_agent, agent_of(number));
    EXPECT_EQ(session->ip, "192.0.2." + std::to_string(number));
    EXPECT_EQ(session->last_used_at, kNow + 1s);
  }
  EXPECT_EQ(count_audit(), 22u);
}

TEST_P(RefreshBatch, KeepsTheOrderOfAuditEntriesOfOneMoment) {
  for (const int number : {1, 2, 3}) {
    add(number);
    want(number).body = [this, number](Repositories& tx) {
      const bool is_done = swap(tx, number, token_of(number));
      for (const int n : {1, 2, 3}) {
        AuditEntry entry = audit_entry_of(1'000 + 10 * number + n, std::to_string(10 * number + n));
        entry.created_at = kNow + 1h;
        tx.audit().insert(entry);
      }
      return is_done;
    };
  }

  run();

  const auto page = storage->read([](Repositories& r) { return r.audit().list({kInstance, {}, {}, {}}, {0, 9}); });
  std::vector<std::string> payloads;
  for (const AuditEntry& entry : page.rows) payloads.push_back(entry.payload);
  EXPECT_EQ(payloads, (std::vector<std::string>{"33", "32", "31", "23", "22", "21", "13", "12", "11"}));
}

TEST_P(RefreshBatch, OfTheSameTokenTwiceTheSecondFallsOut) {
  add(1);
  add(2);
  want(1);
  want(1);
  want(2);

  EXPECT_EQ(run(), (std::vector{Outcome::Done, Outcome::FellOut, Outcome::Done}));

  EXPECT_TRUE(is_swapped(1));
  EXPECT_TRUE(is_swapped(2));
  EXPECT_EQ(count_audit(), 4u);
}

TEST_P(RefreshBatch, AReusedTokenFallsOutAndTheOthersGoOn) {
  for (const int number : {1, 2, 3}) add(number);
  want(2);
  run();
  refreshes.clear();
  for (const int number : {1, 2, 3}) want(number);

  EXPECT_EQ(run(), (std::vector{Outcome::Done, Outcome::FellOut, Outcome::Done}));

  EXPECT_TRUE(is_swapped(1));
  EXPECT_TRUE(is_swapped(3));
}

TEST_P(RefreshBatch, ABannedUserIsRefusedAndTheOthersGoOn) {
  add(1);
  add(2, kNow + 1h);
  add(3);
  for (const int number : {1, 2, 3}) want(number);

  EXPECT_EQ(run(), (std::vector{Outcome::Done, Outcome::Done, Outcome::Done}));

  EXPECT_TRUE(is_swapped(1));
  EXPECT_TRUE(is_untouched(2));
  EXPECT_TRUE(is_swapped(3));
}

TEST_P(RefreshBatch, WhoWritesAndRefusesThenLeavesNothing) {
  for (const int number : {1, 2}) {
    add(number);
    want(number);
  }
  refreshes[0].body = [this](Repositories& tx) { return swap(tx, 1, token_of(1)) && false; };

  run();

  EXPECT_TRUE(is_untouched(1));
  EXPECT_TRUE(is_swapped(2));
}

TEST_P(RefreshBatch, WhoThrowsLeavesNothingAndTheOthersGoOn) {
  for (const int number : {1, 2}) {
    add(number);
    want(number);
  }
  refreshes[0].body = [this](Repositories& tx) -> bool {
    swap(tx, 1, token_of(1));
    throw std::domain_error("a bug");
  };

  EXPECT_EQ(run(), (std::vector{Outcome::Done, Outcome::Done}));

  EXPECT_THROW(std::rethrow_exception(refreshes[0].error), std::domain_error);
  EXPECT_TRUE(is_untouched(1));
  EXPECT_TRUE(is_swapped(2));
}

TEST_P(RefreshBatch, WhoDoesNotAskForTheTokenChangesNothing) {
  for (const int number : {1, 2}) {
    add(number);
    want(number);
  }
  refreshes[0].body = nullptr;

  EXPECT_EQ(run(), (std::vector{Outcome::Refused, Outcome::Done}));

  EXPECT_TRUE(is_untouched(1));
  EXPECT_TRUE(is_swapped(2));
}

// Such as a token that is used again by a body which looks for what came of it.
TEST_P(RefreshBatch, WhoWantsMoreThanItsRowFallsOutAndTheOthersGoOn) {
  for (const int number : {1, 2}) {
    add(number);
    want(number);
  }
  refreshes[0].body = [this](Repositories& tx) {
    swap(tx, 1, token_of(1));
    return tx.refresh_tokens().find(kInstance, token_of(2)).has_value();
  };

  EXPECT_EQ(run(), (std::vector{Outcome::FellOut, Outcome::Done}));

  EXPECT_THROW(std::rethrow_exception(refreshes[0].error), StorageError);
  EXPECT_TRUE(is_untouched(1));
  EXPECT_TRUE(is_swapped(2));
}

TEST_P(RefreshBatch, ATokenOfAnotherInstanceOrOfNobodyFallsOut) {
  add(1);
  add(2);
  want(1, kOtherInstance);
  want(2);
  want(3);

  EXPECT_EQ(run(), (std::vector{Outcome::FellOut, Outcome::Done, Outcome::FellOut}));

  EXPECT_TRUE(is_untouched(1));
}

TEST_P(RefreshBatch, ATokenThatIsStoredInClearFallsOut) {
  storage = database->open(TokenForm::Plain);
  add(1);
  want(1);

  EXPECT_EQ(run(), (std::vector{Outcome::FellOut}));

  EXPECT_TRUE(is_untouched(1));
}

TEST_P(RefreshBatch, WhoseRowSomebodyElseHoldsFallsOutInsteadOfWaiting) {
  for (const int number : {1, 2, 3}) add(number);
  const auto other = GetParam().make_connector(GetParam().url)->connect();
  other->begin();
  sql::PreparedQuery hold_user(*other, "SELECT id FROM suite_users WHERE id = ? FOR UPDATE");
  sql::PreparedQuery hold_token(*other, "SELECT id FROM suite_refresh_tokens WHERE user_id = ? FOR UPDATE");
  EXPECT_TRUE(hold_user(id_of(1)).next());
  EXPECT_TRUE(hold_token(id_of(2)).next());
  for (const int number : {1, 2, 3}) want(number);

  EXPECT_EQ(run(), (std::vector{Outcome::FellOut, Outcome::FellOut, Outcome::Done}));

  other->rollback();
  EXPECT_TRUE(is_untouched(1));
  EXPECT_TRUE(is_untouched(2));
}

TEST_P(RefreshBatch, ARowThatIsRefusedUndoesAll) {
  for (const int number : {1, 2, 3}) add(number);
  EXPECT_TRUE(storage->transact([&](Repositories& tx) -> Status {
    tx.refresh_tokens().insert(refresh_token_of(session_of(9, id_of(1))), successor_of(2));
    return {};
  }));
  for (const int number : {1, 2, 3}) want(number);

  run();

  EXPECT_EQ(fate.end, BatchEnd::Undone);
  EXPECT_TRUE(is_untouched(1));
  EXPECT_TRUE(is_untouched(3));
  EXPECT_FALSE(find(token_of(2))->revoked);
  EXPECT_EQ(count_audit(), 0u);
}

// What is called committed is there, what is undone is not, and what is unknown is all there or not at all.
TEST_P(RefreshBatch, AConnectionThatIsCutAnywhereLosesNothingAndLeavesNoHalves) {
  for (int at = 1;; ++at) {
    const int first = 10 * at;
    const std::uint64_t audit_before = count_audit();
    refreshes.clear();
    for (int number = first; number < first + 3; ++number) {
      add(number);
      want(number);
    }

    run(at);

    const bool is_there = is_swapped(first);
    for (int number = first; number < first + 3; ++number) {
      EXPECT_TRUE(is_there ? is_swapped(number) : is_untouched(number)) << number;
    }
    EXPECT_EQ(count_audit() - audit_before, is_there ? 6u : 0u);
    EXPECT_NE(is_there, fate.end == BatchEnd::Undone) << at;
    EXPECT_EQ(fate.failure.empty(), fate.end != BatchEnd::Unknown) << at;
    if (fate.end == BatchEnd::Committed) {
      EXPECT_GT(at, sent);
      EXPECT_GT(at, 5);
      return;
    }
  }
}

std::string name_of(const testing::TestParamInfo<SchemaEngine>& test) { return test.param.name; }

INSTANTIATE_TEST_SUITE_P(Engines, RefreshBatch, testing::ValuesIn(schema_engines()), name_of);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RefreshBatch);

}  // namespace
}  // namespace gotrue
