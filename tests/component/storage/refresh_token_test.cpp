// Refresh tokens: each works once, and a family falls together.
#include <atomic>

#include "race.hpp"
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

const Session kSession = session_of(100, id_of(1));

class RefreshTokens : public StoredTokens {
 protected:
  void insert_token(const RefreshToken& row, const std::string& token) {
    write([&](Repositories& tx) { tx.refresh_tokens().insert(row, token); });
  }

  bool is_live(std::string_view token) {
    const auto row = find_refresh_token(token);
    return row && !row->revoked;
  }
};

TEST_P(RefreshTokens, AreKeptExactly) {
  RefreshToken row = refresh_token_of(kSession);
  row.revoked = true;
  row.created_at = kNow + 1us;
  row.updated_at = kNow + 2us;
  insert_token(row, "token");

  const RefreshToken found = find_refresh_token("token").value();

  EXPECT_EQ(found.instance_id, kInstance);
  EXPECT_EQ(found.user_id, kSession.user_id);
  EXPECT_EQ(found.session_id, kSession.id);
  EXPECT_TRUE(found.revoked);
  EXPECT_EQ(found.created_at, kNow + 1us);
  EXPECT_EQ(found.updated_at, kNow + 2us);
}

TEST_P(RefreshTokens, AreKeptWithoutASession) {
  RefreshToken row = refresh_token_of(kSession);
  row.session_id.reset();
  insert_token(row, "token");

  EXPECT_FALSE(find_refresh_token("token").value().session_id);
}

TEST_P(RefreshTokens, AreFoundInEitherForm) {
  insert_token(refresh_token_of(kSession), "written_before");

  reopen(other_form());
  insert_token(refresh_token_of(kSession), "written_behind");

  EXPECT_TRUE(is_live("written_before"));
  EXPECT_TRUE(is_live("written_behind"));
}

TEST_P(RefreshTokens, AreComparedAsBytes) {
  insert_token(refresh_token_of(kSession), "Token");

  EXPECT_FALSE(find_refresh_token("token"));
  EXPECT_FALSE(find_refresh_token("Token "));
  EXPECT_FALSE(find_refresh_token("Tokén"));
  EXPECT_FALSE(find_refresh_token(""));
}

TEST_P(RefreshTokens, BelongToTheirInstance) {
  insert_token(refresh_token_of(kSession), "token");

  EXPECT_FALSE(read([](Repositories& r) { return r.refresh_tokens().find(kOtherInstance, "token"); }));
}

TEST_P(RefreshTokens, GetIdsOfTheStorage) {
  RefreshToken row = refresh_token_of(kSession);
  row.id = 4711;
  insert_token(row, "first");
  insert_token(row, "second");

  EXPECT_NE(find_refresh_token("first")->id, find_refresh_token("second")->id);
}

TEST_P(RefreshTokens, AreRevokedOnceWithTheMoment) {
  insert_token(refresh_token_of(kSession), "token");
  const auto id = find_refresh_token("token")->id;

  write([&](Repositories& tx) { tx.refresh_tokens().revoke(id, kNow + 1s); });
  write([&](Repositories& tx) { tx.refresh_tokens().revoke(id, kNow + 2s); });

  EXPECT_TRUE(find_refresh_token("token")->revoked);
  EXPECT_EQ(find_refresh_token("token")->updated_at, kNow + 1s);
}

TEST_P(RefreshTokens, AreFoundWithTheirUser) {
  insert(user_of(1));
  insert_token(refresh_token_of(kSession), "token");
  insert_token(refresh_token_of(session_of(101, id_of(2))), "of_nobody");
  const auto find = [&](const Uuid& instance, std::string_view token) {
    return read([&](Repositories& r) { return r.refresh_tokens().find_owned(instance, token); });
  };

  const OwnedRefreshToken found = find(kInstance, "token").value();

  EXPECT_EQ(found.token.session_id, kSession.id);
  EXPECT_EQ(found.user.id, id_of(1));
  EXPECT_EQ(found.user.email, user_of(1).email);
  EXPECT_EQ(found.user.updated_at, user_of(1).updated_at);
  EXPECT_FALSE(find(kInstance, "of_nobody"));
  EXPECT_FALSE(find(kInstance, "Token"));
  EXPECT_FALSE(find(kInstance, ""));
  EXPECT_FALSE(find(kOtherInstance, "token"));
}

