// Mails that wait: who takes them, when, and once.
#include <mutex>
#include <set>

#include "race.hpp"
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

using Recipients = std::vector<std::string>;

class Outbox : public StorageConformance {
 protected:
  void put(const OutboxMessage& message) {
    write([&](Repositories& tx) { tx.outbox().replace(message); });
  }

  std::vector<OutboxMessage> claim(Time now, Time lease_until = kNow + 1h, std::size_t limit = 100,
                                   const std::vector<Uuid>& left_out = {}) {
    std::vector<OutboxMessage> messages;
    write([&](Repositories& tx) { messages = tx.outbox().claim(now, lease_until, limit, left_out); });
    return messages;
  }

  Recipients claim_recipients(Time now, Time lease_until = kNow + 1h, std::size_t limit = 100,
                              const std::vector<Uuid>& left_out = {}) {
    Recipients recipients;
    for (const OutboxMessage& message : claim(now, lease_until, limit, left_out)) recipients.push_back(message.recipient);
    return recipients;
  }

  std::optional<Time> next_due(const std::vector<Uuid>& left_out = {}) {
    return read([&](Repositories& r) { return r.outbox().next_due(left_out); });
  }
};

TEST_P(Outbox, KeepsAMessageExactly) {
  OutboxMessage message = message_of(1, "to@example.com");
  message.kind = MailKind::EmailChanged;
  message.payload = R"({"email":"é \" '","data":{}})";
  message.created_at = kNow + 1us;
  message.expires_at = kNow + 2us;
  message.next_attempt_at = kNow + 3us;
  message.attempts = 4;
  message.last_error = "421 busy";
  put(message);

  const auto claimed = claim(kNow + 1s);

  ASSERT_EQ(claimed.size(), 1u);
  expect_same(claimed.front(), message);
}

TEST_P(Outbox, GivesTheMessageFirstThatHasBeenDueForLongest) {
  OutboxMessage younger = message_of(1, "younger");
  younger.next_attempt_at = kNow - 1s;
  put(younger);
  OutboxMessage older = message_of(2, "older");
  older.next_attempt_at = kNow - 2s;
  put(older);
  EXPECT_EQ(claim_recipients(kNow, kNow + 1h, 1), Recipients{"older"});
  EXPECT_EQ(claim_recipients(kNow, kNow + 1h, 1), Recipients{"younger"});
}

TEST_P(Outbox, GivesDueMessagesInTheOrderOfTheirIds) {
  for (const int number : {3, 1, 2}) put(message_of(number, std::to_string(number)));

  const auto claimed = claim(kNow);

  ASSERT_EQ(claimed.size(), 3u);
  EXPECT_LT(claimed[0].id, claimed[1].id);
  EXPECT_LT(claimed[1].id, claimed[2].id);
  EXPECT_EQ(claimed[0].recipient, "3");
}

TEST_P(Outbox, KeepsBackWhatIsNotDue) {
  OutboxMessage later = message_of(1, "later");
  later.next_attempt_at = kNow + 1s;
  put(later);
  put(message_of(2, "now"));

  EXPECT_EQ(claim_recipients(kNow), Recipients{"now"});
  EXPECT_EQ(claim_recipients(kNow + 1s), Recipients{"later"});
}

TEST_P(Outbox, GivesNoMoreThanTheLimit) {
  for (const int number : {1, 2, 3}) put(message_of(number, std::to_string(number)));

  EXPECT_EQ(claim_recipients(kNow, kNow + 1h, 2), (Recipients{"1", "2"}));
  EXPECT_EQ(claim_recipients(kNow, kNow + 1h, 2), Recipients{"3"});
}

TEST_P(Outbox, LeasesAMessageToOneCourier) {
  put(message_of(1, "to"));

  EXPECT_EQ(claim(kNow, kNow + 1min).size(), 1u);
  EXPECT_EQ(claim(kNow + 59s, kNow + 2min).size(), 0u);
}

TEST_P(Outbox, GivesAMessageAgainWhenItsLeaseIsOver) {
  put(message_of(1, "to"));
  claim(kNow, kNow + 1min);

  EXPECT_EQ(claim(kNow + 1min, kNow + 2min).size(), 1u);
}

TEST_P(Outbox, KeepsALeaseOverAReopening) {
  put(message_of(1, "to"));
  claim(kNow, kNow + 1min);

  reopen();

  EXPECT_EQ(claim(kNow + 59s).size(), 0u);
}

TEST_P(Outbox, KeepsBackASecondMessageForOneRecipient) {
  put(message_of(1, "same"));
  put(message_of(2, "same"));

  const auto first = claim(kNow);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first.front().user_id, id_of(1));
  EXPECT_EQ(claim(kNow).size(), 0u);

  write([&](Repositories& tx) { tx.outbox().remove(first.front().id); });
  EXPECT_EQ(claim(kNow).size(), 1u);
}

// A tenant that names a mail server which never answers must not hold up what others send to that address.
TEST_P(Outbox, KeepsNoMessageBackForOneOfAnotherInstance) {
  OutboxMessage other = message_of(1, "same@example.com");
  other.instance_id = kOtherInstance;
  put(other);
  claim(kNow);
  put(message_of(2, "same@example.com"));

  EXPECT_EQ(claim_recipients(kNow), Recipients{"same@example.com"});
}

TEST_P(Outbox, LetsAMessagePassAPostponedOneForTheSameRecipient) {
  put(message_of(1, "same"));
  put(message_of(2, "same"));
  const auto first = claim(kNow);
  ASSERT_EQ(first.size(), 1u);
  write([&](Repositories& tx) { tx.outbox().postpone(first.front().id, 1, kNow + 1h, "busy"); });

  const auto second = claim(kNow);

  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second.front().user_id, id_of(2));
}

