// Jobs on the lanes of a server engine, which fetch the rows of many with one statement: each meets the storage as if it
// were alone.
#include "adapter/storage/sql/pooled_storage.hpp"
#include "fake_clock.hpp"
#include "lane_jobs.hpp"
#include "rows.hpp"
#include "storage_engine.hpp"
#include "test_threads.hpp"

namespace gotrue {
namespace {

class GatheredJobs : public testing::TestWithParam<StorageEngine> {
 protected:
  GatheredJobs() : database(GetParam().make_database(clock)) { open(TokenForm::Hashed); }

  void open(TokenForm form) {
    write.reset();
    read.reset();
    storage = database->open(form);
    auto& pooled = dynamic_cast<sql::PooledStorage&>(*storage);
    read = pooled.make_look_up_lane(threads);
    write = pooled.make_refresh_lane(threads);
  }

  void add(const User& user) {
    EXPECT_TRUE(storage->transact([&](Repositories& tx) -> Status {
      tx.users().insert(user);
      return {};
    }));
  }

  void add_token(const std::string& token) {
    EXPECT_TRUE(storage->transact([&](Repositories& tx) -> Status {
      tx.refresh_tokens().insert(refresh_token_of(session_of(1, id_of(1))), token);
      return {};
    }));
  }

  static std::string successor_of(const std::string& token) { return "after-" + token; }

  // As the use case does it: true when it was this call that swapped the token.
  Result<bool> refresh(const std::string& token) const {
    return storage->transact_refresh({kInstance, token}, [&](Repositories& tx) -> Result<bool> {
      const auto found = tx.refresh_tokens().find_owned(kInstance, token);
      if (!found) return fail(ErrorCode::RefreshTokenUnknown);
      if (found->token.revoked) return !tx.refresh_tokens().find(kInstance, successor_of(token)).has_value();
      tx.refresh_tokens().revoke(found->token.id, kNow);
      tx.refresh_tokens().insert(refresh_token_of(session_of(1, id_of(1))), successor_of(token));
      return true;
    });
  }

  bool is_live(const std::string& token) const {
    const auto row = storage->read([&](Repositories& r) { return r.refresh_tokens().find(kInstance, token); });
    return row && !row->revoked;
  }

  // Many jobs on one lane, all answered.
  void run_all(LaneExecutor& lane, int count, const std::function<void(int)>& run,
               const std::function<SoughtRow(int)>& seek) {
    std::vector<std::future<bool>> answers;
    for (int i = 0; i < count; ++i) {
      answers.push_back(submit(lane, [&run, i] { run(i); }, [] {}, seek(i)));
    }
    for (auto& answer : answers) EXPECT_TRUE(answer.get());
  }

  FakeClock clock;
  std::unique_ptr<EngineDatabase> database;
  std::unique_ptr<Storage> storage;
  TestThreads threads;
  std::unique_ptr<LaneExecutor> read;
  std::unique_ptr<LaneExecutor> write;
};

TEST_P(GatheredJobs, EachFindsTheUserOfItsOwnIdAndInstance) {
  for (int number = 1; number <= 20; ++number) add(user_of(number));
  User foreign = user_of(21);
  foreign.instance_id = kOtherInstance;
  add(foreign);

  // Every 24th is of the other instance.
  const auto sought_by = [](int i) {
    return i % 24 == 23 ? SoughtUser{kOtherInstance, id_of(21)} : SoughtUser{kInstance, id_of(i % 24 + 1)};
  };
  run_all(
      *read, 240,
      [&](int i) {
        const SoughtUser sought = sought_by(i);
        const int number = i % 24 + 1;
        const auto user = storage->look_up_user(sought.instance_id, sought.id);
        ASSERT_EQ(user.has_value(), number <= 20 || number == 24) << number;
        if (user) expect_same(*user, number == 24 ? foreign : user_of(number));
      },
      sought_by);
}

TEST_P(GatheredJobs, FindAlsoWhatTheyDidNotSeek) {
  for (int number = 1; number <= 4; ++number) add(user_of(number));

  run_all(
      *read, 40,
      [&](int i) { EXPECT_TRUE(storage->look_up_user(kInstance, id_of(i % 4 + 1))); },
      [](int i) { return SoughtUser{kInstance, id_of((i + 1) % 4 + 1)}; });
}

TEST_P(GatheredJobs, SwapEachTokenOnceWhenManyRefreshAtOnce) {
  constexpr int kTokens = 40;
  add(user_of(1));
  for (int i = 0; i < kTokens; ++i) add_token("old" + std::to_string(i));
  // A job that runs again does not count twice.
  std::vector<std::optional<Result<bool>>> outcomes(3 * kTokens);

  run_all(
      *write, 3 * kTokens,
      [&](int i) {
        auto& outcome = outcomes[static_cast<std::size_t>(i)];
        try {
          outcome = refresh("old" + std::to_string(i % kTokens));
        } catch (const StorageError&) {
          outcome.reset();
        }
      },
      [](int i) { return SoughtRefreshToken{kInstance, "old" + std::to_string(i % kTokens)}; });

  int winners = 0;
  for (const auto& outcome : outcomes) {
    ASSERT_TRUE(outcome && *outcome);
    winners += **outcome;
  }
  EXPECT_EQ(winners, kTokens);
  for (int i = 0; i < kTokens; ++i) {
    EXPECT_FALSE(is_live("old" + std::to_string(i)));
    EXPECT_TRUE(is_live(successor_of("old" + std::to_string(i))));
  }
}

TEST_P(GatheredJobs, ATokenOfNobodyIsRefused) {
  std::optional<Result<bool>> outcome;
  run_all(
      *write, 1, [&](int) { outcome = refresh("unknown"); },
      [](int) { return SoughtRefreshToken{kInstance, "unknown"}; });
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->error().code, ErrorCode::RefreshTokenUnknown);
}

TEST_P(GatheredJobs, SwapTokensThatAreStoredInClear) {
  open(TokenForm::Plain);
  add(user_of(1));
  for (int i = 0; i < 8; ++i) add_token("old" + std::to_string(i));
  run_all(
      *write, 8, [&](int i) { EXPECT_TRUE(refresh("old" + std::to_string(i)).value()); },
      [](int i) { return SoughtRefreshToken{kInstance, "old" + std::to_string(i)}; });
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(is_live(successor_of("old" + std::to_string(i))));
}

std::string name_of(const testing::TestParamInfo<StorageEngine>& test) { return test.param.name; }

INSTANTIATE_TEST_SUITE_P(Engines, GatheredJobs, testing::ValuesIn(server_engines()), name_of);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(GatheredJobs);

}  // namespace
}  // namespace gotrue