TEST_P(RefreshTokens, AreSwappedByOneOfManyRacingThreads) {
  insert(user_of(1));
  insert_token(refresh_token_of(kSession), "old");
  std::atomic<int> winners = 0;

  race(8, [&](int i) {
    const Status swapped = storage->transact([&](Repositories& tx) -> Status {
      const auto found = tx.refresh_tokens().find_owned(kInstance, "old");
      if (!found || found->token.revoked) return fail(ErrorCode::Internal);
      tx.refresh_tokens().revoke(found->token.id, kNow);
      tx.refresh_tokens().insert(refresh_token_of(kSession), "new" + std::to_string(i));
      return {};
    });
    if (swapped) ++winners;
  });

  int successors = 0;
  for (int i = 0; i < 8; ++i) successors += is_live("new" + std::to_string(i));
  EXPECT_EQ(winners, 1);
  EXPECT_EQ(successors, 1);
  EXPECT_FALSE(is_live("old"));
}

TEST_P(RefreshTokens, AreSwappedOnceEachWhenManyRefreshAtOnce) {
  constexpr int kTokens = 12;
  insert(user_of(1));
  for (int i = 0; i < kTokens; ++i) insert_token(refresh_token_of(kSession), "old" + std::to_string(i));
  std::atomic<int> winners = 0;
  std::atomic<int> followers = 0;

  race(3 * kTokens, [&](int i) {
    const std::string number = std::to_string(i % kTokens);
    const std::string token = "old" + number;
    const Result<bool> swapped = storage->transact_refresh({kInstance, token}, [&](Repositories& tx) -> Result<bool> {
      const auto found = tx.refresh_tokens().find_owned(kInstance, token);
      if (!found) return fail(ErrorCode::Internal);
      if (found->token.revoked) {
        EXPECT_TRUE(tx.refresh_tokens().find(kInstance, "new" + number));
        return false;
      }
      tx.refresh_tokens().revoke(found->token.id, kNow);
      tx.refresh_tokens().insert(refresh_token_of(kSession), "new" + number);
      return true;
    });
    EXPECT_TRUE(swapped);
    ++(*swapped ? winners : followers);
  });

  EXPECT_EQ(winners, kTokens);
  EXPECT_EQ(followers, 2 * kTokens);
  for (int i = 0; i < kTokens; ++i) {
    EXPECT_FALSE(is_live("old" + std::to_string(i)));
    EXPECT_TRUE(is_live("new" + std::to_string(i)));
  }
}

TEST_P(RefreshTokens, OfNobodyAreRefusedByARefresh) {
  const Status refused = storage->transact_refresh({kInstance, "unknown"}, [&](Repositories& tx) -> Status {
    EXPECT_FALSE(tx.refresh_tokens().find_owned(kInstance, "unknown"));
    return fail(ErrorCode::RefreshTokenUnknown);
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::RefreshTokenUnknown);
}

TEST_P(RefreshTokens, FallWithTheirFamily) {
  insert_token(refresh_token_of(kSession), "first");
  insert_token(refresh_token_of(kSession), "second");
  insert_token(refresh_token_of(session_of(101, id_of(1))), "of_another_session");

  const RefreshToken first = find_refresh_token("first").value();
  write([&](Repositories& tx) { tx.refresh_tokens().revoke_family(first, kNow + 1s); });

  EXPECT_FALSE(is_live("first"));
  EXPECT_FALSE(is_live("second"));
  EXPECT_TRUE(is_live("of_another_session"));
  EXPECT_EQ(find_refresh_token("second")->updated_at, kNow + 1s);
}

TEST_P(RefreshTokens, KeepTheMomentOfAnEarlierRevocation) {
  insert_token(refresh_token_of(kSession), "token");
  const RefreshToken row = find_refresh_token("token").value();
  write([&](Repositories& tx) { tx.refresh_tokens().revoke(row.id, kNow + 1s); });

  write([&](Repositories& tx) { tx.refresh_tokens().revoke_family(row, kNow + 2s); });

  EXPECT_EQ(find_refresh_token("token")->updated_at, kNow + 1s);
}

TEST_P(RefreshTokens, WithoutASessionAreTheirOwnFamily) {
  RefreshToken row = refresh_token_of(kSession);
  row.session_id.reset();
  insert_token(row, "first");
  insert_token(row, "second");

  const RefreshToken first = find_refresh_token("first").value();
  write([&](Repositories& tx) { tx.refresh_tokens().revoke_family(first, kNow); });

  EXPECT_FALSE(is_live("first"));
  EXPECT_TRUE(is_live("second"));
}

INSTANTIATE_TEST_SUITE_P(Engines, RefreshTokens, engines_and_forms(), engine_and_form_name);

}  // namespace
}  // namespace gotrue
