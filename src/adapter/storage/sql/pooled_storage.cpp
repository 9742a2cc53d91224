#include "adapter/storage/sql/pooled_storage.hpp"

#include <thread>

#include "adapter/storage/sql/gathered_refreshes.hpp"
#include "adapter/storage/sql/known_users.hpp"
#include "adapter/storage/sql/thread_deadline.hpp"

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
      hash_tokens_(flavour.hash_tokens) {}

Deadline PooledStorage::start_deadline() const {
  return ThreadDeadline::cap({&clock_, clock_.monotonic() + options_.deadline});
}

GatheringOptions PooledStorage::gathering_options() const {
  GatheringOptions options;
  options.deadline = options_.deadline;
  return options;
}

std::unique_ptr<LaneExecutor> PooledStorage::make_look_up_lane(LaneExecutor& threads) {
  return std::make_unique<GatheringLane>(threads, gathering_options(), clock_, [this](GatheringLane::Batch batch) {
    return serve_look_ups(std::move(batch));
  });
}

// Tokens in clear are written by the original server, too: each refresh looks for itself.
std::unique_ptr<LaneExecutor> PooledStorage::make_refresh_lane(LaneExecutor& threads) {
  return std::make_unique<GatheringLane>(threads, gathering_options(), clock_, [this](GatheringLane::Batch batch) {
    return hash_tokens_ ? serve_refreshes(pool_, std::move(batch)) : std::move(batch);
  });
}

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

void PooledStorage::run_transaction(const Body& body) {
  run(ConnectionUse::Change, start_deadline(), [&](PooledConnection& pooled) {
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
  if (const UserLookUp* const known = KnownUsers::find(instance_id, id)) return known->found;
  return Storage::look_up_user(instance_id, id);
}

bool PooledStorage::find_together(std::span<UserLookUp> look_ups, const Deadline& deadline) noexcept {
  if (look_ups.empty()) return true;
  try {
    run(ConnectionUse::Look, deadline, [&](PooledConnection& pooled) {
      pooled.connection->begin_look_up();
      pooled.users.find(look_ups);
    });
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

// When they cannot be fetched together, each asks by itself, and hears what is wrong.
GatheringLane::Batch PooledStorage::serve_look_ups(GatheringLane::Batch batch) noexcept {
  std::vector<UserLookUp> look_ups;
  for (const GatheredJob& one : batch) {
    const SoughtRow row = one.job->seek();
    if (const auto* const sought = std::get_if<SoughtUser>(&row)) look_ups.push_back({*sought});
  }
  if (!find_together(look_ups, batch.front().deadline)) return batch;
  const KnownUsers known(look_ups);
  for (const GatheredJob& one : batch) {
    one.job->run();
    one.job->finish({});
  }
  for (const GatheredJob& one : batch) one.job->announce();
  return {};
}

void PooledStorage::run_refresh(const PresentedToken& presented, const Body& body) {
  if (NotedRefresh* const noted = NotedRefresh::find(presented)) return noted->run(body);
  run_transaction(body);
}

}  // namespace gotrue::sql
