// What an error of the server or of the client library means for the caller.
#pragma once
#include <string>
#include <string_view>

#include "core/port/storage.hpp"

namespace gotrue::mysql {

// The server cannot alter a table in the way that the statement asks for (ALGORITHM, LOCK).
class AlterRefused : public StorageError {
 public:
  explicit AlterRefused(const std::string& message) : StorageError(Kind::Broken, message) {}
};

enum class ErrorMeaning {
  Duplicate,    // a unique index refuses the row
  Conflict,     // the transaction may be run again as it stands
  Lost,         // the connection or its server is of no use
  Unavailable,  // may pass: full, too many connections, a time-out
  Broken,
};

ErrorMeaning meaning_of(unsigned code);
// "mysql: error 1146: Table 'gotrue.users' doesn't exist". The server's own words only where they cannot hold the value
// of a row.
std::string describe_error(unsigned code, std::string_view server_text);

// Throws DuplicateKey, sql::TransactionConflict, sql::ConnectionLost, AlterRefused, UnstorableValue or StorageError.
[[noreturn]] void throw_server_error(unsigned code, std::string_view server_text);

}  // namespace gotrue::mysql
