#include "adapter/storage/sql/pooled_storage.hpp"

#include <thread>

#include "adapter/storage/sql/refresh_together.hpp"

namespace gotrue::sql {
namespace {

// Runs `body` and rolls back what it leaves open when it throws.
template <class Body>
void with_rollback(ServerConnection& connection, const Body& body) {
  try {
    body();
  } catch (...) {
    connection.rollback();
    throw;
  }
}

constexpr const char* kLostAtCommit = "database: the connection was lost during a commit";

constexpr std::chrono::milliseconds kFirstPause{2};
constexpr std::chrono::milliseconds kLongestPause{250};

}  // namespace

PooledStorage::PooledStorage(std::unique_ptr<Connector> connector, const Flavour& flavour,
                             const PooledStorageOptions& options, const Clock& clock)
    : pool_(std::move(connector), flavour, options.pool, clock),
      options_(options),
      clock_(clock),
      hash_tokens_(flavour.hash_tokens),
      look_ups_(options.batches, options.batch_limit,
                [this](const Gathering::Batch& look_ups) { find_together(look_ups); }),
      refreshes_(options.batches, options.batch_limit,
                 [this](const Gathering::Batch& calls) { refresh_together(pool_, calls); }) {}

Deadline PooledStorage::start_deadline() const { return {&clock_, clock_.monotonic() + options_.deadline}; }

void PooledStorage::run(ConnectionUse use, const Deadline& deadline,
                        const std::function<void(PooledConnection&)>& attempt) {
  for (std::chrono::milliseconds pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
    try {
      Lease lease(pool_, use, deadline);
      return attempt(*lease);
    } catch (const TransactionConflict&) {
      if (!deadline.allows(pause)) throw;
    } catch (const ConnectionLost&) {
      pool_.doubt_idle();
      if (!deadline.allows(pause)) throw;
    } catch (const CannotConnect&) {
      if (!deadline.allows(pause) || !pool_.was_reachable_within(options_.outage)) throw;
    }
    std::this_thread::sleep_for(pause);
  }
}

void PooledStorage::run_look_up(const std::function<void(Repositories&)>& body) {
  run(ConnectionUse::Look, start_deadline(), [&](PooledConnection& pooled) {
    pooled.connection->begin_look_up();
    body(pooled.reading);
  });
}

void PooledStorage::run_read(const std::function<void(Repositories&)>& body) {
  run(ConnectionUse::Look, start_deadline(), [&](PooledConnection& pooled) {
    ServerConnection& connection = *pooled.connection;
    with_rollback(connection, [&] {
      connection.begin_read();
      body(pooled.reading);
      connection.commit();
    });
  });
}

void PooledStorage::run_transaction(const Body& body) { run_transaction_by(start_deadline(), body); }

void PooledStorage::run_transaction_by(const Deadline& deadline, const Body& body) {
  run(ConnectionUse::Change, deadline, [&](PooledConnection& pooled) {
    ServerConnection& connection = *pooled.connection;
    bool is_kept = false;
    with_rollback(connection, [&] {
      connection.begin_next();
      is_kept = body(pooled.writing);
    });
    const bool outbox_added = pooled.writing.take_outbox_added();
    if (!is_kept) return connection.rollback();
    try {
      connection.commit();
    } catch (const ConnectionLost&) {
      // It may have been committed: trying again could do it twice.
      throw StorageError(StorageError::Kind::Unavailable, kLostAtCommit);
    } catch (...) {
      connection.rollback();
      throw;
    }
    if (outbox_added && on_outbox_commit_) on_outbox_commit_();
  });
}

std::optional<User> PooledStorage::look_up_user(const Uuid& instance_id, const Uuid& id) {
  UserLookUp look_up(start_deadline(), instance_id, id);
  look_ups_.pass(look_up);
  if (!look_up.has_failed) return std::move(look_up.found);
  std::optional<User> user;
  run(ConnectionUse::Look, look_up.deadline, [&](PooledConnection& pooled) {
    pooled.connection->begin_look_up();
    user = pooled.reading.users().find_by_id(instance_id, id);
  });
  return user;
}

void PooledStorage::find_together(const Gathering::Batch& look_ups) noexcept {
  try {
    run(ConnectionUse::Look, look_ups.front()->deadline, [&](PooledConnection& pooled) {
      pooled.connection->begin_look_up();
      pooled.users.find(look_ups);
    });
    for (Gathered* one : look_ups) static_cast<UserLookUp&>(*one).has_failed = false;
  } catch (const std::exception&) {
    // Each asks again by itself, and hears what is wrong.
    return;
  }
}

void PooledStorage::run_refresh(const PresentedToken& presented, const Body& body) {
  if (!hash_tokens_) return run_transaction(body);
  RefreshCall call(start_deadline(), presented, body);
  refreshes_.pass(call);
  switch (call.outcome) {
    case RefreshCall::Outcome::FellOut: return run_transaction_by(call.deadline, body);
    case RefreshCall::Outcome::Unknown: throw StorageError(StorageError::Kind::Unavailable, kLostAtCommit);
    case RefreshCall::Outcome::Done:
      if (call.error) std::rethrow_exception(call.error);
  }
}

}  // namespace gotrue::sql
