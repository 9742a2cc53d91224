// One-time tokens: one live token for each user and kind, good for one use.
#include <atomic>

#include "race.hpp"
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

using Kind = OneTimeTokenKind;

class OneTimeTokens : public StoredTokens {
 protected:
  OneTimeTokens() {
    insert(user_of(1));
    insert(user_of(2));
  }

  void replace(int user_number, Kind kind, const std::string& token) {
    write([&](Repositories& tx) { tx.one_time_tokens().replace(kInstance, id_of(user_number), kind, token, kNow); });
  }

  std::optional<OneTimeToken> find(Kind kind, std::string_view token) {
    return read([&](Repositories& r) { return r.one_time_tokens().find(kInstance, kind, token); });
  }
};

TEST_P(OneTimeTokens, LeadToTheirUser) {
  replace(1, Kind::Confirmation, "one");
  replace(2, Kind::Confirmation, "two");

  EXPECT_EQ(find(Kind::Confirmation, "one").value().user_id, id_of(1));
  EXPECT_EQ(find(Kind::Confirmation, "two").value().user_id, id_of(2));
}

TEST_P(OneTimeTokens, AreOfOneKind) {
  replace(1, Kind::Recovery, "token");

  EXPECT_FALSE(find(Kind::Confirmation, "token"));
  EXPECT_FALSE(find(Kind::EmailChange, "token"));
  EXPECT_EQ(find(Kind::Recovery, "token").value().kind, Kind::Recovery);
}

TEST_P(OneTimeTokens, StandBesideThoseOfOtherKinds) {
  for (const Kind kind : {Kind::Confirmation, Kind::Recovery, Kind::EmailChange}) {
    replace(1, kind, "token" + std::to_string(static_cast<int>(kind)));
  }

  EXPECT_TRUE(find(Kind::Confirmation, "token0"));
  EXPECT_TRUE(find(Kind::Recovery, "token1"));
  EXPECT_TRUE(find(Kind::EmailChange, "token2"));
}

TEST_P(OneTimeTokens, EndEarlierOnesOfTheirKind) {
  replace(1, Kind::Recovery, "earlier");
  replace(1, Kind::Recovery, "later");

  EXPECT_FALSE(find(Kind::Recovery, "earlier"));
  EXPECT_TRUE(find(Kind::Recovery, "later"));
}

TEST_P(OneTimeTokens, AreFoundInEitherForm) {
  replace(1, Kind::Recovery, "written_before");

  reopen(other_form());

  EXPECT_TRUE(find(Kind::Recovery, "written_before"));
}

TEST_P(OneTimeTokens, EndEarlierOnesOfTheOtherForm) {
  replace(1, Kind::Recovery, "written_before");

  reopen(other_form());
  replace(1, Kind::Recovery, "written_behind");

  EXPECT_FALSE(find(Kind::Recovery, "written_before"));
  EXPECT_TRUE(find(Kind::Recovery, "written_behind"));
}

TEST_P(OneTimeTokens, AreComparedAsBytes) {
  replace(1, Kind::Recovery, "Token");

  EXPECT_FALSE(find(Kind::Recovery, "token"));
  EXPECT_FALSE(find(Kind::Recovery, "Token "));
  EXPECT_FALSE(find(Kind::Recovery, ""));
}

TEST_P(OneTimeTokens, BelongToTheirInstance) {
  replace(1, Kind::Recovery, "token");

  EXPECT_FALSE(
      read([](Repositories& r) { return r.one_time_tokens().find(kOtherInstance, Kind::Recovery, "token"); }));
  write([](Repositories& tx) {
    EXPECT_FALSE(tx.one_time_tokens().remove(kOtherInstance, id_of(1), Kind::Recovery));
  });
  EXPECT_TRUE(find(Kind::Recovery, "token"));
}

TEST_P(OneTimeTokens, AreRemovedOnce) {
  replace(1, Kind::Recovery, "token");
  replace(1, Kind::EmailChange, "of_another_kind");

  write([](Repositories& tx) { EXPECT_TRUE(tx.one_time_tokens().remove(kInstance, id_of(1), Kind::Recovery)); });
  write([](Repositories& tx) { EXPECT_FALSE(tx.one_time_tokens().remove(kInstance, id_of(1), Kind::Recovery)); });

  EXPECT_FALSE(find(Kind::Recovery, "token"));
  EXPECT_TRUE(find(Kind::EmailChange, "of_another_kind"));
}

TEST_P(OneTimeTokens, AreUsedByOneOfManyRacingThreads) {
  replace(1, Kind::Recovery, "token");
  std::atomic<int> winners = 0;

  race(8, [&](int) {
    const Status used = storage->transact([](Repositories& tx) -> Status {
      if (!tx.one_time_tokens().remove(kInstance, id_of(1), Kind::Recovery)) return fail(ErrorCode::Internal);
      return {};
    });
    if (used) ++winners;
  });

  EXPECT_EQ(winners, 1);
}

TEST_P(OneTimeTokens, AreStillThereWhenTheirUseFails) {
  replace(1, Kind::Recovery, "token");

  const Status used = storage->transact([](Repositories& tx) -> Status {
    tx.one_time_tokens().remove(kInstance, id_of(1), Kind::Recovery);
    return fail(ErrorCode::Internal);
  });

  EXPECT_FALSE(used);
  EXPECT_TRUE(find(Kind::Recovery, "token"));
}

TEST_P(OneTimeTokens, SurviveAnUpdateOfTheirUser) {
  replace(1, Kind::Recovery, "token");

  write([](Repositories& tx) { tx.users().update(user_of(1)); });

  EXPECT_TRUE(find(Kind::Recovery, "token"));
}

INSTANTIATE_TEST_SUITE_P(Engines, OneTimeTokens, engines_and_forms(), engine_and_form_name);

}  // namespace
}  // namespace gotrue
