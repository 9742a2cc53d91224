// A database that the original server made and filled, migrated in place, with the original still writing to it.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "adapter/storage/mysql/connector.hpp"
#include "adapter/storage/mysql/migrations.hpp"
#include "adapter/storage/sql/pooled_storage.hpp"
#include "base/json.hpp"
#include "fake_clock.hpp"
#include "lane_jobs.hpp"
#include "original_database.hpp"
#include "race.hpp"
#include "rows.hpp"
#include "server_database.hpp"
#include "test_threads.hpp"

namespace gotrue {
namespace {

const SchemaEngine* mysql_engine() {
  static const std::vector<SchemaEngine> engines = schema_engines();
  for (const SchemaEngine& engine : engines) {
    if (engine.name == "MySQL") return &engine;
  }
  return nullptr;
}

std::string id_text(int number) { return id_of(number).to_string(); }

// Without regard to how its characters are written.
std::string canonical(const std::string& json_text) {
  const auto value = json::parse(json_text);
  return value ? json::to_text(*value) : "no JSON: " + json_text;
}

OriginalUser original_user(int number, const std::string& email) {
  OriginalUser user;
  user.id = id_text(number);
  user.email = email;
  return user;
}

struct Form {
  const char* name;
  const char* prefix;
  const char* metadata_type;
  const char* table_options = "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci";
};

class Adoption : public testing::TestWithParam<Form> {
 protected:
  void SetUp() override {
    if (!mysql_engine()) GTEST_SKIP() << "GOTRUE_TEST_MYSQL_URL is not set";
    database.emplace(*mysql_engine());
    // A server of then did not ask whether the longest row would fit.
    write("SET SESSION innodb_strict_mode = OFF; " + original.create_tables());
  }

  void write(const std::string& sql) const { database->execute(sql); }
  void write(const OriginalUser& user) const { write(original.insert(user)); }
  std::string query(const std::string& sql) const { return database->query(sql); }
  std::string users() const { return std::string(GetParam().prefix) + "users"; }

  void migrate(bool with_rows = true) {
    const auto schema = database->schema(GetParam().prefix);
    schema->migrate(kNow);
    if (with_rows) schema->adopt_rows([](std::size_t) {});
    sql::Flavour flavour;
    flavour.prefix = GetParam().prefix;
    flavour.hash_tokens = false;
    flavour.engine = sql::Engine::Mysql;
    flavour.is_narrow = mysql::has_narrow_tables(*database->connect(), GetParam().prefix);
    storage = std::make_unique<sql::PooledStorage>(mysql::make_connector(database->url()), flavour,
                                                   sql::PooledStorageOptions{}, clock);
  }

  // The number of the user who is found by the address; 0 for nobody.
  int found_by(const std::string& normal_email) const {
    const auto user = storage->read(
        [&](Repositories& r) { return r.users().find_by_email(kInstance, "", normal_email); });
    if (!user) return 0;
    for (int number = 1; number < 100; ++number) {
      if (user->id == id_of(number)) return number;
    }
    return -1;
  }
  std::optional<User> find(int number) const {
    return storage->read([&](Repositories& r) { return r.users().find_by_id(kInstance, id_of(number)); });
  }
  template <class F>
  void transact(F&& f) const {
    EXPECT_TRUE(storage->transact([&](Repositories& tx) -> Status {
      f(tx);
      return {};
    }));
  }

