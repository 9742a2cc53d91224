// What stands in the file: tokens in their form, and rows that older servers wrote.
#include <algorithm>
#include <fstream>
#include <iterator>

#include "sqlite_fixture.hpp"

namespace gotrue {
namespace {

class SqliteRows : public SqliteFile {
 protected:
  void write_tokens(bool hash_tokens) const {
    sqlite::SqliteOptions form = options();
    form.hash_tokens = hash_tokens;
    const auto server = open(form);
    insert(*server, user_of(1));
    EXPECT_TRUE(server->transact([](Repositories& tx) -> Status {
      tx.refresh_tokens().insert(refresh_token_of(session_of(10, id_of(1))), "the-refresh-token");
      tx.one_time_tokens().replace(kInstance, id_of(1), OneTimeTokenKind::Recovery, "the-recovery-token", kNow);
      return {};
    }));
  }

  // The file is complete once it is closed: the log has been taken over.
  bool file_holds(const std::string& text) const {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    return bytes.find(text) != std::string::npos;
  }
};

TEST_F(SqliteRows, HoldNoTokenWhenTokensAreHashed) {
  write_tokens(true);

  EXPECT_TRUE(file_holds("user1@example.com"));
  EXPECT_FALSE(file_holds("the-refresh-token"));
  EXPECT_FALSE(file_holds("the-recovery-token"));
}

TEST_F(SqliteRows, HoldTheTokensThatAreSharedWithTheOriginal) {
  write_tokens(false);

  EXPECT_TRUE(file_holds("the-refresh-token"));
  EXPECT_TRUE(file_holds("the-recovery-token"));
}

TEST_F(SqliteRows, WithoutValuesAreReadAsEmptyOnes) {
  const auto server = open_server();
  execute("INSERT INTO users (id, instance_id, aud) VALUES ('00000000-0000-4000-8000-000000000001',"
          " '00000000-0000-0000-0000-000000000000', 'api')");

  const auto user = server->read([](Repositories& r) { return r.users().find_by_id(kInstance, id_of(1)); });

  EXPECT_EQ(user.value().email, "");
  EXPECT_EQ(user->user_metadata.text(), "{}");
  EXPECT_EQ(user->origin, UserOrigin::Unknown);
  EXPECT_FALSE(user->confirmed_at);
}

TEST_F(SqliteRows, WithMetadataThatIsNoJsonDoNotBreakASearch) {
  const auto server = open_server();
  for (const int number : {1, 2, 3}) insert(*server, user_of(number));
  User named = user_of(4);
  named.user_metadata = metadata_of("Ada Lovelace");
  insert(*server, named);
  execute("UPDATE users SET raw_user_meta_data = '' WHERE email = 'user1@example.com';"
          "UPDATE users SET raw_user_meta_data = NULL WHERE email = 'user2@example.com';"
          "UPDATE users SET raw_user_meta_data = '[1' WHERE email = 'user3@example.com'");

  const auto page =
      server->read([](Repositories& r) { return r.users().list({kInstance, "api", "ada", false}, {}); });

  EXPECT_EQ(page.total, 1u);
}

TEST_F(SqliteRows, WithAPayloadThatIsNoJsonDoNotBreakASearchOfTheAuditLog) {
  const auto server = open_server();
  EXPECT_TRUE(server->transact([](Repositories& tx) -> Status {
    tx.audit().insert(audit_entry_of(1, ""));
    tx.audit().insert(audit_entry_of(2, R"({"action":"login"})"));
    return {};
  }));

  const auto page = server->read([](Repositories& r) { return r.audit().list({kInstance, {}, "login", {}}, {}); });

  EXPECT_EQ(page.total, 1u);
}

}  // namespace
}  // namespace gotrue
