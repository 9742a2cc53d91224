// The tenants of multi-instance mode, on every engine.
#include <atomic>

#include "race.hpp"
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

class Instances : public StorageConformance {
 protected:
  static InstanceRecord instance_of(int number) {
    return {id_of(number), id_of(1'000 + number), R"({"site_url":"https://x.example","jwt":{"secret":"s"}})", kNow, kNow};
  }
  void add(const InstanceRecord& instance) {
    write([&](Repositories& tx) { tx.instances().insert(instance); });
  }
  std::optional<InstanceRecord> find(int number) {
    return read([&](Repositories& r) { return r.instances().find(id_of(number)); });
  }
};

TEST_P(Instances, AreKeptExactly) {
  const InstanceRecord instance = instance_of(1);
  add(instance);

  const auto found = find(1);

  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, instance.id);
  EXPECT_EQ(found->uuid, instance.uuid);
  EXPECT_EQ(found->config, instance.config);
  EXPECT_EQ(found->created_at, instance.created_at);
  EXPECT_EQ(found->updated_at, instance.updated_at);
  EXPECT_FALSE(find(2));
}

TEST_P(Instances, AreFoundByTheNameThatTheOperatorGave) {
  add(instance_of(1));
  const auto by_uuid = [&](const Uuid& uuid) {
    return read([&](Repositories& r) { return r.instances().find_by_uuid(uuid); });
  };
  EXPECT_TRUE(by_uuid(id_of(1'001)));
  EXPECT_FALSE(by_uuid(id_of(1)));
}

TEST_P(Instances, AreOneForAUuidHoweverManyAreMadeAtOnce) {
  std::atomic<int> made = 0;
  race(6, [&](int number) {
    InstanceRecord instance = instance_of(number + 1);
    instance.uuid = id_of(7);
    try {
      const Status inserted = storage->transact([&](Repositories& tx) -> Status {
        if (tx.instances().find_by_uuid(instance.uuid)) return fail(ErrorCode::InstanceTaken);
        tx.instances().insert(instance);
        return {};
      });
      made += inserted ? 1 : 0;
    } catch (const DuplicateKey&) {
    }
  });
  EXPECT_EQ(made, 1);
}

TEST_P(Instances, ChangeTheirConfigurationAndNothingElse) {
  add(instance_of(1));
  InstanceRecord changed = instance_of(1);
  changed.uuid = id_of(7);
  changed.config = R"({"site_url":"https://y.example"})";
  changed.updated_at = kNow + 1h;

  write([&](Repositories& tx) {
    EXPECT_TRUE(tx.instances().update(changed));
    EXPECT_FALSE(tx.instances().update(instance_of(2)));
  });

  const auto found = find(1);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->config, changed.config);
  EXPECT_EQ(found->updated_at, changed.updated_at);
  EXPECT_EQ(found->uuid, id_of(1'001));
}

TEST_P(Instances, AreListedSomeAtATime) {
  for (const int number : {3, 1, 2}) add(instance_of(number));
  const auto behind = [&](const Uuid& after) {
    std::vector<int> numbers;
    for (const auto& row : read([&](Repositories& r) { return r.instances().list(after, 2); })) {
      numbers.push_back(row.id.bytes[15]);
    }
    return numbers;
  };
  EXPECT_EQ(behind(Uuid{}), (std::vector<int>{1, 2}));
  EXPECT_EQ(behind(id_of(2)), std::vector<int>{3});
}

TEST_P(Instances, NameTheirOwnUsersAlone) {
  User foreign = user_of(1);
  foreign.instance_id = kOtherInstance;
  write([&](Repositories& tx) {
    tx.users().insert(foreign);
    tx.users().insert(user_of(2));
  });
  const auto users = read([&](Repositories& r) { return r.instances().list_user_ids(kOtherInstance, 10); });
  EXPECT_EQ(users, std::vector<Uuid>{id_of(1)});
}

TEST_P(Instances, LeaveWithTheirAuditLogAndFrequenciesAndNobodyElses) {
  add(instance_of(1));
  AuditEntry own = audit_entry_of(1, "{}");
  own.instance_id = id_of(1);
  write([&](Repositories& tx) {
    tx.audit().insert(own);
    tx.audit().insert(audit_entry_of(2, "{}"));
    tx.mail_frequency().set_last(id_of(1), MailKind::Recovery, "a@example.com", kNow);
    tx.mail_frequency().set_last(kInstance, MailKind::Recovery, "a@example.com", kNow);
  });

  write([&](Repositories& tx) {
    EXPECT_TRUE(tx.instances().remove(id_of(1)));
    EXPECT_FALSE(tx.instances().remove(id_of(1)));
  });

  EXPECT_FALSE(find(1));
  const auto entries = [&](const Uuid& id) {
    return read([&](Repositories& r) { return r.audit().list({id, {}, {}, {}}, {}).total; });
  };
  const auto last = [&](const Uuid& id) {
    return read([&](Repositories& r) { return r.mail_frequency().find_last(id, MailKind::Recovery, "a@example.com"); });
  };
  EXPECT_EQ(entries(id_of(1)), 0u);
  EXPECT_EQ(entries(kInstance), 1u);
  EXPECT_FALSE(last(id_of(1)));
  EXPECT_TRUE(last(kInstance));
}

INSTANTIATE_TEST_SUITE_P(Engines, Instances, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
