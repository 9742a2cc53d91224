// What nobody needs any more goes, a bounded number of rows a call.
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

constexpr Time kLongAgo = kNow - 1000h;

class Expiry : public StorageConformance {
 protected:
  std::size_t remove_expired(std::size_t limit = 100) {
    std::size_t removed = 0;
    write([&](Repositories& tx) { removed = tx.expiry().remove_expired(kNow, kNow - 500h, kNow - 500h, limit); });
    return removed;
  }

  SessionWalk walk_sessions(const Uuid& after, std::size_t page) {
    SessionWalk walk;
    write([&](Repositories& tx) { walk = tx.expiry().remove_dead_sessions(after, kNow - 500h, page); });
    return walk;
  }

  void insert_token(const std::string& token, int session_number, Time created_at) {
    RefreshToken row = refresh_token_of(session_of(session_number, id_of(1)));
    row.created_at = created_at;
    write([&](Repositories& tx) { tx.refresh_tokens().insert(row, token); });
  }

  void insert_session(int number, Time last_used_at) {
    Session session = session_of(number, id_of(1));
    session.last_used_at = last_used_at;
    write([&](Repositories& tx) { tx.sessions().insert(session); });
  }

  bool has_session(int number) {
    return read([&](Repositories& r) { return r.sessions().find(kInstance, id_of(number)).has_value(); });
  }
};

TEST_P(Expiry, RemovesNothingFromAnEmptyDatabase) { EXPECT_EQ(remove_expired(), 0u); }

TEST_P(Expiry, RemovesOldTokensAndKeepsYoungOnes) {
  insert_token("old", 10, kLongAgo);
  insert_token("young", 10, kNow);

  EXPECT_EQ(remove_expired(), 1u);

  EXPECT_FALSE(find_refresh_token("old"));
  EXPECT_TRUE(find_refresh_token("young"));
}

TEST_P(Expiry, RemovesOldSessionsWithoutTokens) {
  insert_session(10, kLongAgo);
  insert_session(11, kNow);
  insert_session(12, kLongAgo);
  insert_token("of the used one", 12, kNow);

  EXPECT_EQ(walk_sessions({}, 100).removed, 1u);

  EXPECT_FALSE(has_session(10));
  EXPECT_TRUE(has_session(11));
  EXPECT_TRUE(has_session(12));
}

TEST_P(Expiry, WalksThroughAllSessionsAPageAtATime) {
  for (int number = 10; number < 15; ++number) insert_session(number, number % 2 == 0 ? kLongAgo : kNow);

  const SessionWalk first = walk_sessions({}, 2);
  const SessionWalk second = walk_sessions(first.reached.value(), 2);
  const SessionWalk third = walk_sessions(second.reached.value(), 2);
  const SessionWalk behind = walk_sessions(third.reached.value(), 2);

  EXPECT_EQ(first.removed + second.removed + third.removed, 3u);
  EXPECT_FALSE(behind.reached);
  for (int number = 10; number < 15; ++number) EXPECT_EQ(has_session(number), number % 2 != 0) << number;
}

TEST_P(Expiry, RemovesOldMailFrequencies) {
  write([](Repositories& tx) {
    tx.mail_frequency().set_last(kInstance, MailKind::Recovery, "old@example.com", kLongAgo);
    tx.mail_frequency().set_last(kInstance, MailKind::Recovery, "young@example.com", kNow);
  });

  EXPECT_EQ(remove_expired(), 1u);

  const auto find_last = [&](const char* address) {
    return read([&](Repositories& r) { return r.mail_frequency().find_last(kInstance, MailKind::Recovery, address); });
  };
  EXPECT_FALSE(find_last("old@example.com"));
  EXPECT_TRUE(find_last("young@example.com"));
}

TEST_P(Expiry, RemovesExpiredMessages) {
  OutboxMessage expired = message_of(1, "expired");
  expired.expires_at = kNow - 1us;
  write([&](Repositories& tx) {
    tx.outbox().replace(expired);
    tx.outbox().replace(message_of(2, "alive"));
  });

  EXPECT_EQ(remove_expired(), 1u);

  std::vector<OutboxMessage> left;
  write([&](Repositories& tx) { left = tx.outbox().claim(kNow, kNow, 10); });
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left.front().recipient, "alive");
}

TEST_P(Expiry, RemovesABoundedNumberOfRowsACall) {
  for (int i = 0; i < 5; ++i) insert_token("old" + std::to_string(i), 10, kLongAgo);

  EXPECT_EQ(remove_expired(2), 2u);
  EXPECT_EQ(remove_expired(2), 2u);
  EXPECT_EQ(remove_expired(2), 1u);
  EXPECT_EQ(remove_expired(2), 0u);
}

INSTANTIATE_TEST_SUITE_P(Engines, Expiry, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
