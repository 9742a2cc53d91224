// Storage over a database server: every read and transaction runs on a connection of a pool, and is tried again when the
// server says that it may (security.md 25). What comes all the time, a user by id and a refresh, is done for many requests
// with one statement each, on lanes of its own (ADR 8).
#pragma once
#include <functional>
#include <memory>

#include "adapter/storage/sql/connection_pool.hpp"
#include "adapter/storage/sql/gathering_lane.hpp"

namespace gotrue::sql {

struct PooledStorageOptions {
  PoolOptions pool;
  // For how many calls at the same time it is made; more than connections, because some wait for one.
  std::size_t callers = 96;
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

  // Lanes for jobs that seek a user by id, and a refresh token; what they cannot do together they leave to `threads`, which
  // outlives them as the storage does.
  std::unique_ptr<LaneExecutor> make_look_up_lane(LaneExecutor& threads);
  std::unique_ptr<LaneExecutor> make_refresh_lane(LaneExecutor& threads);

  std::optional<User> look_up_user(const Uuid& instance_id, const Uuid& id) override;
  void on_outbox_commit(std::function<void()> listener) override { on_outbox_commit_ = std::move(listener); }

 protected:
  void run_read(const std::function<void(Repositories&)>& body) override;
  void run_look_up(const std::function<void(Repositories&)>& body) override;
  void run_transaction(const std::function<bool(Repositories&)>& body) override;
  void run_refresh(const PresentedToken& presented, const std::function<bool(Repositories&)>& body) override;

 private:
  using Body = std::function<bool(Repositories&)>;
  Deadline start_deadline() const;
  // Runs `attempt` on a connection until it returns or throws what trying again does not help.
  void run(ConnectionUse use, const Deadline& deadline, const std::function<void(PooledConnection&)>& attempt);
  bool find_together(std::span<UserLookUp> look_ups, const Deadline& deadline) noexcept;
  GatheringLane::Batch serve_look_ups(GatheringLane::Batch batch) noexcept;
  GatheringOptions gathering_options() const;

  ConnectionPool pool_;
  const PooledStorageOptions options_;
  const Clock& clock_;
  const bool hash_tokens_;
  std::function<void()> on_outbox_commit_;
};

}  // namespace gotrue::sql
