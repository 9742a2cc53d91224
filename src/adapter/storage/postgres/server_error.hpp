// What the server's error codes (SQLSTATE) mean to the storage.
#pragma once
#include <string>
#include <string_view>

namespace gotrue::postgres {

// Throws DuplicateKey, sql::TransactionConflict, sql::ConnectionLost or StorageError. `message` is the server's; it is
// part of what() only for codes whose messages hold no value of a row.
[[noreturn]] void throw_server_error(std::string_view code, std::string_view message);

// Whether the connection is of no use after this error.
bool ends_connection(std::string_view code);

// `text` on one line, without any character that would end it.
std::string one_line(std::string_view text);

}  // namespace gotrue::postgres
