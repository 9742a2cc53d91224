#include "adapter/storage/sqlite/sqlite_storage.hpp"
#include "storage_engine.hpp"
#include "test_storage.hpp"

namespace gotrue {
namespace {

class SqliteDatabase final : public EngineDatabase {
 public:
  explicit SqliteDatabase(const Clock& clock) : clock_(clock) {}

  std::unique_ptr<Storage> open(TokenForm form) override {
    sqlite::SqliteOptions options;
    options.path = directory_.file("gotrue.db");
    options.hash_tokens = form == TokenForm::Hashed;
    return std::make_unique<sqlite::SqliteStorage>(options, clock_);
  }

 private:
  const Clock& clock_;
  TemporaryDirectory directory_;
};

}  // namespace

StorageEngine sqlite_engine() {
  return {"SQLite", [](const Clock& clock) { return std::make_unique<SqliteDatabase>(clock); }};
}

}  // namespace gotrue
