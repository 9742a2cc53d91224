// Accounts at external providers.
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

Identity identity_of(int number, int user_number, const std::string& provider, const std::string& subject) {
  return {id_of(number), kInstance, id_of(user_number), provider, subject, "a@example.com", kNow + 1us, kNow + 2us};
}

class Identities : public StorageConformance {
 protected:
  void insert_identity(const Identity& identity) {
    write([&](Repositories& tx) { tx.identities().insert(identity); });
  }
  std::optional<Identity> find(const std::string& provider, const std::string& subject) {
    return read([&](Repositories& r) { return r.identities().find(kInstance, provider, subject); });
  }
};

TEST_P(Identities, AreKeptExactly) {
  const Identity identity = identity_of(10, 1, "github", "Subject");
  insert_identity(identity);

  expect_same(find("github", "Subject").value(), identity);
}

TEST_P(Identities, AreComparedAsBytes) {
  insert_identity(identity_of(10, 1, "github", "Subject"));

  EXPECT_FALSE(find("github", "subject"));
  EXPECT_FALSE(find("GitHub", "Subject"));
  EXPECT_FALSE(find("github", "Subject "));
}

TEST_P(Identities, BelongToOneUserForEachInstance) {
  insert_identity(identity_of(10, 1, "github", "subject"));
  Identity elsewhere = identity_of(11, 2, "github", "subject");
  elsewhere.instance_id = kOtherInstance;

  EXPECT_THROW(insert_identity(identity_of(12, 2, "github", "subject")), DuplicateKey);
  EXPECT_NO_THROW(insert_identity(elsewhere));

  EXPECT_EQ(find("github", "subject")->user_id, id_of(1));
}

TEST_P(Identities, AreListedAndRemovedByUser) {
  insert_identity(identity_of(10, 1, "github", "a"));
  insert_identity(identity_of(11, 1, "google", "b"));
  insert_identity(identity_of(12, 2, "google", "c"));
  const auto count = [&](int user_number) {
    return read([&](Repositories& r) { return r.identities().list_by_user(kInstance, id_of(user_number)).size(); });
  };
  EXPECT_EQ(count(1), 2u);

  write([](Repositories& tx) { tx.identities().remove_by_user(kInstance, id_of(1)); });

  EXPECT_EQ(count(1), 0u);
  EXPECT_EQ(count(2), 1u);
}

TEST_P(Identities, RememberTheLastSignIn) {
  Identity identity = identity_of(10, 1, "github", "a");
  insert_identity(identity);
  identity.email = "new@example.com";
  identity.last_sign_in_at = kNow + 1h;

  write([&](Repositories& tx) { tx.identities().update(identity); });

  expect_same(find("github", "a").value(), identity);
}

TEST_P(HostileTexts, StandInAnIdentity) {
  const Identity identity = identity_of(10, 1, text(), text());

  write([&](Repositories& tx) { tx.identities().insert(identity); });

  expect_same(read([&](Repositories& r) { return r.identities().find(kInstance, text(), text()); }).value(), identity);
}

INSTANTIATE_TEST_SUITE_P(Engines, Identities, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
