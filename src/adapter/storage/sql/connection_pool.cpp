#include "adapter/storage/sql/connection_pool.hpp"

namespace gotrue::sql {
namespace {

Flavour locking(Flavour flavour) {
  flavour.locks_rows = true;
  return flavour;
}

}  // namespace

ConnectionPool::ConnectionPool(std::unique_ptr<Connector> connector, const Flavour& flavour,
                               const PoolOptions& options, const Clock& clock)
    : connector_(std::move(connector)),
      reading_(flavour),
      writing_(locking(flavour)),
      options_(options),
      clock_(clock) {}

std::unique_ptr<PooledConnection> ConnectionPool::take(Monotonic deadline) {
  while (true) {
    std::unique_lock lock(mutex_);
    if (auto connection = take_idle(lock)) {
      lock.unlock();
      if (is_good(*connection)) return connection;
      connection.reset();
      release_place();
      continue;
    }
    if (open_ < options_.size) {
      ++open_;
      lock.unlock();
      return open();
    }
    const auto left = deadline - clock_.monotonic();
    if (left <= left.zero() || freed_.wait_for(lock, left) == std::cv_status::timeout) {
      throw StorageError(StorageError::Kind::Unavailable, "database: every connection is busy");
    }
  }
}

std::unique_ptr<PooledConnection> ConnectionPool::take_idle(std::unique_lock<std::mutex>&) {
  if (idle_.empty()) return nullptr;
  auto connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

std::unique_ptr<PooledConnection> ConnectionPool::open() {
  try {
    return std::make_unique<PooledConnection>(connector_->connect(), reading_, writing_, clock_.monotonic());
  } catch (...) {
    release_place();
    throw;
  }
}

bool ConnectionPool::is_good(PooledConnection& connection) const {
  const Monotonic now = clock_.monotonic();
  if (!connection.connection->is_usable() || now - connection.opened_at > options_.life) return false;
  return now - connection.used_at <= options_.unchecked_idle || connection.connection->ping();
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
