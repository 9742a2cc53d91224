#include "core/policy/audit_log.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "seeded_random.hpp"

namespace gotrue {
namespace {

using namespace std::chrono_literals;

std::string payload_of(const AuditEvent& event) {
  SeededRandom random;
  return make_audit_entry(Uuid{}, event, Time(1'700'000'000s + 5ms), random).payload;
}

TEST(AuditLog, NamesActorActionTypeAndTime) {
  EXPECT_EQ(payload_of({AuditAction::Login, {Uuid{}, "a@example.com", ""}}),
            R"({"action":"login","actor_email":"a@example.com","actor_id":"00000000-0000-0000-0000-000000000000",)"
            R"("log_type":"account","timestamp":"2023-11-14T22:13:20Z"})");
}

TEST(AuditLog, AddsNameAndTraitsWhenThereAreAny) {
  const std::string payload =
      payload_of({AuditAction::UserInvited, {Uuid{}, "a@example.com", "Ann"}, AuditTraits{Uuid{}, "b@example.com"}});
  EXPECT_NE(payload.find(R"("actor_name":"Ann")"), std::string::npos);
  EXPECT_NE(payload.find(R"("traits":{"user_email":"b@example.com","user_id":"00000000)"), std::string::npos);
}

TEST(AuditLog, KeepsTheBeginningOfALongName) {
  std::string name;
  while (name.size() < 30'000) name += "ä";
  const std::string payload = payload_of({AuditAction::Login, {Uuid{}, "a@example.com", "A" + name}});
  EXPECT_NE(payload.find(R"("actor_name":"A)" + name.substr(0, 254) + '"'), std::string::npos) << payload.size();
  const std::string odd = payload_of({AuditAction::Login, {Uuid{}, "a@example.com", name}});
  EXPECT_NE(odd.find(R"("actor_name":")" + name.substr(0, 254) + '"'), std::string::npos) << odd.size();
}

TEST(AuditLog, StaysOneJsonObjectWhateverAnAddressHolds) {
  const std::string payload = payload_of({AuditAction::Login, {Uuid{}, "a\"},{\n", "\x01<b>"}});
  EXPECT_TRUE(json::parse(payload)) << payload;
}

// docs/adr/0009-ordered-audit-identifiers.md
TEST(AuditLog, GivesALaterEntryAGreaterIdentifier) {
  SeededRandom random;
  const AuditEvent event{AuditAction::Login, {Uuid{}, "a@example.com", ""}};
  Time now(1'700'000'000s);
  Uuid last = make_audit_entry(Uuid{}, event, now, random).id;
  for (int i = 0; i < 100; ++i) {
    now += 1ms;
    const Uuid next = make_audit_entry(Uuid{}, event, now, random).id;
    EXPECT_LT(last, next);
    last = next;
  }
}

TEST(AuditLog, GivesEveryActionANameAndAType) {
  for (int i = 0; i <= static_cast<int>(AuditAction::TokenRefreshed); ++i) {
    EXPECT_FALSE(action_name(static_cast<AuditAction>(i)).empty());
    EXPECT_FALSE(log_type_of(static_cast<AuditAction>(i)).empty());
  }
}

}  // namespace
}  // namespace gotrue
