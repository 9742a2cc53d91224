// Codes and ids that work once.
#include "race.hpp"
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

class FlowCodes : public StorageConformance {
 protected:
  void insert_code(const std::string& code) {
    write([&](Repositories& tx) { tx.flow_codes().insert({kInstance, id_of(1), "challenge", kNow + 60s}, code); });
  }
  std::optional<FlowCode> take(const std::string& code, const Uuid& instance = kInstance) {
    std::optional<FlowCode> taken;
    write([&](Repositories& tx) { taken = tx.flow_codes().take(instance, code); });
    return taken;
  }
  bool spend(std::string_view purpose, std::string_view id) {
    bool is_first = false;
    write([&](Repositories& tx) { is_first = tx.spent_ids().spend(purpose, id, kNow + 60s); });
    return is_first;
  }
};

TEST_P(FlowCodes, AreTakenOnce) {
  insert_code("code");

  const auto taken = take("code");

  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->user_id, id_of(1));
  EXPECT_EQ(taken->code_challenge, "challenge");
  EXPECT_EQ(taken->expires_at, kNow + 60s);
  EXPECT_FALSE(take("code"));
}

TEST_P(FlowCodes, AreThoseOfTheirInstanceAndComparedAsBytes) {
  insert_code("code");

  EXPECT_FALSE(take("code", kOtherInstance));
  EXPECT_FALSE(take("Code"));
  EXPECT_FALSE(take("code "));
  EXPECT_TRUE(take("code"));
}

TEST_P(FlowCodes, OfManyTakersOneGetsIt) {
  insert_code("code");
  std::atomic<int> taken = 0;

  race(8, [&](std::size_t) { taken += take("code").has_value(); });

  EXPECT_EQ(taken, 1);
}

TEST_P(FlowCodes, GoWhenTheyAreExpired) {
  write([&](Repositories& tx) {
    tx.flow_codes().insert({kInstance, id_of(1), "challenge", kNow - 1us}, "old");
    tx.flow_codes().insert({kInstance, id_of(1), "challenge", kNow + 1us}, "young");
    tx.spent_ids().spend("state", "old", kNow - 1us);
    tx.spent_ids().spend("state", "young", kNow + 1us);
    EXPECT_EQ(tx.expiry().remove_expired(kNow, kNow, kNow, 100), 2u);
  });

  EXPECT_FALSE(take("old"));
  EXPECT_TRUE(take("young"));
  EXPECT_TRUE(spend("state", "old"));
  EXPECT_FALSE(spend("state", "young"));
}

TEST_P(FlowCodes, AnIdIsSpentOnceForItsPurpose) {
  EXPECT_TRUE(spend("state", "id"));
  EXPECT_FALSE(spend("state", "id"));
  EXPECT_TRUE(spend("assertion", "id"));
  EXPECT_TRUE(spend("state", "Id"));
}

TEST_P(FlowCodes, OfManySpendersOneIsTheFirst) {
  std::atomic<int> first = 0;

  race(8, [&](std::size_t) { first += spend("state", "id"); });

  EXPECT_EQ(first, 1);
}

TEST_P(FlowCodes, ATransactionGoesOnAfterASpentId) {
  EXPECT_TRUE(spend("state", "id"));

  write([&](Repositories& tx) {
    EXPECT_FALSE(tx.spent_ids().spend("state", "id", kNow));
    tx.flow_codes().insert({kInstance, id_of(1), "challenge", kNow + 60s}, "code");
  });

  EXPECT_TRUE(take("code"));
}

INSTANTIATE_TEST_SUITE_P(Engines, FlowCodes, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