  FakeClock clock;
  const OriginalDatabase original{GetParam().prefix, GetParam().metadata_type, GetParam().table_options};
  std::optional<ServerDatabaseOfTest> database;
  std::unique_ptr<Storage> storage;
};

TEST_P(Adoption, ChangesNoValueOfTheOriginal) {
  write(original_user(1, " Ann@Example.COM "));
  write(original.insert_refresh_token("tokentokentokentoken12", id_text(1)));
  write(original.insert_audit_entry(id_text(7), R"({"action":"login"})"));
  const std::string prefix = GetParam().prefix;
  const std::string values =
      "SELECT MD5(CONCAT_WS('|', u.id, u.email, u.encrypted_password, u.confirmed_at, u.raw_app_meta_data,"
      " u.raw_user_meta_data, u.created_at, u.updated_at, t.id, t.token, t.revoked, t.created_at, a.id, a.payload)) FROM " +
      users() + " u, " + prefix + "refresh_tokens t, " + prefix + "audit_log_entries a";
  const std::string before = query(values);

  migrate();

  EXPECT_EQ(query(values), before);
  EXPECT_EQ(query("SELECT MAX(version) FROM schema_migration"), "20180125194653");
}

TEST_P(Adoption, FindsUsersHoweverTheirAddressWasWritten) {
  const char* const spellings[] = {"ANN@Example.com", " bob@example.com", "cleo@example.com\t ", "D\xC3\x89j\xC3\xA0@example.com",
                                   "eve@b\xC3\xBC" "cher.example", "e\xCC\x81mil@example.com", "\xE1\x8E\xA0@example.com"};
  const char* const normal[] = {"ann@example.com", "bob@example.com", "cleo@example.com", "d\xC3\xA9j\xC3\xA0@example.com",
                                "eve@xn--bcher-kva.example", "\xC3\xA9mil@example.com", "\xEA\xAD\xB0@example.com"};
  for (int i = 0; i < 7; ++i) write(original_user(i + 1, spellings[i]));

  migrate();

  for (int i = 0; i < 7; ++i) EXPECT_EQ(found_by(normal[i]), i + 1) << spellings[i];
  EXPECT_EQ(found_by("deja@example.com"), 0);
  EXPECT_EQ(found_by("emil@example.com"), 0);
}

TEST_P(Adoption, FindsUsersThatTheOriginalWritesLater) {
  migrate();
  write(original_user(1, "ANN@Example.com"));
  write(original_user(2, " bob@example.com"));
  write(original_user(3, "eve@b\xC3\xBC" "cher.example"));

  EXPECT_EQ(found_by("ann@example.com"), 1);
  EXPECT_EQ(found_by("bob@example.com"), 2);
  EXPECT_EQ(found_by("eve@xn--bcher-kva.example"), 3);
  EXPECT_EQ(found_by("\xC3\xA4nn@example.com"), 0);
  EXPECT_EQ(found_by(std::string("ann@example.com\0", 16)), 0);
}

TEST_P(Adoption, FollowsAnAddressThatTheOriginalChanges) {
  write(original_user(1, "old@example.com"));
  migrate();
  write(original.change_email(id_text(1), "New@example.com"));

  EXPECT_EQ(found_by("old@example.com"), 0);
  EXPECT_EQ(found_by("new@example.com"), 1);

  // The address of before is free.
  User other = user_of(2);
  other.aud = "";
  other.email = "old@example.com";
  transact([&](Repositories& tx) { tx.users().insert(other); });
  EXPECT_EQ(found_by("old@example.com"), 2);
}

TEST_P(Adoption, LetsEachOfSeveralRowsWithOneAddressBeWritten) {
  OriginalUser unconfirmed = original_user(1, "ann@example.com");
  unconfirmed.confirmed_at = "NULL";
  write(unconfirmed);
  OriginalUser younger = original_user(2, "Ann@example.com");
  younger.created_at = "'2019-01-02 03:04:05'";
  write(younger);
  write(original_user(3, "ANN@example.com"));

  const auto obstacles = database->schema(GetParam().prefix)->check();
  ASSERT_EQ(obstacles.size(), 1u);
  for (int number = 1; number <= 3; ++number) {
    EXPECT_NE(obstacles[0].what.find(id_text(number)), std::string::npos) << obstacles[0].what;
  }
  EXPECT_EQ(obstacles[0].what.find('@'), std::string::npos);
  migrate();

  // Confirmed, and the oldest of those.
  EXPECT_EQ(found_by("ann@example.com"), 3);
  for (int number = 1; number <= 3; ++number) {
    User user = *find(number);
    user.role = "changed";
    transact([&](Repositories& tx) { EXPECT_TRUE(tx.users().update(user)); });
    EXPECT_EQ(find(number)->role, "changed");
  }
  transact([&](Repositories& tx) { tx.users().remove(kInstance, id_of(3)); });
  EXPECT_EQ(found_by("ann@example.com"), 2);
}

TEST_P(Adoption, LetsInstancesThatShareAUuidWork) {
  for (const int number : {1, 2}) write(original.insert_instance(id_text(number), id_text(7)));
  const auto obstacles = database->schema(GetParam().prefix)->check();
  ASSERT_EQ(obstacles.size(), 1u);
  EXPECT_NE(obstacles[0].what.find(id_text(1) + ", " + id_text(2)), std::string::npos) << obstacles[0].what;

  migrate();

  EXPECT_EQ(database->schema(GetParam().prefix)->check().size(), 1u);
  for (const int number : {1, 2}) {
    EXPECT_TRUE(storage->read([&](Repositories& r) { return r.instances().find(id_of(number)); }));
  }
  EXPECT_TRUE(storage->read([&](Repositories& r) { return r.instances().find_by_uuid(id_of(7)); }));
  // The original adds another one and removes it, whatever we made.
  write(original.insert_instance(id_text(3), id_text(7)));
  transact([&](Repositories& tx) { EXPECT_TRUE(tx.instances().remove(id_of(1))); });
}

TEST_P(Adoption, AdoptsAgainWhatAKillOrTheOriginalLeft) {
  write(original_user(1, "ann@example.com"));
  migrate(false);
  EXPECT_EQ(found_by("ann@example.com"), 1);
  const auto schema = database->schema(GetParam().prefix);

  EXPECT_EQ(schema->adopt_rows([](std::size_t) {}), 1u);
  EXPECT_EQ(schema->adopt_rows([](std::size_t) {}), 0u);
  write(original_user(2, "bob@example.com"));
  write(original.change_email(id_text(1), "other@example.com"));
  EXPECT_EQ(schema->adopt_rows([](std::size_t) {}), 2u);
  EXPECT_EQ(found_by("other@example.com"), 1);
}

TEST_P(Adoption, KeepsOneRowOfOursWhenManySignUpAtOnce) {
  write(original_user(1, "dup@example.com"));
  write(original_user(2, "DUP@example.com"));
  migrate();
  std::atomic<int> inserted = 0;
  race(8, [&](int number) {
    User user = user_of(10 + number);
    user.aud = "";
    user.email = "new@example.com";
    try {
      transact([&](Repositories& tx) { tx.users().insert(user); });
      ++inserted;
    } catch (const DuplicateKey&) {
    }
  });
  EXPECT_EQ(inserted, 1);
}

TEST_P(Adoption, ReadsWhatOlderServersStored) {
  OriginalUser user = original_user(1, "ann@example.com");
  user.app_metadata = "NULL";
  user.user_metadata = "'null'";
  user.password = "";
  user.confirmation_token = user.recovery_token = user.email_change = user.email_change_token = "NULL";
  user.confirmed_at = "NULL";
  write(user);
  migrate();

  const auto found = find(1);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->app_metadata.text(), "{}");
  EXPECT_EQ(found->user_metadata.text(), "{}");
  EXPECT_FALSE(found->has_password());
  EXPECT_FALSE(found->is_confirmed());
  EXPECT_EQ(found->new_email, "");
  EXPECT_EQ(found->origin, UserOrigin::Unknown);
}

TEST_P(Adoption, KeepsMetadataThatIsNoJsonAndShowsNone) {
  if (std::string(GetParam().metadata_type) != "text") GTEST_SKIP() << "such a column holds JSON alone";
  OriginalUser user = original_user(1, "ann@example.com");
  user.user_metadata = "'{broken}'";
  write(user);
  migrate();

  User found = *find(1);
  EXPECT_EQ(found.user_metadata.text(), "{}");
  found.role = "changed";
  transact([&](Repositories& tx) { tx.users().update(found); });
  EXPECT_EQ(query("SELECT raw_user_meta_data FROM " + users()), "{broken}");

  found.user_metadata = metadata_of("Ann");
  transact([&](Repositories& tx) { tx.users().update(found); });
  EXPECT_EQ(query("SELECT raw_user_meta_data FROM " + users()), R"({"full_name":"Ann"})");
}

TEST_P(Adoption, KeepsCharactersThatTheOldUtf8Lacks) {
  write(original_user(1, "ann@example.com"));
  migrate();
  const std::string name = "Ann \xF0\x9F\x98\x80 \xF0\x90\x8D\x88";
  User user = *find(1);
  user.user_metadata = user.app_metadata = metadata_of(name);
  User other = user_of(2);
  other.user_metadata = metadata_of(name);
  AuditEntry entry = audit_entry_of(3, "{\"actor_name\":\"" + name + "\"}");
  const InstanceRecord instance{id_of(4), id_of(5), "{\"site_url\":\"" + name + "\"}", kNow, kNow};
  transact([&](Repositories& tx) {
    EXPECT_TRUE(tx.users().update(user));
    tx.users().insert(other);
    tx.audit().insert(entry);
    tx.instances().insert(instance);
  });

  EXPECT_EQ(canonical(find(1)->user_metadata.text()), canonical(user.user_metadata.text()));
  EXPECT_EQ(canonical(find(1)->app_metadata.text()), canonical(user.app_metadata.text()));
  EXPECT_EQ(canonical(find(2)->user_metadata.text()), canonical(user.user_metadata.text()));
  const auto entries = storage->read([&](Repositories& r) { return r.audit().list({kInstance, {}, {}, {}}, {}).rows; });
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(canonical(entries[0].payload), canonical(entry.payload));
  const auto found = storage->read([&](Repositories& r) { return r.instances().find(id_of(4)); });
  EXPECT_EQ(canonical(found->config), canonical(instance.config));
}

TEST_P(Adoption, TakesAZeroDateForNone) {
  OriginalUser user = original_user(1, "ann@example.com");
  user.confirmed_at = "'0000-00-00 00:00:00'";
  write("SET sql_mode = ''; " + original.insert(user));
  migrate();

  EXPECT_FALSE(find(1)->is_confirmed());
}

TEST_P(Adoption, FindsAndListsUsersWithoutAnAudience) {
  OriginalUser user = original_user(1, "ann@example.com");
  user.aud = "NULL";
  write(user);
  user = original_user(2, "no address");
  user.aud = "NULL";
  write(user);
  migrate();

  EXPECT_EQ(found_by("ann@example.com"), 1);
  const auto page = storage->read([&](Repositories& r) { return r.users().list({kInstance, "", "", false}, {}); });
  EXPECT_EQ(page.total, 2u);
}

TEST_P(Adoption, WritesARowThatWasNeverUpdated) {
  write(original_user(1, "ann@example.com"));
  write("UPDATE " + users() + " SET updated_at = NULL, created_at = NULL");
  migrate();

  User found = *find(1);
  found.last_sign_in_at = kNow;
  transact([&](Repositories& tx) { EXPECT_TRUE(tx.users().update(found)); });
  EXPECT_EQ(query("SELECT COALESCE(updated_at, 'none') FROM " + users()), "none");
}

// No token may hold them: it would be refused.
TEST_P(Adoption, TakesTheLastOfDuplicateKeysOfMetadata) {
  OriginalUser user = original_user(1, "ann@example.com");
  user.user_metadata = R"('{"a":1,"b":{"c":2,"c":3},"a":4}')";
  write(user);
  migrate();

  EXPECT_EQ(find(1)->user_metadata.text(), R"({"a":4,"b":{"c":3}})");
}

// Its tokens would be those of the system user.
TEST_P(Adoption, LetsNobodyInWhoseIdIsNoUuid) {
  const char* const ids[] = {"number one", "00000000-0000-0000-0000-000000000000"};
  for (const std::string id : ids) {
    OriginalUser user = original_user(1, "ann@example.com");
    user.id = id;
    write(user);
    write(original.insert_refresh_token("tokentokentokentoken12", id));
    migrate();

    EXPECT_EQ(found_by("ann@example.com"), 0) << id;
    EXPECT_FALSE(storage->read([&](Repositories& r) { return r.users().find_by_id(kInstance, Uuid{}); })) << id;
    EXPECT_FALSE(storage->read([&](Repositories& r) {
      return r.refresh_tokens().find_owned(kInstance, "tokentokentokentoken12");
    })) << id;
    const auto obstacles = database->schema(GetParam().prefix)->check();
    ASSERT_EQ(obstacles.size(), 1u);
    EXPECT_TRUE(obstacles[0].what.ends_with("is no UUID of theirs: " + id)) << obstacles[0].what;
    write("DELETE FROM " + users());
  }
}

TEST_P(Adoption, ComparesPendingTokensAsBytes) {
  OriginalUser user = original_user(1, "ann@example.com");
  user.confirmation_token = "'confirmconfirmconfirmA'";
  user.recovery_token = "'recoverrecoverrecoverA'";
  user.email_change_token = "'changeschangeschangesA'";
  write(user);
  write(original_user(2, "empty@example.com"));
  migrate();

  const auto find_token = [&](OneTimeTokenKind kind, std::string_view token) {
    return storage->read([&](Repositories& r) { return r.one_time_tokens().find(kInstance, kind, token).has_value(); });
  };
  EXPECT_TRUE(find_token(OneTimeTokenKind::Confirmation, "confirmconfirmconfirmA"));
  EXPECT_TRUE(find_token(OneTimeTokenKind::Recovery, "recoverrecoverrecoverA"));
  EXPECT_TRUE(find_token(OneTimeTokenKind::EmailChange, "changeschangeschangesA"));
  for (const std::string& wrong : {std::string("confirmconfirmconfirma"), std::string("confirmconfirmconfirmA "),
                                   std::string(1, '\0'), std::string(), std::string("\xC2\xAD"),
                                   std::string("confirmconfirmconfirm\xC3\x81")}) {
    EXPECT_FALSE(find_token(OneTimeTokenKind::Confirmation, wrong)) << wrong;
  }
  transact([&](Repositories& tx) {
    EXPECT_TRUE(tx.one_time_tokens().remove(kInstance, id_of(1), OneTimeTokenKind::Confirmation));
    EXPECT_FALSE(tx.one_time_tokens().remove(kInstance, id_of(1), OneTimeTokenKind::Confirmation));
  });
  EXPECT_FALSE(find_token(OneTimeTokenKind::Confirmation, "confirmconfirmconfirmA"));
}

TEST_P(Adoption, TakesARefreshTokenWithoutAFamilyForItsOwn) {
  write(original_user(1, "ann@example.com"));
  write(original.insert_refresh_token("refreshrefreshrefreshA", id_text(1)));
  write(original.insert_refresh_token("refreshrefreshrefreshB", id_text(1)));
  migrate();
  const auto find_token = [&](std::string_view token) {
    return storage->read([&](Repositories& r) { return r.refresh_tokens().find(kInstance, token); });
  };
  const auto token = find_token("refreshrefreshrefreshA");
  ASSERT_TRUE(token);
  EXPECT_FALSE(token->session_id);
  EXPECT_FALSE(find_token("REFRESHrefreshrefreshA"));
  EXPECT_FALSE(find_token(std::string(1, '\0')));

  transact([&](Repositories& tx) { tx.refresh_tokens().revoke_family(*token, kNow); });

  EXPECT_TRUE(find_token("refreshrefreshrefreshA")->revoked);
  EXPECT_FALSE(find_token("refreshrefreshrefreshB")->revoked);
}

TEST_P(Adoption, ServesInBatchesWhatTheOriginalWrote) {
  constexpr int kCount = 12;
  const auto token_of = [](int number) { return "refreshrefreshrefresh" + std::to_string(number); };
  for (int number = 1; number <= kCount; ++number) {
    write(original_user(number, "user" + std::to_string(number) + "@example.com"));
    write(original.insert_refresh_token(token_of(number), id_text(number)));
  }
  migrate();
  auto& pooled = dynamic_cast<sql::PooledStorage&>(*storage);
  TestThreads threads;
  const auto users_lane = pooled.make_look_up_lane(threads);
  const auto refresh_lane = pooled.make_refresh_lane(threads);
  std::vector<std::future<bool>> answers;
  std::atomic<int> seen = 0;
  for (int number = 1; number <= kCount; ++number) {
    answers.push_back(submit(*users_lane, [&, number] {
      const auto user = storage->look_up_user(kInstance, id_of(number));
      seen += user && user->email == "user" + std::to_string(number) + "@example.com";
    }, [] {}, SoughtUser{kInstance, id_of(number)}));
    answers.push_back(submit(*refresh_lane, [&, number] {
      const std::string token = token_of(number);
      EXPECT_TRUE(storage->transact_refresh({kInstance, token}, [&](Repositories& tx) -> Result<bool> {
        const auto found = tx.refresh_tokens().find_owned(kInstance, token);
        if (!found) return fail(ErrorCode::RefreshTokenUnknown);
        EXPECT_FALSE(found->token.session_id);
        EXPECT_EQ(found->user.id, id_of(number));
        tx.refresh_tokens().revoke(found->token.id, kNow);
        tx.refresh_tokens().insert(refresh_token_of(session_of(number, id_of(number))), "after" + token);
        return true;
      }));
    }, [] {}, SoughtRefreshToken{kInstance, token_of(number)}));
  }
  for (auto& answer : answers) EXPECT_TRUE(answer.get());

  EXPECT_EQ(seen, kCount);
  const std::string tokens = std::string(GetParam().prefix) + "refresh_tokens";
  EXPECT_EQ(query("SELECT CAST(SUM(revoked = 1 AND token LIKE 'refresh%') AS CHAR) FROM " + tokens), std::to_string(kCount));
  EXPECT_EQ(query("SELECT CAST(SUM(revoked = 0 AND token LIKE 'after%') AS CHAR) FROM " + tokens), std::to_string(kCount));
}

TEST_P(Adoption, StoresTokensAsTheOriginalReadsThem) {
  write(original_user(1, "ann@example.com"));
  migrate();
  transact([&](Repositories& tx) {
    tx.one_time_tokens().replace(kInstance, id_of(1), OneTimeTokenKind::Recovery, "recoverrecoverrecoverB", kNow);
    const Session session = session_of(5, id_of(1));
    tx.sessions().insert(session);
    tx.refresh_tokens().insert(refresh_token_of(session), "refreshrefreshrefreshC");
  });
  EXPECT_EQ(query("SELECT recovery_token FROM " + users()), "recoverrecoverrecoverB");
  EXPECT_EQ(query("SELECT CONCAT(token, revoked) FROM " + std::string(GetParam().prefix) + "refresh_tokens"),
            "refreshrefreshrefreshC0");
}

TEST(AdoptionOfRows, GoesOnAfterAKillAtEveryChange) {
  if (!mysql_engine()) GTEST_SKIP() << "GOTRUE_TEST_MYSQL_URL is not set";
  const ServerDatabaseOfTest database{*mysql_engine()};
  database.execute(OriginalDatabase().create_tables());
  database.schema()->migrate(kNow);
  int n = 1;
  for (bool is_through = false; !is_through; ++n) {
    database.execute("DELETE FROM users");
    for (int number = 1; number <= 3; ++number) {
      database.execute(OriginalDatabase().insert(original_user(number, "User" + std::to_string(number) + "@example.com")));
    }
    database.execute(OriginalDatabase().insert(original_user(4, "user3@example.com")));
    int count = 0;
    try {
      mysql_engine()->make_schema(make_breaking(database.connect(), n, count), "")->adopt_rows([](std::size_t) {});
      is_through = true;
    } catch (const sql::ConnectionLost&) {
    }
    database.schema()->adopt_rows([](std::size_t) {});
    ASSERT_EQ(database.query("SELECT CAST(COUNT(account_key) AS CHAR) FROM users"), "3") << "cut at " << n;
  }
  EXPECT_GT(n, 5);
}

INSTANTIATE_TEST_SUITE_P(Forms, Adoption,
                         testing::Values(Form{"Json", "", "json"}, Form{"TextWithNamespace", "auth_", "text"},
                                         Form{"BeforeUtf8mb4", "", "text", "ROW_FORMAT=COMPACT DEFAULT CHARSET=utf8"}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace gotrue
