// Lists of users: pages, order and search.
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

class UserList : public StorageConformance {
 protected:
  std::vector<int> list(const UserFilter& filter, const PageRequest& request = {}) {
    const auto page = read([&](Repositories& r) { return r.users().list(filter, request); });
    total = page.total;
    std::vector<int> numbers;
    for (const User& user : page.rows) numbers.push_back(user.id.bytes[15]);
    return numbers;
  }
  std::vector<int> search(const std::string& text) { return list({kInstance, "api", text, true}); }

  void insert_named(int number, const std::string& full_name) {
    User user = user_of(number);
    user.user_metadata = metadata_of(full_name);
    user.created_at = kNow + std::chrono::seconds(number);
    insert(user);
  }

  std::uint64_t total = 0;
};

using Numbers = std::vector<int>;

TEST_P(UserList, ShowsTheNewestFirst) {
  insert_named(2, "");
  insert_named(3, "");
  insert_named(1, "");

  EXPECT_EQ(list({kInstance, "api", "", false}), (Numbers{3, 2, 1}));
}

TEST_P(UserList, ShowsTheOldestFirstWhenAsked) {
  insert_named(2, "");
  insert_named(3, "");
  insert_named(1, "");

  EXPECT_EQ(list({kInstance, "api", "", true}), (Numbers{1, 2, 3}));
}

TEST_P(UserList, OrdersUsersOfOneMomentById) {
  for (const int number : {3, 1, 2}) insert(user_of(number));

  EXPECT_EQ(list({kInstance, "api", "", false}), (Numbers{3, 2, 1}));
  EXPECT_EQ(list({kInstance, "api", "", true}), (Numbers{1, 2, 3}));
}

TEST_P(UserList, GivesOnePageAndTheTotalOfAll) {
  for (int number = 1; number <= 5; ++number) insert_named(number, "");

  EXPECT_EQ(list({kInstance, "api", "", true}, {2, 2}), (Numbers{3, 4}));
  EXPECT_EQ(total, 5u);
}

TEST_P(UserList, GivesAnEmptyPageBehindTheEnd) {
  insert_named(1, "");

  EXPECT_EQ(list({kInstance, "api", "", true}, {50, 50}), Numbers{});
  EXPECT_EQ(total, 1u);
}

TEST_P(UserList, CountsTheMatchesOfASearch) {
  insert_named(1, "Ada Lovelace");
  insert_named(2, "Grace Hopper");
  insert_named(3, "Ada Yonath");

  EXPECT_EQ(list({kInstance, "api", "ada", true}, {0, 1}), Numbers{1});
  EXPECT_EQ(total, 2u);
}

TEST_P(UserList, SearchesAddressesAndNamesWithoutCase) {
  insert_named(1, "Ada Lovelace");
  insert_named(2, "ÉMILIE du Châtelet");

  EXPECT_EQ(search("LOVE"), Numbers{1});
  EXPECT_EQ(search("émilie DU CHÂ"), Numbers{2});
  EXPECT_EQ(search("USER2@"), Numbers{2});
}

TEST_P(UserList, TakesPatternCharactersLiterally) {
  insert_named(1, "100% sure");
  insert_named(2, "snake_case");
  insert_named(3, "back\\slash");
  insert_named(4, "nothing");

  EXPECT_EQ(search("%"), Numbers{1});
  EXPECT_EQ(search("_"), Numbers{2});
  EXPECT_EQ(search("\\"), Numbers{3});
}

TEST_P(UserList, FindsNothingForALongSearch) {
  insert_named(1, "short");

  EXPECT_EQ(search(std::string(100'000, '%')), Numbers{});
}

TEST_P(UserList, SearchesNoOtherMember) {
  User user = user_of(1);
  json::Object object;
  object.set("nickname", json::Value(std::string("hidden")));
  user.user_metadata = Metadata(object);
  insert(user);

  EXPECT_EQ(search("hidden"), Numbers{});
}

TEST_P(UserList, HoldsOneInstanceAndAudience) {
  User elsewhere = user_of(2);
  elsewhere.instance_id = kOtherInstance;
  User other_audience = user_of(3);
  other_audience.aud = "other";
  for (const User& user : {user_of(1), elsewhere, other_audience}) insert(user);

  EXPECT_EQ(list({kInstance, "api", "", false}), Numbers{1});
  EXPECT_EQ(list({kInstance, "other", "", false}), Numbers{3});
  EXPECT_EQ(list({kOtherInstance, "api", "", false}), Numbers{2});
}

INSTANTIATE_TEST_SUITE_P(Engines, UserList, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
