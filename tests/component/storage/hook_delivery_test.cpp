// Deliveries of webhooks: the log that admins read, and who takes the pending ones, when, and once.
#include "race.hpp"
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

HookDelivery delivery_of(int number, int user_number = 1) {
  HookDelivery delivery;
  delivery.id = id_of(1'000 + number);
  delivery.instance_id = kInstance;
  delivery.user_id = id_of(user_number);
  delivery.audience = "api";
  delivery.event = HookEvent::UserModified;
  delivery.url = "https://hook.example.com/";
  delivery.payload = "{}";
  delivery.created_at = kNow;
  delivery.updated_at = kNow;
  delivery.next_attempt_at = kNow;
  return delivery;
}

auto fields_of(const HookDelivery& d) {
  return std::tuple(d.id.to_string(), d.instance_id.to_string(), d.user_id.to_string(), d.audience, d.event, d.url,
                    d.is_function_hook, d.payload, d.status, d.attempts, d.response_status, d.last_error, d.created_at,
                    d.updated_at, d.next_attempt_at);
}

class HookDeliveries : public StorageConformance {
 protected:
  void put(const HookDelivery& delivery) {
    write([&](Repositories& tx) { tx.hook_deliveries().insert(delivery); });
  }
  std::vector<Uuid> claim(Time now, std::size_t limit = 100, const std::vector<Uuid>& left_out = {}) {
    std::vector<Uuid> ids;
    write([&](Repositories& tx) {
      ids.clear();
      for (const auto& delivery : tx.hook_deliveries().claim(now, now + 1h, limit, left_out)) {
        ids.push_back(delivery.id);
      }
    });
    return ids;
  }
  std::optional<HookDelivery> find(const Uuid& id, const Uuid& instance = kInstance) {
    return read([&](Repositories& r) { return r.hook_deliveries().find(instance, id); });
  }
  std::optional<Time> next_due(const std::vector<Uuid>& left_out = {}) {
    return read([&](Repositories& r) { return r.hook_deliveries().next_due(left_out); });
  }
  Page<HookDelivery> list(const HookDeliveryFilter& filter, PageRequest page = {0, 100}) {
    return read([&](Repositories& r) { return r.hook_deliveries().list(filter, page); });
  }
};

using Ids = std::vector<Uuid>;

TEST_P(HookDeliveries, KeepsEveryField) {
  HookDelivery delivery = delivery_of(1);
  delivery.is_function_hook = true;
  delivery.event = HookEvent::Login;
  delivery.status = DeliveryStatus::Failed;
  delivery.payload = R"({"email":"é \" ' <"})";
  delivery.attempts = 3;
  delivery.response_status = 503;
  delivery.last_error = "é'\"";
  delivery.updated_at = kNow + 1us;
  delivery.next_attempt_at = kNow + 2us;
  put(delivery);
  EXPECT_EQ(fields_of(find(delivery.id).value()), fields_of(delivery));
}

TEST_P(HookDeliveries, HidesThoseOfAnotherInstance) {
  put(delivery_of(1));
  EXPECT_FALSE(find(delivery_of(1).id, kOtherInstance));
  EXPECT_EQ(list({kOtherInstance, {}, {}, {}}).total, 0u);
}

TEST_P(HookDeliveries, ListsTheNewestFirstByPages) {
  for (const int number : {1, 2, 3}) put(delivery_of(number));
  const auto page = list({kInstance, {}, {}, {}}, {1, 1});
  EXPECT_EQ(page.total, 3u);
  ASSERT_EQ(page.rows.size(), 1u);
  EXPECT_EQ(page.rows[0].id, delivery_of(2).id);
}

TEST_P(HookDeliveries, FiltersByAudienceEventAndStatus) {
  HookDelivery other = delivery_of(2);
  other.audience = "other";
  other.event = HookEvent::Validate;
  other.status = DeliveryStatus::Delivered;
  put(delivery_of(1));
  put(other);
  EXPECT_EQ(list({kInstance, "other", {}, {}}).rows.at(0).id, other.id);
  EXPECT_EQ(list({kInstance, {}, HookEvent::Validate, {}}).rows.at(0).id, other.id);
  EXPECT_EQ(list({kInstance, {}, {}, DeliveryStatus::Pending}).rows.at(0).id, delivery_of(1).id);
  EXPECT_EQ(list({kInstance, "api", HookEvent::Validate, {}}).total, 0u);
}

