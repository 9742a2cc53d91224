// The write lane: what queued up becomes durable together, and no answer leaves before.
#include <atomic>
#include <stdexcept>

#include "lane_jobs.hpp"
#include "sqlite_fixture.hpp"
#include "sync_counter.hpp"

namespace gotrue {
namespace {

class SqliteGroupCommit : public SqliteFile {
 protected:
  std::function<void()> inserting(int number) {
    return [storage = server.get(), number] { insert(*storage, user_of(number)); };
  }

  std::unique_ptr<sqlite::SqliteStorage> server = open_server();
  std::unique_ptr<sqlite::SqliteStorage> beside = open_command();
  LaneExecutor& lane = server->write_lane();
};

TEST_F(SqliteGroupCommit, AnswersLeaveAfterTheCommit) {
  bool was_seen_while_running = true;
  bool was_seen_at_the_answer = false;

  auto answer = submit(
      lane,
      [&] {
        insert(*server, user_of(1));
        was_seen_while_running = is_there(*beside, 1);
      },
      [&] { was_seen_at_the_answer = is_there(*beside, 1); });

  EXPECT_TRUE(answer.get());
  EXPECT_FALSE(was_seen_while_running);
  EXPECT_TRUE(was_seen_at_the_answer);
}

TEST_F(SqliteGroupCommit, WhatQueuedUpBecomesDurableTogether) {
  bool was_first_seen = true;
  HeldLane held(lane);
  auto first = submit(lane, inserting(1));
  auto second = submit(lane, [&] {
    insert(*server, user_of(2));
    was_first_seen = is_there(*beside, 1);
  });

  held.release();

  EXPECT_TRUE(first.get());
  EXPECT_TRUE(second.get());
  EXPECT_FALSE(was_first_seen);
  EXPECT_TRUE(is_there(*beside, 1));
  EXPECT_TRUE(is_there(*beside, 2));
}

TEST_F(SqliteGroupCommit, AJobSeesWhatTheJobsBeforeItWrote) {
  bool was_read = false;
  bool was_found = false;
  HeldLane held(lane);
  submit(lane, inserting(1));
  auto second = submit(lane, [&] {
    was_read = is_there(*server, 1);
    was_found = *server->transact([&](Repositories& tx) -> Result<bool> {
      return tx.users().find_by_id(kInstance, id_of(1)).has_value();
    });
  });

  held.release();

  second.get();
  EXPECT_TRUE(was_read);
  EXPECT_TRUE(was_found);
}

TEST_F(SqliteGroupCommit, AThrowingTransactionLeavesTheOthersOfTheBatchAlone) {
  HeldLane held(lane);
  auto first = submit(lane, inserting(1));
  auto second = submit(lane, [&] {
    EXPECT_THROW(server->transact([](Repositories& tx) -> Status {
      tx.users().insert(user_of(2));
      tx.users().insert(user_of(1));
      return {};
    }),
                 DuplicateKey);
  });
  auto third = submit(lane, inserting(3));

  held.release();

  EXPECT_TRUE(first.get() && second.get() && third.get());
  EXPECT_TRUE(is_there(*beside, 1));
  EXPECT_FALSE(is_there(*beside, 2));
  EXPECT_TRUE(is_there(*beside, 3));
}

TEST_F(SqliteGroupCommit, ADecidedTransactionThatRefusesBeforeItWritesLeavesTheOthersOfTheBatchAlone) {
  HeldLane held(lane);
  auto first = submit(lane, inserting(1));
  auto second = submit(lane, [&] {
    EXPECT_FALSE(server->transact_decided([](Repositories& tx) -> Status {
      EXPECT_TRUE(tx.users().find_by_id(kInstance, id_of(1)));
      return fail(ErrorCode::Internal);
    }));
    EXPECT_THROW(server->transact_decided([](Repositories& tx) -> Status {
      tx.users().insert(user_of(1));
      return {};
    }),
                 DuplicateKey);
  });
  auto third = submit(lane, [&] {
    EXPECT_TRUE(server->transact_decided([](Repositories& tx) -> Status {
      tx.users().insert(user_of(3));
      return {};
    }));
  });

  held.release();

  EXPECT_TRUE(first.get() && second.get() && third.get());
  EXPECT_TRUE(is_there(*beside, 1));
  EXPECT_TRUE(is_there(*beside, 3));
}

TEST_F(SqliteGroupCommit, ADecidedTransactionThatBreaksItsWordIsUndoneWithItsBatch) {
  HeldLane held(lane);
  auto first = submit_to_fail(lane, inserting(1));
  auto second = submit(lane, [&] {
    EXPECT_FALSE(server->transact_decided([](Repositories& tx) -> Status {
      tx.users().insert(user_of(2));
      return fail(ErrorCode::Internal);
    }));
  });
  auto third = submit(lane, [&] { EXPECT_THROW(insert(*server, user_of(3)), StorageError); });

  held.release();

  EXPECT_EQ(first.get(), "sqlite: lost with another transaction of the batch");
  EXPECT_FALSE(second.get() || third.get());
  EXPECT_FALSE(is_there(*beside, 1));
  EXPECT_FALSE(is_there(*beside, 2));
  insert(*server, user_of(4));
  EXPECT_TRUE(is_there(*beside, 4));
}

TEST_F(SqliteGroupCommit, ADecidedTransactionOfAnotherThreadIsOneOfItsOwn) {
  EXPECT_FALSE(server->transact_decided([](Repositories& tx) -> Status {
    tx.users().insert(user_of(1));
    return fail(ErrorCode::Internal);
  }));
  EXPECT_FALSE(is_there(*beside, 1));
}

TEST_F(SqliteGroupCommit, WritesTheFramesOfACommitTogether) {
  const int before = count_of_writes();
  EXPECT_TRUE(server->transact([](Repositories& tx) -> Status {
    for (int number = 1; number <= 200; ++number) tx.users().insert(user_of(number));
    return {};
  }));
  const int writes = count_of_writes() - before;

  EXPECT_GE(writes, 1);
  EXPECT_LE(writes, 4);
  EXPECT_TRUE(is_there(*beside, 200));
}

TEST_F(SqliteGroupCommit, ARefusingTransactionLeavesTheOthersOfTheBatchAlone) {
  HeldLane held(lane);
  auto first = submit(lane, inserting(1));
  auto second = submit(lane, [&] {
    EXPECT_FALSE(server->transact([](Repositories& tx) -> Status {
      tx.users().insert(user_of(2));
      tx.users().remove(kInstance, id_of(1));
      return fail(ErrorCode::Internal);
    }));
  });
  auto third = submit(lane, inserting(3));

  held.release();

  EXPECT_TRUE(first.get() && second.get() && third.get());
  EXPECT_TRUE(is_there(*beside, 1));
  EXPECT_FALSE(is_there(*beside, 2));
  EXPECT_TRUE(is_there(*beside, 3));
}

TEST_F(SqliteGroupCommit, AJobKeepsTheTransactionBeforeAFailedOne) {
  auto job = submit(lane, [&] {
    insert(*server, user_of(1));
    EXPECT_THROW(insert(*server, user_of(1)), DuplicateKey);
  });

  EXPECT_TRUE(job.get());
  EXPECT_TRUE(is_there(*beside, 1));
}

TEST_F(SqliteGroupCommit, AReadInsideAJobSeesOneMoment) {
  bool was_there_before = true;
  bool was_there_behind = true;

  submit(lane, [&] {
    server->read([&](Repositories& r) {
      was_there_before = r.users().find_by_id(kInstance, id_of(1)).has_value();
      insert(*beside, user_of(1));
      was_there_behind = r.users().find_by_id(kInstance, id_of(1)).has_value();
      return true;
    });
  }).get();

  EXPECT_FALSE(was_there_before);
  EXPECT_FALSE(was_there_behind);
  EXPECT_TRUE(is_there(*server, 1));
}

TEST_F(SqliteGroupCommit, AThrowingReadInsideAJobLeavesTheLaneUsable) {
  submit(lane, [&] {
    EXPECT_THROW(server->read([](Repositories&) -> int { throw std::domain_error("a bug"); }), std::domain_error);
  }).get();

  EXPECT_TRUE(submit(lane, inserting(1)).get());
  EXPECT_TRUE(is_there(*beside, 1));
}

TEST_F(SqliteGroupCommit, TheEndOfTheStorageRunsWhatHasQueuedUp) {
  HeldLane held(lane);
  auto first = submit(lane, inserting(1));
  auto second = submit(lane, inserting(2));

  held.release();
  server.reset();

  EXPECT_TRUE(first.get());
  EXPECT_TRUE(second.get());
  EXPECT_TRUE(is_there(*beside, 2));
}

TEST_F(SqliteGroupCommit, MoreThanOneBatchIsWrittenCompletely) {
  std::vector<std::future<bool>> answers;
  HeldLane held(lane);
  for (int number = 1; number <= 200; ++number) answers.push_back(submit(lane, inserting(number)));

  held.release();

  for (auto& answer : answers) EXPECT_TRUE(answer.get());
  EXPECT_EQ(beside->read([](Repositories& r) { return r.users().list({kInstance, "api", "", false}, {}).total; }),
            200u);
}

class SqliteBusyLane : public SqliteFile {
 protected:
  std::unique_ptr<sqlite::SqliteStorage> open_impatient_server() const {
    sqlite::SqliteOptions impatient = options();
    impatient.transaction_deadline = std::chrono::milliseconds(1);
    impatient.queue_limit = 1;
    return open(impatient);
  }
};

TEST_F(SqliteBusyLane, RefusesATransactionThatDidNotStartInTime) {
  const auto server = open_impatient_server();
  std::atomic<bool> has_run = false;
  HeldLane held(server->write_lane());

  const Refusal refusal = refusal_of([&] {
    (void)server->transact([&](Repositories&) -> Status {
      has_run = true;
      return {};
    });
  });
  held.release();
  submit(server->write_lane(), [] {}).wait();

  expect_refusal(refusal, StorageError::Kind::Unavailable, "too busy");
  EXPECT_FALSE(has_run);
}

TEST_F(SqliteBusyLane, RefusesATransactionWhenItsQueueIsFull) {
  const auto server = open_impatient_server();
  HeldLane held(server->write_lane());
  const auto queued = submit(server->write_lane(), [] {});

  const Refusal refusal = refusal_of([&] { insert(*server, user_of(1)); });

  expect_refusal(refusal, StorageError::Kind::Unavailable, "queue of the writer is full");
}

}  // namespace
}  // namespace gotrue
