#include "adapter/storage/sql/pooled_storage.hpp"

#include <thread>

namespace gotrue::sql {
namespace {

// Gives the connection back to its pool, whatever happens.
class Lease {
 public:
  Lease(ConnectionPool& pool, ConnectionUse use, const Deadline& deadline)
      : pool_(pool), connection_(pool.take(use, deadline)) {}
  ~Lease() { pool_.give_back(std::move(connection_)); }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  PooledConnection& operator*() { return *connection_; }

 private:
  ConnectionPool& pool_;
  std::unique_ptr<PooledConnection> connection_;
};

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

constexpr std::chrono::milliseconds kFirstPause{2};
constexpr std::chrono::milliseconds kLongestPause{250};

}  // namespace

PooledStorage::PooledStorage(std::unique_ptr<Connector> connector, const Flavour& flavour,
                             const PooledStorageOptions& options, const Clock& clock)
    : pool_(std::move(connector), flavour, options.pool, clock), options_(options), clock_(clock) {}

void PooledStorage::run(ConnectionUse use, const std::function<void(PooledConnection&)>& attempt) {
  const Deadline deadline{&clock_, clock_.monotonic() + options_.deadline};
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
  run(ConnectionUse::Look, [&](PooledConnection& pooled) {
    pooled.connection->begin_look_up();
    body(pooled.reading);
  });
}

void PooledStorage::run_read(const std::function<void(Repositories&)>& body) {
  run(ConnectionUse::Look, [&](PooledConnection& pooled) {
    ServerConnection& connection = *pooled.connection;
    with_rollback(connection, [&] {
      connection.begin_read();
      body(pooled.reading);
      connection.commit();
    });
  });
}

void PooledStorage::run_transaction(const std::function<bool(Repositories&)>& body) {
  run(ConnectionUse::Change, [&](PooledConnection& pooled) {
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
      throw StorageError(StorageError::Kind::Unavailable, "database: the connection was lost during a commit");
    } catch (...) {
      connection.rollback();
      throw;
    }
    if (outbox_added && on_outbox_commit_) on_outbox_commit_();
  });
}

}  // namespace gotrue::sql
