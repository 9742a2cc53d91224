#include "adapter/storage/sql/connection_pool.hpp"

#include <algorithm>

namespace gotrue::sql {
namespace {

Flavour locking(Flavour flavour) {
  flavour.locks_rows = true;
  return flavour;
}

constexpr std::chrono::seconds kLongestConnect{60};

}  // namespace

ConnectionPool::ConnectionPool(std::unique_ptr<Connector> connector, const Flavour& flavour,
                               const PoolOptions& options, const Clock& clock)
    : connector_(std::move(connector)),
      reading_(flavour),
      writing_(locking(flavour)),
      options_(options),
      clock_(clock),
      reached_at_(clock.monotonic()) {}

std::unique_ptr<PooledConnection> ConnectionPool::take(ConnectionUse use, const Deadline& deadline) {
  while (true) {
    std::unique_lock lock(mutex_);
    if (auto connection = take_idle(use)) {
      const bool is_doubted = connection->used_at <= doubted_at_;
      lock.unlock();
      connection->connection->set_deadline(deadline);
      if (is_good(*connection, is_doubted)) return connection;
      connection.reset();
      release_place();
      continue;
    }
    if (open_ < options_.size) {
      ++open_;
      lock.unlock();
      return open(deadline);
    }
    const auto left = deadline.left();
    if (left <= left.zero() || freed_.wait_for(lock, left) == std::cv_status::timeout) {
      throw StorageError(StorageError::Kind::Unavailable, "database: every connection is busy");
    }
  }
}

std::unique_ptr<PooledConnection> ConnectionPool::take_idle(ConnectionUse use) {
  if (idle_.empty()) return nullptr;
  const auto same = std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& idle) { return idle->last_use == use; });
  const auto chosen = same == idle_.rend() ? idle_.end() - 1 : same.base() - 1;
  auto connection = std::move(*chosen);
  idle_.erase(chosen);
  connection->last_use = use;
  return connection;
}

std::unique_ptr<PooledConnection> ConnectionPool::open(const Deadline& deadline) {
  try {
    auto opened = std::make_unique<PooledConnection>(connector_->connect(deadline.cap(kLongestConnect)), reading_,
                                                     writing_, clock_.monotonic());
    opened->connection->set_deadline(deadline);
    const std::lock_guard lock(mutex_);
    reached_at_ = std::max(reached_at_, opened->opened_at);
    return opened;
  } catch (...) {
    release_place();
    throw;
  }
}

bool ConnectionPool::is_good(PooledConnection& connection, bool is_doubted) const {
  const Monotonic now = clock_.monotonic();
  if (!connection.connection->is_usable() || now - connection.opened_at > options_.life) return false;
  if (!is_doubted && now - connection.used_at <= options_.unchecked_idle) return true;
  return connection.connection->ping();
}

void ConnectionPool::doubt_idle() {
  const std::lock_guard lock(mutex_);
  doubted_at_ = clock_.monotonic();
}

bool ConnectionPool::was_reachable_within(std::chrono::milliseconds patience) const {
  const std::lock_guard lock(mutex_);
  return clock_.monotonic() - reached_at_ <= patience;
}

void ConnectionPool::give_back(std::unique_ptr<PooledConnection> connection) {
  if (!connection->connection->is_usable()) {
    connection.reset();
    release_place();
    return;
  }
  connection->used_at = clock_.monotonic();
  {
    const std::lock_guard lock(mutex_);
    reached_at_ = std::max(reached_at_, connection->used_at);
    idle_.push_back(std::move(connection));
  }
  freed_.notify_one();
}

void ConnectionPool::release_place() {
  {
    const std::lock_guard lock(mutex_);
    --open_;
  }
  freed_.notify_one();
}

}  // namespace gotrue::sql
