// One address is one account for each instance and audience.
#include <atomic>

#include "race.hpp"
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

User user_with_address(int number, const std::string& email) {
  User user = user_of(number);
  user.email = email;
  return user;
}

class UserAddress : public StorageConformance {
 protected:
  std::optional<User> find(const Uuid& instance_id, std::string_view audience, std::string_view normal_email) {
    return read([&](Repositories& r) { return r.users().find_by_email(instance_id, audience, normal_email); });
  }
};

TEST_P(UserAddress, IsFoundByItsNormalForm) {
  insert(user_with_address(1, "Mixed.Case@Example.COM"));

  EXPECT_EQ(find(kInstance, "api", "mixed.case@example.com").value().email, "Mixed.Case@Example.COM");
}

TEST_P(UserAddress, IsFoundInItsInstanceAndAudienceAlone) {
  insert(user_with_address(1, "a@example.com"));

  EXPECT_FALSE(find(kOtherInstance, "api", "a@example.com"));
  EXPECT_FALSE(find(kInstance, "other", "a@example.com"));
  EXPECT_FALSE(find(kInstance, "API", "a@example.com"));
}

TEST_P(UserAddress, IsComparedAsBytesWhenFound) {
  insert(user_with_address(1, "strasse@example.com"));
  insert(user_with_address(2, "resume@example.com"));

  EXPECT_FALSE(find(kInstance, "api", "straße@example.com"));
  EXPECT_FALSE(find(kInstance, "api", "résumé@example.com"));
  EXPECT_FALSE(find(kInstance, "api", "STRASSE@example.com"));
  EXPECT_FALSE(find(kInstance, "api", "strasse@example.com "));
}

TEST_P(UserAddress, IsTakenWhateverItsCase) {
  insert(user_with_address(1, "taken@example.com"));

  EXPECT_THROW(insert(user_with_address(2, "Taken@EXAMPLE.com")), DuplicateKey);

  EXPECT_FALSE(find_user(id_of(2)));
}

TEST_P(UserAddress, IsTakenForAnUpdateToo) {
  insert(user_with_address(1, "taken@example.com"));
  insert(user_with_address(2, "free@example.com"));

  EXPECT_THROW(write([](Repositories& tx) { tx.users().update(user_with_address(2, "TAKEN@example.com")); }),
               DuplicateKey);

  EXPECT_EQ(find_user(id_of(2))->email, "free@example.com");
}

TEST_P(UserAddress, IsFreeInAnotherInstanceAndAudience) {
  User elsewhere = user_with_address(2, "a@example.com");
  elsewhere.instance_id = kOtherInstance;
  User other_audience = user_with_address(3, "a@example.com");
  other_audience.aud = "other";
  insert(user_with_address(1, "a@example.com"));

  EXPECT_NO_THROW(insert(elsewhere));
  EXPECT_NO_THROW(insert(other_audience));
}

TEST_P(UserAddress, IsFoundUnderItsNewFormAfterAnUpdate) {
  insert(user_with_address(1, "old@example.com"));

  write([](Repositories& tx) { tx.users().update(user_with_address(1, "New@example.com")); });

  EXPECT_TRUE(find(kInstance, "api", "new@example.com"));
  EXPECT_FALSE(find(kInstance, "api", "old@example.com"));
}

TEST_P(UserAddress, IsFreeAgainWhenItsUserIsGone) {
  insert(user_with_address(1, "a@example.com"));
  write([](Repositories& tx) { tx.users().remove(kInstance, id_of(1)); });

  EXPECT_NO_THROW(insert(user_with_address(2, "a@example.com")));
}

TEST_P(UserAddress, IsGivenToOneOfManyRacingThreads) {
  std::atomic<int> refused = 0;

  race(8, [&](int i) {
    try {
      insert(user_with_address(1 + i, "wanted@example.com"));
    } catch (const DuplicateKey&) {
      ++refused;
    }
  });

  EXPECT_EQ(refused, 7);
  EXPECT_EQ(read([](Repositories& r) { return r.users().list({kInstance, "api", "", false}, {}).total; }), 1u);
}

INSTANTIATE_TEST_SUITE_P(Engines, UserAddress, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
