// Connections to a database server that are used again and again.
#pragma once
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "adapter/storage/sql/refresh_batch.hpp"
#include "adapter/storage/sql/server_connection.hpp"
#include "adapter/storage/sql/sql_repositories.hpp"
#include "adapter/storage/sql/user_batch.hpp"
#include "base/clock.hpp"

namespace gotrue::sql {

struct PoolOptions {
  std::size_t size = 16;
  // One that lay idle for longer is asked first whether it is still there.
  std::chrono::milliseconds unchecked_idle{5'000};
  // An older one is closed, so that load balancers and rotated credentials get their way.
  std::chrono::milliseconds life{30 * 60'000};
};

// What a connection is taken for: one that did the same before needs no word to the server.
enum class ConnectionUse { Look, Change };

// A connection with the statements that were prepared on it.
struct PooledConnection {
  PooledConnection(std::unique_ptr<ServerConnection> opened, const Flavour& reading_flavour,
                   const Flavour& writing_flavour, Monotonic now)
      : connection(std::move(opened)),
        reading(*connection, reading_flavour),
        writing(*connection, writing_flavour),
        users(*connection, reading_flavour),
        refreshes(*connection, writing_flavour),
        opened_at(now),
        used_at(now) {}

  std::unique_ptr<ServerConnection> connection;
  SqlRepositories reading;
  SqlRepositories writing;  // its look-ups lock what they find
  UserBatch users;
  RefreshBatch refreshes;
  Monotonic opened_at;
  Monotonic used_at;
  ConnectionUse last_use = ConnectionUse::Look;
};

// Thread-safe.
class ConnectionPool {
 public:
  ConnectionPool(std::unique_ptr<Connector> connector, const Flavour& flavour, const PoolOptions& options,
                 const Clock& clock);

  // Waits for a connection until `deadline`. Throws StorageError when there is none by then, CannotConnect when none can
  // be opened.
  std::unique_ptr<PooledConnection> take(ConnectionUse use, const Deadline& deadline);
  // Every connection that was taken is given back, also one that is not usable any more.
  void give_back(std::unique_ptr<PooledConnection> connection);

  // A connection was lost: those that lie idle are asked before they are used whether they still stand.
  void doubt_idle();
  // Whether the server gave a connection within the last `patience`: it may be starting again.
  bool was_reachable_within(std::chrono::milliseconds patience) const;

 private:
  // Of those that were used for the same the last one, else the last.
  std::unique_ptr<PooledConnection> take_idle(ConnectionUse use);
  std::unique_ptr<PooledConnection> open(const Deadline& deadline);
  bool is_good(PooledConnection& connection, bool is_doubted) const;
  void release_place();

  const std::unique_ptr<Connector> connector_;
  const Flavour reading_;
  const Flavour writing_;
  const PoolOptions options_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<PooledConnection>> idle_;  // the last used one at the end
  std::size_t open_ = 0;                                 // idle or taken
  Monotonic doubted_at_{};
  Monotonic reached_at_;
};

// A connection of the pool, given back whatever happens.
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

}  // namespace gotrue::sql
