// What goes with a user and what stays.
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

class UserRemoval : public StorageConformance {
 protected:
  // A user with one row of everything; tokens are named after the user.
  void insert_with_belongings(int number) {
    const Session session = session_of(100 + number, id_of(number));
    const std::string name = std::to_string(number);
    write([&](Repositories& tx) {
      tx.users().insert(user_of(number));
      tx.sessions().insert(session);
      tx.refresh_tokens().insert(refresh_token_of(session), "refresh" + name);
      tx.one_time_tokens().replace(kInstance, id_of(number), OneTimeTokenKind::Recovery, "recovery" + name, kNow);
      tx.identities().insert({id_of(200 + number), kInstance, id_of(number), "github", name, "", kNow, kNow});
      tx.outbox().replace(message_of(number, name + "@example.com"));
      tx.audit().insert(audit_entry_of(number, R"({"action":"login"})"));
    });
  }

  bool has_any_belonging(int number) {
    const std::string name = std::to_string(number);
    return read([&](Repositories& r) {
      return r.sessions().find(kInstance, id_of(100 + number)) ||
             r.refresh_tokens().find(kInstance, "refresh" + name) ||
             r.one_time_tokens().find(kInstance, OneTimeTokenKind::Recovery, "recovery" + name) ||
             r.identities().find(kInstance, "github", name) || r.outbox().next_due();
    });
  }

  bool remove(const Uuid& instance_id, int number) {
    bool is_removed = false;
    write([&](Repositories& tx) { is_removed = tx.users().remove(instance_id, id_of(number)); });
    return is_removed;
  }
};

TEST_P(UserRemoval, TakesEverythingOfTheUser) {
  insert_with_belongings(1);

  EXPECT_TRUE(remove(kInstance, 1));

  EXPECT_FALSE(find_user(id_of(1)));
  EXPECT_FALSE(has_any_belonging(1));
}

TEST_P(UserRemoval, LeavesTheAuditLog) {
  insert_with_belongings(1);

  remove(kInstance, 1);

  EXPECT_EQ(read([](Repositories& r) { return r.audit().list({kInstance, {}, {}, {}}, {}).total; }), 1u);
}

TEST_P(UserRemoval, LeavesOtherUsersAlone) {
  insert_with_belongings(1);
  insert_with_belongings(2);

  remove(kInstance, 1);

  const auto belongings = read([](Repositories& r) {
    return std::tuple(r.sessions().find(kInstance, id_of(102)).has_value(),
                      r.refresh_tokens().find(kInstance, "refresh2").has_value(),
                      r.one_time_tokens().find(kInstance, OneTimeTokenKind::Recovery, "recovery2").has_value(),
                      r.identities().find(kInstance, "github", "2").has_value(),
                      r.outbox().next_due().has_value());
  });
  EXPECT_EQ(belongings, std::tuple(true, true, true, true, true));
}

TEST_P(UserRemoval, DoesNothingThroughAnotherInstance) {
  insert_with_belongings(1);

  EXPECT_FALSE(remove(kOtherInstance, 1));

  EXPECT_TRUE(find_user(id_of(1)));
  EXPECT_TRUE(find_refresh_token("refresh1"));
}

TEST_P(UserRemoval, SaysWhenNobodyWasThere) { EXPECT_FALSE(remove(kInstance, 1)); }

INSTANTIATE_TEST_SUITE_P(Engines, UserRemoval, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
