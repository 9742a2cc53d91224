#include "adapter/storage/mysql/migration_lease.hpp"

namespace gotrue::mysql {
namespace {

constexpr const char* kEnd = "TIMESTAMPADD(MICROSECOND, ?, UTC_TIMESTAMP(6))";

std::string new_owner(sql::Connection& connection) {
  sql::PreparedQuery query(connection, "SELECT UUID()");
  sql::Cursor row = query();
  return row.next() ? row.text(0) : std::string();
}

}  // namespace

std::string lease_table(const std::string& prefix) { return prefix + "gotrue_migration_lease"; }

std::string make_lease_table(const std::string& prefix) {
  return "CREATE TABLE IF NOT EXISTS " + lease_table(prefix) +
         " (id int NOT NULL PRIMARY KEY, owner varchar(36) NULL, server varchar(64) NULL, expires_at datetime(6) NULL)"
         " ENGINE=InnoDB";
}

MigrationLease::MigrationLease(sql::Connection& c, const std::string& prefix, std::string server, const LeaseTimes& times)
    : table_(lease_table(prefix)),
      owner_(new_owner(c)),
      server_(std::move(server)),
      times_(times),
      update_(c, "UPDATE " + table_ + " SET owner=?, server=?, expires_at=" + kEnd +
                     " WHERE id=1 AND (owner=? OR server=? OR expires_at < UTC_TIMESTAMP(6))"),
      insert_(c, "INSERT IGNORE INTO " + table_ + " (id, owner, server, expires_at) VALUES (1, ?, ?, " + kEnd + ")"),
      remove_(c, "DELETE FROM " + table_ + " WHERE owner=?") {}

MigrationLease::~MigrationLease() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  ending_.notify_one();
  if (renewing_.joinable()) renewing_.join();
  try {
    remove_(owner_).run();
  } catch (const std::exception&) {
    return;
  }
}

bool MigrationLease::try_take() {
  try {
    if (update_(owner_, server_, times_.lifetime.count(), owner_, server_).run() > 0) return true;
    return insert_(owner_, server_, times_.lifetime.count()).run() > 0;
  } catch (const sql::TransactionConflict&) {
    return false;  // another node was faster
  }
}

void MigrationLease::keep(Reconnect connect) {
  renewing_ = std::thread([this, connect = std::move(connect)] { renew_until_end(connect); });
}

void MigrationLease::renew_until_end(const Reconnect& connect) {
  std::unique_lock lock(mutex_);
  while (!ending_.wait_for(lock, times_.renewal, [this] { return is_ending_; })) {
    lock.unlock();
    try {
      const auto connection = connect();
      sql::PreparedQuery renew(*connection, "UPDATE " + table_ + " SET expires_at=" + kEnd + " WHERE owner=?");
      renew(times_.lifetime.count(), owner_).run();
    } catch (const std::exception&) {
      // Tried again; the owner asks try_take before each of its steps.
    }
    lock.lock();
  }
}

}  // namespace gotrue::mysql
