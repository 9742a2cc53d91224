// What the conformance suite is handed: an engine that gives it databases. A new engine is one more file like
// sqlite_engine.cpp and one more line in all_engines(); the tests stay as they are.
#pragma once
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "core/port/storage.hpp"

namespace gotrue {

// GOTRUE_SECURITY_HASH_TOKENS: how a storage keeps the tokens that it is given.
enum class TokenForm { Hashed, Plain };

// A database of its own, empty at first and gone at the end of its life.
class EngineDatabase {
 public:
  virtual ~EngineDatabase() = default;
  // Opens it, or opens it again once the storage before is gone.
  virtual std::unique_ptr<Storage> open(TokenForm form) = 0;
};

struct StorageEngine {
  std::string name;
  std::function<std::unique_ptr<EngineDatabase>(const Clock&)> make_database;
};

inline std::ostream& operator<<(std::ostream& out, const StorageEngine& engine) { return out << engine.name; }

StorageEngine sqlite_engine();
// Those whose servers run, named by GOTRUE_TEST_MYSQL_URL and GOTRUE_TEST_POSTGRES_URL.
std::vector<StorageEngine> server_engines();
std::vector<StorageEngine> all_engines();

}  // namespace gotrue
