// Of all processes that want to change a schema one does, whichever nodes of a cluster they stand at.
#pragma once
#include <string>

#include "adapter/storage/mysql/migration_lease.hpp"

namespace gotrue::mysql {

// A lock of the connection's server by name, and the lease that all nodes see. The lock comes free with the connection, so
// that who died is no hindrance on its own node; on others its lease must run out.
class MigrationLock {
 public:
  // Waits for its turn, ten minutes at the most. Without `reconnect` a step longer than the lease may lose it, which does
  // no harm: steps may be done twice. Throws StorageError (Unavailable).
  MigrationLock(sql::ServerConnection& connection, const std::string& prefix, Reconnect reconnect);
  ~MigrationLock();
  MigrationLock(const MigrationLock&) = delete;
  MigrationLock& operator=(const MigrationLock&) = delete;

  // To be called before each step: waits for its turn again if another one took over.
  void hold();

 private:
  void take_name();

  const std::string prefix_;
  sql::PreparedQuery take_;
  sql::PreparedQuery release_;
  sql::PreparedQuery pause_;
  MigrationLease lease_;
};

}  // namespace gotrue::mysql
