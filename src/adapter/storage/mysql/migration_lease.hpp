// Which process may change the schema, on every node of a cluster: a row with an owner and a time at which it runs out. The
// locks of MySQL by name hold on one node alone.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::mysql {

using Reconnect = std::function<std::unique_ptr<sql::ServerConnection>()>;

struct LeaseTimes {
  std::chrono::microseconds lifetime = std::chrono::seconds(30);
  std::chrono::milliseconds renewal = std::chrono::seconds(5);
};

std::string lease_table(const std::string& prefix);
std::string make_lease_table(const std::string& prefix);

// The table must be there. Not thread-safe. Calls may throw StorageError.
class MigrationLease {
 public:
  // `server` names the node that the process stands at: it holds that node's named lock, so another lease of the same node
  // is of a process that is gone.
  MigrationLease(sql::Connection& connection, const std::string& prefix, std::string server, const LeaseTimes& times = {});
  // Takes it, or lengthens it; false while another process holds it.
  bool try_take();
  // Lengthens it on connections of its own for as long as this object lives; `connect` runs on another thread.
  void keep(Reconnect connect);
  // Gives it back if it is ours still. Never throws: what is not given back runs out.
  ~MigrationLease();
  MigrationLease(const MigrationLease&) = delete;
  MigrationLease& operator=(const MigrationLease&) = delete;

 private:
  void renew_until_end(const Reconnect& connect);

  const std::string table_;
  const std::string owner_;
  const std::string server_;
  const LeaseTimes times_;
  sql::PreparedQuery update_;
  sql::PreparedQuery insert_;
  sql::PreparedQuery remove_;
  std::mutex mutex_;
  std::condition_variable ending_;
  bool is_ending_ = false;
  std::thread renewing_;
};

}  // namespace gotrue::mysql
