#include "adapter/storage/mysql/migration_lock.hpp"

namespace gotrue::mysql {
namespace {

// Names have at most 64 characters.
constexpr const char* kTake =
    "SELECT COALESCE(GET_LOCK(CONCAT('gotrue-migrate-', LEFT(SHA2(CONCAT(DATABASE(), '/', ?), 256), 32)), 5), -1)";
constexpr const char* kRelease =
    "SELECT RELEASE_LOCK(CONCAT('gotrue-migrate-', LEFT(SHA2(CONCAT(DATABASE(), '/', ?), 256), 32)))";
constexpr int kNameTries = 120;      // five seconds each
constexpr int kLeaseTries = 3'000;  // 0.2 seconds each

// Nodes of a cluster differ in one of these.
std::string name_of_server(sql::Connection& connection) {
  sql::PreparedQuery query(connection,
                           "SELECT SHA2(CONCAT_WS('/', @@hostname, @@port, @@datadir, @@server_id), 256)");
  sql::Cursor row = query();
  return row.next() ? row.text(0) : std::string();
}

[[noreturn]] void give_up() {
  throw StorageError(StorageError::Kind::Unavailable,
                     "mysql: another node has been migrating the database for too long");
}

}  // namespace

MigrationLock::MigrationLock(sql::ServerConnection& c, const std::string& prefix, Reconnect reconnect)
    : prefix_(prefix),
      take_(c, kTake),
      release_(c, kRelease),
      pause_(c, "DO SLEEP(0.2)"),
      lease_(c, prefix, name_of_server(c)) {
  take_name();
  hold();
  if (reconnect) lease_.keep(std::move(reconnect));
}

MigrationLock::~MigrationLock() {
  try {
    release_(prefix_).next();
  } catch (const StorageError&) {
    // A connection that was lost gave it back.
    return;
  }
}

void MigrationLock::take_name() {
  for (int tries = 0; tries < kNameTries; ++tries) {
    sql::Cursor row = take_(prefix_);
    row.next();
    if (row.int64(0) == 1) return;
  }
  give_up();
}

void MigrationLock::hold() {
  for (int tries = 0; tries < kLeaseTries; ++tries) {
    if (lease_.try_take()) return;
    pause_().run();
  }
  give_up();
}

}  // namespace gotrue::mysql
