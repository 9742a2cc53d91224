#include "adapter/storage/postgres/server_error.hpp"

#include <algorithm>
#include <initializer_list>

#include "adapter/storage/sql/server_connection.hpp"
#include "core/port/unstorable_value.hpp"

namespace gotrue::postgres {
namespace {

bool is_one_of(std::string_view code, std::initializer_list<std::string_view> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// Connection, transaction state, names, rollback, syntax and rights, resources, limits, state, intervention, system:
// they speak of the server and of our statements. Those of data and constraints (22, 23, ...) quote values.
bool is_message_safe(std::string_view code) {
  return is_one_of(code.substr(0, 2), {"08", "25", "26", "28", "3D", "3F", "40", "42", "53", "54", "55", "57", "58"});
}

// Serialization failure, deadlock, and a lock that did not come free in time (lock_timeout).
bool is_conflict(std::string_view code) { return is_one_of(code, {"40001", "40P01", "55P03"}); }

// Too long for its column; characters that the database's encoding lacks.
bool is_unstorable(std::string_view code) { return is_one_of(code, {"22001", "22021", "22P05"}); }

// Out of disk, memory or connections, the server's files, a statement that took too long.
bool may_pass(std::string_view code) {
  return code.starts_with("53") || code.starts_with("58") || code == "57014";
}

}  // namespace

void throw_server_error(std::string_view code, std::string_view message) {
  std::string text = "postgres: error " + std::string(code);
  if (code == "23505") throw DuplicateKey(text + ": the row is there already");
  if (is_message_safe(code)) text += ": " + one_line(message);
  if (is_conflict(code)) throw sql::TransactionConflict(text);
  if (ends_connection(code)) throw sql::ConnectionLost(text);
  if (is_unstorable(code)) throw UnstorableValue(text);
  throw StorageError(may_pass(code) ? StorageError::Kind::Unavailable : StorageError::Kind::Broken, text);
}

// 25006: the server became a replica; 26000: a proxy gave us another connection.
bool ends_connection(std::string_view code) {
  return code.starts_with("08") ||
         is_one_of(code, {"57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25006", "26000", "40003"});
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) > ' ') {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

}  // namespace gotrue::postgres