TEST_P(Outbox, ForgetsASentMessage) {
  put(message_of(1, "to"));
  const auto claimed = claim(kNow, kNow);
  ASSERT_EQ(claimed.size(), 1u);

  write([&](Repositories& tx) { tx.outbox().remove(claimed.front().id); });

  EXPECT_EQ(claim(kNow + 1h).size(), 0u);
  EXPECT_FALSE(next_due());
}

TEST_P(Outbox, KeepsAFailedMessageForLater) {
  put(message_of(1, "to"));
  const auto claimed = claim(kNow, kNow + 24h);
  ASSERT_EQ(claimed.size(), 1u);

  write([&](Repositories& tx) { tx.outbox().postpone(claimed.front().id, 3, kNow + 1min, "450 'later'"); });

  EXPECT_EQ(claim(kNow + 59s).size(), 0u);
  const auto again = claim(kNow + 1min);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again.front().attempts, 3);
  EXPECT_EQ(again.front().last_error, "450 'later'");
  EXPECT_EQ(again.front().next_attempt_at, kNow + 1min);
}

TEST_P(Outbox, KnowsTheNextMomentAtWhichAMessageIsDue) {
  EXPECT_FALSE(next_due());
  OutboxMessage later = message_of(1, "later");
  later.next_attempt_at = kNow + 2min;
  put(later);
  EXPECT_EQ(next_due(), kNow + 2min);

  put(message_of(2, "now"));
  EXPECT_EQ(next_due(), kNow);

  claim(kNow, kNow + 1min);
  EXPECT_EQ(next_due(), kNow + 1min);
}

TEST_P(Outbox, KnowsThatTheNextIsDueWhenAnEarlierLeaseEnds) {
  put(message_of(1, "leased"));
  OutboxMessage later = message_of(2, "later");
  later.next_attempt_at = kNow + 2min;
  put(later);

  claim(kNow, kNow + 1min);
  EXPECT_EQ(next_due(), kNow + 1min);
  claim(kNow + 1min, kNow + 3min);
  EXPECT_EQ(next_due(), kNow + 2min);
}

TEST_P(Outbox, LeavesOutTheInstancesThatACourierDoesNotServeNow) {
  put(message_of(1, "first"));
  OutboxMessage other = message_of(2, "of another instance");
  other.instance_id = kOtherInstance;
  other.next_attempt_at = kNow + 1s;
  put(other);
  const std::vector<Uuid> many = {id_of(7), id_of(8), id_of(9), kInstance};

  EXPECT_EQ(next_due({kInstance}), kNow + 1s);
  EXPECT_EQ(next_due(many), kNow + 1s);
  EXPECT_FALSE(next_due({kInstance, kOtherInstance}));
  EXPECT_EQ(claim_recipients(kNow + 1s, kNow + 1h, 1, many), Recipients{"of another instance"});
  EXPECT_EQ(claim_recipients(kNow + 1s, kNow + 1h, 1, many), Recipients{});
  EXPECT_EQ(next_due(), kNow);
}

TEST_P(Outbox, ReplacesTheUnsentMessageOfAUserAndKind) {
  put(message_of(1, "earlier"));
  OutboxMessage other_kind = message_of(1, "other kind");
  other_kind.kind = MailKind::Recovery;
  put(other_kind);
  put(message_of(2, "other user"));

  put(message_of(1, "later"));

  EXPECT_EQ(claim_recipients(kNow), (Recipients{"other kind", "other user", "later"}));
}

TEST_P(Outbox, ForgetsTheMessagesOfAUserAndKind) {
  put(message_of(1, "to"));
  put(message_of(2, "other user"));

  write([](Repositories& tx) {
    tx.outbox().remove_by_user(kInstance, id_of(1), MailKind::Confirmation);
    tx.outbox().remove_by_user(kInstance, id_of(2), MailKind::Recovery);
    tx.outbox().remove_by_user(kOtherInstance, id_of(2), MailKind::Confirmation);
  });

  EXPECT_EQ(claim_recipients(kNow), Recipients{"other user"});
}

TEST_P(Outbox, NeverGivesAnIdASecondTime) {
  put(message_of(1, "to"));
  const auto first = claim(kNow);
  write([&](Repositories& tx) { tx.outbox().remove(first.at(0).id); });
  reopen();

  put(message_of(1, "to"));

  EXPECT_GT(claim(kNow).at(0).id, first.at(0).id);
}

TEST_P(Outbox, GivesEachMessageToOneOfManyRacingCouriers) {
  constexpr int kMessages = 40;
  for (int number = 0; number < kMessages; ++number) put(message_of(number, std::to_string(number)));
  std::mutex mutex;
  std::multiset<std::int64_t> taken;

  race(4, [&](int) {
    for (int i = 0; i < kMessages; ++i) {
      for (const OutboxMessage& message : claim(kNow, kNow + 1h, 3)) {
        const std::lock_guard lock(mutex);
        taken.insert(message.id);
      }
    }
  });

  EXPECT_EQ(taken.size(), static_cast<std::size_t>(kMessages));
  EXPECT_EQ(std::set(taken.begin(), taken.end()).size(), static_cast<std::size_t>(kMessages));
}

TEST_P(HostileTexts, StandInAMessage) {
  OutboxMessage message = message_of(1, text());
  message.payload = text();
  message.last_error = text();
  std::vector<OutboxMessage> claimed;

  write([&](Repositories& tx) { tx.outbox().replace(message); });
  write([&](Repositories& tx) { claimed = tx.outbox().claim(kNow, kNow, 1); });

  expect_same(claimed.at(0), message);
}

INSTANTIATE_TEST_SUITE_P(Engines, Outbox, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
