// Sessions and what ends them.
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

class Sessions : public StorageConformance {
 protected:
  // A session with one live token that has its number as its text.
  void insert_session(int number, int user_number) {
    Session session = session_of(number, id_of(user_number));
    session.created_at = kNow + std::chrono::seconds(number);
    write([&](Repositories& tx) {
      tx.sessions().insert(session);
      tx.refresh_tokens().insert(refresh_token_of(session), std::to_string(number));
    });
  }

  void insert_token_without_session(const std::string& token) {
    RefreshToken row = refresh_token_of(session_of(0, id_of(1)));
    row.session_id.reset();
    write([&](Repositories& tx) { tx.refresh_tokens().insert(row, token); });
  }

  std::optional<Session> find(int number) {
    return read([&](Repositories& r) { return r.sessions().find(kInstance, id_of(number)); });
  }

  std::vector<int> list(int user_number) {
    std::vector<int> numbers;
    for (const Session& session : read([&](Repositories& r) {
           return r.sessions().list_by_user(kInstance, id_of(user_number));
         })) {
      numbers.push_back(session.id.bytes[15]);
    }
    return numbers;
  }
};

using Numbers = std::vector<int>;

TEST_P(Sessions, AreKeptExactly) {
  const Session session{id_of(10),     kInstance, id_of(1), kNow + 1us, kNow + 2us, "Mozilla/5.0 (\"x\"; 'y')",
                        "2001:db8::1"};
  write([&](Repositories& tx) { tx.sessions().insert(session); });

  expect_same(find(10).value(), session);
}

TEST_P(Sessions, RememberTheirLastUse) {
  insert_session(10, 1);
  Session used = find(10).value();
  used.last_used_at = kNow + 1h;
  used.user_agent = "another";
  used.ip = "192.0.2.9";

  write([&](Repositories& tx) { tx.sessions().touch(used); });

  expect_same(find(10).value(), used);
}

TEST_P(Sessions, DoNotComeBackByATouch) {
  write([](Repositories& tx) { tx.sessions().touch(session_of(10, id_of(1))); });

  EXPECT_FALSE(find(10));
}

TEST_P(Sessions, AreListedNewestFirst) {
  for (const int number : {11, 12, 10}) insert_session(number, 1);
  insert_session(13, 2);

  EXPECT_EQ(list(1), (Numbers{12, 11, 10}));
}

TEST_P(Sessions, AreNotListedWithoutALiveToken) {
  insert_session(10, 1);
  insert_session(11, 1);
  const RefreshToken revoked = find_refresh_token("10").value();
  write([&](Repositories& tx) { tx.refresh_tokens().revoke(revoked.id, kNow); });

  EXPECT_EQ(list(1), Numbers{11});
}

TEST_P(Sessions, BelongToTheirInstance) {
  insert_session(10, 1);

  EXPECT_FALSE(read([](Repositories& r) { return r.sessions().find(kOtherInstance, id_of(10)); }));
  EXPECT_TRUE(read([](Repositories& r) { return r.sessions().list_by_user(kOtherInstance, id_of(1)); }).empty());
}

// Of so many each once asked for the tokens of all, which took a minute for 20,000.
TEST_P(Sessions, AreListedUpToAThousand) {
  for (int number = 10; number < 1'020; ++number) insert_session(number, 1);

  EXPECT_EQ(list(1).size(), 1'000u);
}

TEST_P(Sessions, EndWithTheirTokens) {
  insert_session(10, 1);
  insert_session(11, 1);

  write([](Repositories& tx) { EXPECT_TRUE(tx.sessions().remove(kInstance, id_of(1), id_of(10))); });

  EXPECT_FALSE(find(10));
  EXPECT_FALSE(find_refresh_token("10"));
  EXPECT_TRUE(find(11));
  EXPECT_TRUE(find_refresh_token("11"));
}

TEST_P(Sessions, AreNotEndedByAnotherUser) {
  insert_session(10, 1);

  write([](Repositories& tx) { EXPECT_FALSE(tx.sessions().remove(kInstance, id_of(2), id_of(10))); });
  write([](Repositories& tx) { EXPECT_FALSE(tx.sessions().remove(kOtherInstance, id_of(1), id_of(10))); });

  EXPECT_TRUE(find(10));
  EXPECT_TRUE(find_refresh_token("10"));
}

TEST_P(Sessions, EndTogetherForOneUser) {
  insert_session(10, 1);
  insert_session(11, 1);
  insert_session(12, 2);
  insert_token_without_session("of the original");

  write([](Repositories& tx) { tx.sessions().remove_by_user(kInstance, id_of(1), std::nullopt); });

  EXPECT_EQ(list(1), Numbers{});
  EXPECT_FALSE(find_refresh_token("10"));
  EXPECT_FALSE(find_refresh_token("of the original"));
  EXPECT_EQ(list(2), Numbers{12});
}

TEST_P(Sessions, EndTogetherButForTheKeptOne) {
  insert_session(10, 1);
  insert_session(11, 1);
  insert_token_without_session("of the original");

  write([](Repositories& tx) { tx.sessions().remove_by_user(kInstance, id_of(1), id_of(11)); });

  EXPECT_EQ(list(1), Numbers{11});
  EXPECT_TRUE(find_refresh_token("11"));
  EXPECT_FALSE(find(10));
  EXPECT_FALSE(find_refresh_token("of the original"));
}

TEST_P(HostileTexts, StandInASession) {
  Session session = session_of(10, id_of(1));
  session.user_agent = text();
  session.ip = text();

  write([&](Repositories& tx) { tx.sessions().insert(session); });

  expect_same(read([&](Repositories& r) { return r.sessions().find(kInstance, session.id); }).value(), session);
}

INSTANTIATE_TEST_SUITE_P(Engines, Sessions, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
