#include "adapter/storage/mysql/online_alter.hpp"

#include <string_view>

#include "adapter/storage/mysql/server_error.hpp"

namespace gotrue::mysql {
namespace {

constexpr std::string_view kInstant = ", ALGORITHM=INSTANT";
constexpr std::string_view kInPlace = ", ALGORITHM=INPLACE, LOCK=NONE";
// Writers wait, readers do not.
constexpr std::string_view kReadOnly = ", ALGORITHM=INPLACE, LOCK=SHARED";
constexpr int kLockTries = 60;

bool is_alter(const std::string& statement) { return statement.starts_with("ALTER TABLE "); }
bool reads_rows(const std::string& statement) {
  return statement.find(" INDEX ") != std::string::npos || statement.find(" ROW_FORMAT=") != std::string::npos;
}

void run_with_patience(sql::ServerConnection& connection, const std::string& statement) {
  for (int tries = 1;; ++tries) {
    try {
      return connection.execute(statement);
    } catch (const sql::TransactionConflict&) {
      if (tries == kLockTries) throw;
    }
    connection.execute("DO SLEEP(0.2)");
  }
}

// False when the server cannot do it in that way.
bool try_alter(sql::ServerConnection& connection, const std::string& statement, std::string_view clause) {
  try {
    run_with_patience(connection, statement + std::string(clause));
    return true;
  } catch (const AlterRefused&) {
    return false;
  }
}

}  // namespace

std::string online_clause(const std::string& statement) {
  if (!is_alter(statement)) return {};
  return std::string(reads_rows(statement) ? kInPlace : kInstant);
}

void alter_online(sql::ServerConnection& connection, const std::string& statement) {
  if (!is_alter(statement)) return run_with_patience(connection, statement);
  if (!reads_rows(statement) && try_alter(connection, statement, kInstant)) return;
  for (const std::string_view clause : {kInPlace, kReadOnly}) {
    if (try_alter(connection, statement, clause)) return;
  }
  run_with_patience(connection, statement);
}

}  // namespace gotrue::mysql
