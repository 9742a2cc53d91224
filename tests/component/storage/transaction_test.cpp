// A transaction is all or nothing, and a read sees one moment.
#include <atomic>
#include <future>
#include <stdexcept>

#include "race.hpp"
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

class Transaction : public StorageConformance {
 protected:
  bool is_there(int number) { return find_user(id_of(number)).has_value(); }
  // Reads on a thread of its own.
  bool is_seen_beside(int number) {
    return std::async(std::launch::async, [&] { return is_there(number); }).get();
  }
};

TEST_P(Transaction, KeepsEverythingWhenItReturnsAValue) {
  const Result<int> result = storage->transact([](Repositories& tx) -> Result<int> {
    tx.users().insert(user_of(1));
    tx.users().insert(user_of(2));
    return 42;
  });

  EXPECT_EQ(result.value(), 42);
  EXPECT_TRUE(is_there(1));
  EXPECT_TRUE(is_there(2));
}

TEST_P(Transaction, KeepsNothingWhenItReturnsAnError) {
  insert(user_of(1));

  const Status result = storage->transact([](Repositories& tx) -> Status {
    tx.users().remove(kInstance, id_of(1));
    tx.users().insert(user_of(2));
    return fail(ErrorCode::Internal);
  });

  ASSERT_FALSE(result);
  EXPECT_TRUE(is_there(1));
  EXPECT_FALSE(is_there(2));
}

TEST_P(Transaction, KeepsNothingWhenItThrowsAndPassesTheExceptionOn) {
  EXPECT_THROW(write([](Repositories& tx) {
                 tx.users().insert(user_of(1));
                 tx.audit().insert(audit_entry_of(1, "{}"));
                 tx.outbox().replace(message_of(1, "to"));
                 throw std::domain_error("a bug");
               }),
               std::domain_error);

  EXPECT_FALSE(is_there(1));
  EXPECT_EQ(read([](Repositories& r) { return r.audit().list({kInstance, {}, {}, {}}, {}).total; }), 0u);
  EXPECT_FALSE(read([](Repositories& r) { return r.outbox().next_due(); }));
}

TEST_P(Transaction, KeepsNothingWhenARowIsRefused) {
  insert(user_of(2));

  EXPECT_THROW(write([](Repositories& tx) {
                 tx.users().insert(user_of(1));
                 tx.users().insert(user_of(2));
               }),
               DuplicateKey);

  EXPECT_FALSE(is_there(1));
}

TEST_P(Transaction, GoesOnAfterARefusedRow) {
  insert(user_of(1));

  write([](Repositories& tx) {
    EXPECT_THROW(tx.users().insert(user_of(1)), DuplicateKey);
    tx.users().insert(user_of(2));
  });

  EXPECT_TRUE(is_there(2));
}

TEST_P(Transaction, LeavesTheStorageUsableAfterAnException) {
  EXPECT_THROW(write([](Repositories&) { throw std::domain_error("a bug"); }), std::domain_error);

  EXPECT_NO_THROW(insert(user_of(1)));
  EXPECT_TRUE(is_there(1));
}

TEST_P(Transaction, SeesItsOwnWrites) {
  write([](Repositories& tx) {
    tx.users().insert(user_of(1));
    EXPECT_TRUE(tx.users().find_by_id(kInstance, id_of(1)));
  });
}

TEST_P(Transaction, IsNotSeenBeforeItsEnd) {
  bool was_seen = true;
  write([&](Repositories& tx) {
    tx.users().insert(user_of(1));
    was_seen = is_seen_beside(1);
  });

  EXPECT_FALSE(was_seen);
  EXPECT_TRUE(is_seen_beside(1));
}

TEST_P(Transaction, IsNotSeenByAReadThatBeganBefore) {
  const auto [before, behind] = read([&](Repositories& r) {
    const bool first = r.users().find_by_id(kInstance, id_of(1)).has_value();
    std::async(std::launch::async, [&] { insert(user_of(1)); }).get();
    return std::pair(first, r.users().find_by_id(kInstance, id_of(1)).has_value());
  });

  EXPECT_FALSE(before);
  EXPECT_FALSE(behind);
  EXPECT_TRUE(is_there(1));
}

TEST_P(Transaction, LosesNoUpdateOfRacingThreads) {
  insert(user_of(1));

  race(8, [&](int) {
    write([](Repositories& tx) {
      User user = tx.users().find_by_id(kInstance, id_of(1)).value();
      user.role += "x";
      tx.users().update(user);
    });
  });

  EXPECT_EQ(find_user(id_of(1))->role, "xxxxxxxx");
}

TEST_P(Transaction, ReadsGoOnAfterAnExceptionInARead) {
  insert(user_of(1));

  EXPECT_THROW(read([](Repositories& r) -> int {
                 r.users().list({kInstance, "api", "", false}, {});
                 throw std::domain_error("a bug");
               }),
               std::domain_error);

  EXPECT_TRUE(is_there(1));
}

TEST_P(Transaction, TellsOfAMessageOnceItIsCommitted) {
  std::atomic<int> told = 0;
  storage->on_outbox_commit([&] { ++told; });

  insert(user_of(1));
  EXPECT_EQ(told, 0);

  write([](Repositories& tx) { tx.outbox().replace(message_of(1, "to")); });
  EXPECT_EQ(told, 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Transaction, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
