// The schema of one database as `gotrue migrate` handles it; each engine implements it over one connection.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace gotrue::sql {

// What stands in the way of a migration or of one account per address, and what to do about it: a line each. Names ids
// and tables, never an address or a secret.
struct Obstacle {
  std::string what;
  std::string remedy;
};

// Not thread-safe. Every call may throw StorageError with one clear line.
class Schema {
 public:
  virtual ~Schema() = default;
  // What the database has: 0 when gotrue never migrated it.
  virtual int version() = 0;
  // What this binary knows.
  virtual int newest() const = 0;
  // The SQL that migrate would run now, in its order.
  virtual std::vector<std::string> pending() = 0;
  // Changes nothing.
  virtual std::vector<Obstacle> check() = 0;
  // Applies what is missing under a lock, once for any number of callers at the same time; goes on where a killed one
  // stopped. Throws also for a schema newer than the binary.
  virtual void migrate(Time now) = 0;
  // Rows of the original server that have no normal address yet get one, a batch at a time; `report` hears how many
  // rows were looked at so far. Returns how many were changed. Needs no lock and may be run again.
  virtual std::size_t adopt_rows(const std::function<void(std::size_t rows)>& report) = 0;
};

}  // namespace gotrue::sql