TEST_P(HookDeliveries, GivesWhatIsDueOnceUntilTheLeaseEnds) {
  put(delivery_of(1));
  EXPECT_EQ(claim(kNow - 1s), Ids{});
  EXPECT_EQ(claim(kNow), Ids{delivery_of(1).id});
  EXPECT_EQ(claim(kNow), Ids{});
  EXPECT_EQ(claim(kNow + 1h), Ids{delivery_of(1).id});
}

TEST_P(HookDeliveries, GivesEventsOfOneUserInTheirOrder) {
  put(delivery_of(1, 1));
  put(delivery_of(2, 1));
  put(delivery_of(3, 2));
  EXPECT_EQ(claim(kNow), (Ids{delivery_of(1).id, delivery_of(3).id}));
  HookDelivery done = delivery_of(1);
  done.status = DeliveryStatus::Delivered;
  write([&](Repositories& tx) { tx.hook_deliveries().update(done); });
  EXPECT_EQ(claim(kNow), Ids{delivery_of(2).id});
}

TEST_P(HookDeliveries, LetsLaterEventsPassOneThatIsPostponed) {
  put(delivery_of(1, 1));
  put(delivery_of(2, 1));
  HookDelivery postponed = delivery_of(1);
  postponed.attempts = 1;
  postponed.next_attempt_at = kNow + 1h;
  write([&](Repositories& tx) { tx.hook_deliveries().update(postponed); });
  EXPECT_EQ(claim(kNow), Ids{delivery_of(2).id});
}

TEST_P(HookDeliveries, KnowsWhenTheNextIsDue) {
  EXPECT_FALSE(next_due());
  HookDelivery delivered = delivery_of(1);
  delivered.status = DeliveryStatus::Delivered;
  put(delivered);
  EXPECT_FALSE(next_due());
  HookDelivery later = delivery_of(2);
  later.next_attempt_at = kNow + 5s;
  put(later);
  EXPECT_EQ(next_due(), kNow + 5s);
  claim(kNow + 5s);
  EXPECT_EQ(next_due(), kNow + 5s + 1h);
  HookDelivery last = delivery_of(3, 3);
  last.next_attempt_at = kNow + 2h;
  put(last);
  EXPECT_EQ(next_due(), kNow + 5s + 1h);
  claim(kNow + 5s + 1h);
  EXPECT_EQ(next_due(), kNow + 2h);
}

TEST_P(HookDeliveries, LeaveOutTheInstancesThatACourierDoesNotServeNow) {
  put(delivery_of(1, 1));
  HookDelivery other = delivery_of(2, 2);
  other.instance_id = kOtherInstance;
  other.next_attempt_at = kNow + 1s;
  put(other);
  const std::vector<Uuid> many = {id_of(7), id_of(8), id_of(9), kInstance};

  EXPECT_EQ(next_due({kInstance}), kNow + 1s);
  EXPECT_EQ(next_due(many), kNow + 1s);
  EXPECT_FALSE(next_due({kInstance, kOtherInstance}));
  EXPECT_EQ(claim(kNow + 1s, 1, many), Ids{other.id});
  EXPECT_EQ(claim(kNow + 1s, 1, many), Ids{});
  EXPECT_EQ(next_due(), kNow);
}

TEST_P(HookDeliveries, WakesTheCourierForAPendingOneAlone) {
  std::atomic<int> rung = 0;
  storage->on_outbox_commit([&] { ++rung; });
  HookDelivery delivered = delivery_of(1);
  delivered.status = DeliveryStatus::Delivered;
  put(delivered);
  EXPECT_EQ(rung, 0);
  put(delivery_of(2));
  EXPECT_EQ(rung, 1);
}

TEST_P(HookDeliveries, OutliveTheirUser) {
  insert(user_of(1));
  put(delivery_of(1));
  write([&](Repositories& tx) { tx.users().remove(kInstance, id_of(1)); });
  EXPECT_TRUE(find(delivery_of(1).id));
}

TEST_P(HookDeliveries, RemovesTheOldByTheirStatus) {
  HookDelivery delivered = delivery_of(1);
  delivered.status = DeliveryStatus::Delivered;
  put(delivered);
  put(delivery_of(2));
  std::size_t removed = 0;
  write([&](Repositories& tx) { removed = tx.hook_deliveries().remove_old(kNow + 1s, kNow, 10); });
  EXPECT_EQ(removed, 1u);
  EXPECT_FALSE(find(delivered.id));
  EXPECT_TRUE(find(delivery_of(2).id));
  write([&](Repositories& tx) { removed = tx.hook_deliveries().remove_old(kNow, kNow + 1s, 10); });
  EXPECT_EQ(removed, 1u);
}

INSTANTIATE_TEST_SUITE_P(Storage, HookDeliveries, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
