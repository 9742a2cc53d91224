// Storage over a database server: every read and transaction runs on a connection of a pool, and is tried again when the
// server says that it may (security.md 25).
#pragma once
#include <functional>

#include "adapter/storage/sql/connection_pool.hpp"

namespace gotrue::sql {

struct PooledStorageOptions {
  PoolOptions pool;
  // How long a read or a transaction is tried, waiting for a connection included.
  std::chrono::milliseconds deadline{10'000};
  // How long a server that cannot be reached is waited for: it may be starting again, or another takes its place. After
  // that, calls fail at once.
  std::chrono::milliseconds outage{5'000};
};

// Thread-safe.
class PooledStorage final : public Storage {
 public:
  // Opens no connection yet.
  PooledStorage(std::unique_ptr<Connector> connector, const Flavour& flavour, const PooledStorageOptions& options,
                const Clock& clock);

  void on_outbox_commit(std::function<void()> listener) override { on_outbox_commit_ = std::move(listener); }

 protected:
  void run_read(const std::function<void(Repositories&)>& body) override;
  void run_look_up(const std::function<void(Repositories&)>& body) override;
  void run_transaction(const std::function<bool(Repositories&)>& body) override;

 private:
  // Runs `attempt` on a connection until it returns or throws what trying again does not help.
  void run(ConnectionUse use, const std::function<void(PooledConnection&)>& attempt);

  ConnectionPool pool_;
  const PooledStorageOptions options_;
  const Clock& clock_;
  std::function<void()> on_outbox_commit_;
};

}  // namespace gotrue::sql
