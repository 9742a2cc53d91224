// A user's row comes back as it was written.
#include "base/email_address.hpp"
#include "race.hpp"
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

User full_user() {
  User user;
  user.instance_id = kInstance;
  user.id = id_of(1);
  user.aud = "api";
  user.role = "editor";
  user.email = "Full.User@Example.com";
  user.encrypted_password = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";
  user.confirmed_at = kNow + 1us;
  user.invited_at = kNow + 2us;
  user.confirmation_sent_at = kNow + 3us;
  user.recovery_sent_at = kNow + 4us;
  user.email_change_sent_at = kNow + 5us;
  user.last_sign_in_at = kNow + 6us;
  user.banned_until = kNow + 7us;
  user.new_email = "Next@Example.com";
  user.app_metadata = Metadata::from_stored(R"({"roles":["a","b"],"n":1e2})");
  user.user_metadata = Metadata::from_stored(R"({"full_name":"Full User","deep":{"x":[null,true]}})");
  user.is_super_admin = true;
  user.origin = UserOrigin::Invite;
  user.autoconfirmed = true;
  user.created_at = kNow + 8us;
  user.updated_at = kNow + 9us;
  return user;
}

TEST_P(StorageConformance, KeepsAUserExactlyAsWritten) {
  insert(full_user());

  expect_same(find_user(id_of(1)).value(), full_user());
}

TEST_P(StorageConformance, GivesEachOfManyCallersItsOwnUser) {
  insert(full_user());
  for (int number = 2; number <= 20; ++number) insert(user_of(number));
  User foreign = user_of(21);
  foreign.instance_id = kOtherInstance;
  insert(foreign);

  race(24, [&](int i) {
    for (int round = 0; round < 5; ++round) {
      const int number = i + 1;
      const auto user = storage->look_up_user(kInstance, id_of(number));
      EXPECT_EQ(user.has_value(), number <= 20) << number;
      if (user) expect_same(*user, number == 1 ? full_user() : user_of(number));
      expect_same(storage->look_up_user(kOtherInstance, id_of(21)).value(), foreign);
    }
  });
}

TEST_P(StorageConformance, KeepsAUserWithoutOptionalValues) {
  insert(user_of(1));

  expect_same(find_user(id_of(1)).value(), user_of(1));
}

TEST_P(StorageConformance, KeepsAUserOverAReopening) {
  insert(full_user());

  reopen();

  expect_same(find_user(id_of(1)).value(), full_user());
}

TEST_P(StorageConformance, KeepsEveryOrigin) {
  const UserOrigin origins[] = {UserOrigin::Unknown, UserOrigin::Signup, UserOrigin::Invite, UserOrigin::Admin,
                                UserOrigin::External};
  for (const UserOrigin origin : origins) {
    User user = user_of(10 + static_cast<int>(origin));
    user.origin = origin;
    insert(user);
    EXPECT_EQ(find_user(user.id)->origin, origin);
  }
}

TEST_P(StorageConformance, KeepsTimesBefore1970) {
  if (GetParam().name == "MySQL") GTEST_SKIP() << "the original's columns are timestamps, which begin in 1970";
  User user = user_of(1);
  user.confirmed_at = Time(-1us);
  insert(user);

  EXPECT_EQ(find_user(user.id)->confirmed_at, Time(-1us));
}

TEST_P(StorageConformance, KeepsAMegabyteOfMetadata) {
  User user = user_of(1);
  user.user_metadata = metadata_of(std::string(1'000'000, 'm'));
  insert(user);

  EXPECT_EQ(find_user(user.id)->user_metadata, user.user_metadata);
}

TEST_P(StorageConformance, UpdatesEveryColumnButIdentityAndCreation) {
  insert(user_of(1));
  User changed = full_user();
  changed.created_at = kNow + 1h;

  write([&](Repositories& tx) { EXPECT_TRUE(tx.users().update(changed)); });

  User expected = full_user();
  expected.created_at = user_of(1).created_at;
  expect_same(find_user(id_of(1)).value(), expected);
}

TEST_P(StorageConformance, UpdatesToEmptyValues) {
  insert(full_user());
  User emptied = user_of(1);
  emptied.created_at = full_user().created_at;

  write([&](Repositories& tx) { EXPECT_TRUE(tx.users().update(emptied)); });

  expect_same(find_user(id_of(1)).value(), emptied);
}

TEST_P(StorageConformance, UpdatesOneUserAlone) {
  insert(user_of(1));
  insert(user_of(2));
  User changed = user_of(1);
  changed.role = "editor";

  write([&](Repositories& tx) { EXPECT_TRUE(tx.users().update(changed)); });

  expect_same(find_user(id_of(2)).value(), user_of(2));
}

TEST_P(StorageConformance, UpdatingAMissingUserSaysSo) {
  write([&](Repositories& tx) { EXPECT_FALSE(tx.users().update(user_of(1))); });

  EXPECT_FALSE(find_user(id_of(1)));
}

TEST_P(StorageConformance, FindsNoUserThroughAnotherInstance) {
  insert(user_of(1));

  const auto found = read([&](Repositories& r) { return r.users().find_by_id(kOtherInstance, id_of(1)); });

  EXPECT_FALSE(found);
}

TEST_P(StorageConformance, UpdatesNoUserOfAnotherInstance) {
  insert(user_of(1));
  User changed = user_of(1);
  changed.instance_id = kOtherInstance;
  changed.role = "editor";

  write([&](Repositories& tx) { EXPECT_FALSE(tx.users().update(changed)); });

  EXPECT_EQ(find_user(id_of(1))->role, "");
}

TEST_P(HostileTexts, StandInEveryTextOfAUser) {
  User user = user_of(1);
  user.aud = text();
  user.role = text();
  user.email = text();
  user.encrypted_password = text();
  user.new_email = text();
  user.app_metadata = metadata_of(text());
  user.user_metadata = metadata_of(text());

  insert(user);

  expect_same(find_user(user.id).value(), user);
}

TEST_P(HostileTexts, AreFoundAsAddresses) {
  User user = user_of(1);
  user.email = text();
  insert(user);

  const auto found =
      read([&](Repositories& r) { return r.users().find_by_email(kInstance, "api", normalize_email(text())); });

  EXPECT_TRUE(found);
}

TEST_P(HostileTexts, AreFoundAsPartsOfAName) {
  User user = user_of(1);
  user.user_metadata = metadata_of("before " + text() + " behind");
  insert(user);
  insert(user_of(2));

  const auto page = read([&](Repositories& r) { return r.users().list({kInstance, "api", text(), false}, {}); });

  ASSERT_EQ(page.rows.size(), 1u);
  EXPECT_EQ(page.rows.front().id, user.id);
}

}  // namespace
}  // namespace gotrue
