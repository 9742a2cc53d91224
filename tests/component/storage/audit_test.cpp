// The audit log: order, search and pages.
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

class AuditLog : public StorageConformance {
 protected:
  void add(const AuditEntry& entry) {
    write([&](Repositories& tx) { tx.audit().insert(entry); });
  }

  std::vector<int> list(const AuditFilter& filter, const PageRequest& request = {}) {
    const auto page = read([&](Repositories& r) { return r.audit().list(filter, request); });
    total = page.total;
    std::vector<int> numbers;
    for (const AuditEntry& entry : page.rows) numbers.push_back(entry.id.bytes[15]);
    return numbers;
  }

  std::uint64_t total = 0;
};

using Numbers = std::vector<int>;

constexpr const char* kAda =
    R"({"actor_id":"x","actor_email":"ada@example.com","actor_name":"Ada Lovelace","action":"login","log_type":"account"})";
constexpr const char* kGrace =
    R"({"actor_id":"y","actor_email":"grace@example.com","action":"token_refreshed","log_type":"token"})";

TEST_P(AuditLog, KeepsAnEntryExactly) {
  const AuditEntry entry = audit_entry_of(1, R"({"z":1,"a":"\u00e9 é \" '","traits":{"x":[1.50]}})");
  add(entry);

  const auto page = read([](Repositories& r) { return r.audit().list({kInstance, {}, {}, {}}, {}); });

  ASSERT_EQ(page.rows.size(), 1u);
  expect_same(page.rows.front(), entry);
}

TEST_P(AuditLog, ShowsTheNewestFirst) {
  for (const int number : {2, 3, 1}) add(audit_entry_of(number, "{}"));

  EXPECT_EQ(list({kInstance, {}, {}, {}}), (Numbers{3, 2, 1}));
}

TEST_P(AuditLog, ShowsTheLastWrittenFirstWithinOneMoment) {
  for (const int number : {2, 3, 1}) {
    AuditEntry entry = audit_entry_of(number, "{}");
    entry.created_at = kNow;
    add(entry);
  }

  EXPECT_EQ(list({kInstance, {}, {}, {}}), (Numbers{1, 3, 2}));
}

TEST_P(AuditLog, GivesOnePageAndTheTotalOfAll) {
  for (int number = 1; number <= 5; ++number) add(audit_entry_of(number, "{}"));

  EXPECT_EQ(list({kInstance, {}, {}, {}}, {1, 2}), (Numbers{4, 3}));
  EXPECT_EQ(total, 5u);
  EXPECT_EQ(list({kInstance, {}, {}, {}}, {5, 2}), Numbers{});
  EXPECT_EQ(total, 5u);
}

TEST_P(AuditLog, IsSearchedByAuthorInAddressAndName) {
  add(audit_entry_of(1, kAda));
  add(audit_entry_of(2, kGrace));

  EXPECT_EQ(list({kInstance, "LOVELACE", {}, {}}), Numbers{1});
  EXPECT_EQ(list({kInstance, "grace@", {}, {}}), Numbers{2});
  EXPECT_EQ(list({kInstance, "example.com", {}, {}}), (Numbers{2, 1}));
}

TEST_P(AuditLog, IsSearchedByActionAndLogType) {
  add(audit_entry_of(1, kAda));
  add(audit_entry_of(2, kGrace));

  EXPECT_EQ(list({kInstance, {}, "REFRESH", {}}), Numbers{2});
  EXPECT_EQ(list({kInstance, {}, {}, "acc"}), Numbers{1});
  EXPECT_EQ(list({kInstance, {}, "nothing", {}}), Numbers{});
}

TEST_P(AuditLog, TakesPatternCharactersLiterally) {
  add(audit_entry_of(1, kAda));
  add(audit_entry_of(2, kGrace));

  EXPECT_EQ(list({kInstance, {}, "n_r", {}}), Numbers{2});
  EXPECT_EQ(list({kInstance, {}, "%", {}}), Numbers{});
}

TEST_P(AuditLog, PagesThroughTheMatchesOfASearch) {
  for (const int number : {1, 2, 3}) add(audit_entry_of(number, kAda));
  add(audit_entry_of(4, kGrace));

  EXPECT_EQ(list({kInstance, "ada", {}, {}}, {1, 1}), Numbers{2});
  EXPECT_EQ(total, 3u);
}

TEST_P(AuditLog, BelongsToItsInstance) {
  add(audit_entry_of(1, kAda));

  EXPECT_EQ(list({kOtherInstance, {}, {}, {}}), Numbers{});
  EXPECT_EQ(list({kOtherInstance, "ada", {}, {}}), Numbers{});
}

TEST_P(HostileTexts, AreFoundInTheAuditLog) {
  json::Object payload;
  payload.set("actor_email", json::Value(text()));
  write([&](Repositories& tx) {
    tx.audit().insert(audit_entry_of(1, json::to_text(payload)));
    tx.audit().insert(audit_entry_of(2, kAda));
  });

  const auto page = read([&](Repositories& r) { return r.audit().list({kInstance, text(), {}, {}}, {}); });

  ASSERT_EQ(page.rows.size(), 1u);
  EXPECT_EQ(page.rows.front().payload, json::to_text(payload));
}

INSTANTIATE_TEST_SUITE_P(Engines, AuditLog, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
