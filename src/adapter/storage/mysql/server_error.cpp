#include "adapter/storage/mysql/server_error.hpp"

#include <algorithm>
#include <array>

#include "adapter/storage/sql/server_connection.hpp"
#include "core/port/unstorable_value.hpp"

namespace gotrue::mysql {
namespace {

// The numbers are those of the manuals' error references, of both servers.
constexpr std::array kDuplicate = {1022u, 1062u, 1586u};
constexpr std::array kConflict = {
    1020u,  // the row changed since the snapshot
    1180u,  // the commit failed: certification of a cluster
    1205u,  // lock wait time-out
    1213u,  // deadlock
    1412u,  // a table was altered since the snapshot
    1614u,  // deadlock found by another part
    1615u,  // the statement must be prepared again
    3100u,  // a hook of group replication refused
    3101u,  // certification of group replication failed
    3572u,  // a lock is held
};
constexpr std::array kLost = {
    1047u,  // a node that is not part of its cluster
    1053u,  // shutting down
    1077u, 1079u, 1080u,
    1152u, 1154u, 1155u, 1156u, 1157u, 1158u, 1159u, 1160u, 1161u, 1184u,  // reading and writing packets
    1243u,  // a prepared statement that the server does not know: another server took over
    1290u,  // read-only
    1792u,  // transactions that only read
    1836u,  // read-only mode
    1927u,  // connection killed
    3032u,  // offline mode
    3169u,  // session killed
    4031u,  // idle for too long
};
constexpr std::array kUnavailable = {
    1021u, 1030u, 1037u, 1038u, 1040u, 1041u, 1114u,  // full, or out of memory or connections
    1129u, 1203u, 1226u, 1317u, 1461u, 1637u, 1969u, 3024u, 3170u,
};
constexpr std::array kUnstorable = {
    1267u,  // a comparison with characters that the column's set lacks
    1366u,  // such characters, or a text where a number belongs
    1406u,  // too long
    3140u, 3157u, 4025u,  // no JSON for this server, nested too deeply
};
constexpr std::array kAlterRefused = {1221u, 1800u, 1845u, 1846u};  // of them 1221: clauses that do not go together
// Their words name tables, columns, users and commands, never values.
constexpr std::array kSafeWords = {
    1008u, 1040u, 1044u, 1045u, 1046u, 1047u, 1048u, 1049u, 1050u, 1051u, 1053u, 1054u, 1059u, 1060u,
    1061u, 1064u, 1068u, 1069u, 1070u, 1071u, 1072u, 1091u, 1093u, 1101u, 1114u, 1118u, 1129u, 1130u,
    1140u, 1142u, 1143u, 1146u, 1193u, 1203u, 1205u, 1213u, 1226u, 1227u, 1231u, 1235u, 1251u, 1267u,
    1270u, 1271u, 1290u, 1305u, 1317u, 1364u, 1370u, 1406u, 1461u, 1524u, 1698u, 1792u, 1836u, 1927u, 3024u,
    3032u, 3118u, 3159u, 4031u, 4151u,
};

template <std::size_t N>
bool holds(const std::array<unsigned, N>& codes, unsigned code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// The client library's own errors.
bool is_of_client(unsigned code) { return (code >= 2000 && code < 3000) || (code >= 5000 && code < 6000); }

// The client library says that it was called in a wrong way, or that a value is too large to be sent.
bool is_misuse(unsigned code) {
  return code == 2020 || (code >= 2029 && code <= 2037) || (code >= 2050 && code <= 2053);
}

std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(line.begin(), line.end(), [](unsigned char c) { return c < ' '; }, ' ');
  return line;
}

}  // namespace

ErrorMeaning meaning_of(unsigned code) {
  if (holds(kDuplicate, code)) return ErrorMeaning::Duplicate;
  if (holds(kConflict, code)) return ErrorMeaning::Conflict;
  if (code == 2008) return ErrorMeaning::Unavailable;  // out of memory
  if (holds(kLost, code) || (is_of_client(code) && !is_misuse(code))) return ErrorMeaning::Lost;
  if (holds(kUnavailable, code)) return ErrorMeaning::Unavailable;
  return ErrorMeaning::Broken;
}

std::string describe_error(unsigned code, std::string_view server_text) {
  std::string text = "mysql: error " + std::to_string(code);
  if ((holds(kSafeWords, code) || is_of_client(code)) && !server_text.empty()) {
    text += ": " + one_line(server_text);
  } else if (holds(kDuplicate, code)) {
    text += ": duplicate key";
  }
  return text;
}

void throw_server_error(unsigned code, std::string_view server_text) {
  const std::string text = describe_error(code, server_text);
  if (holds(kAlterRefused, code)) throw AlterRefused(text);
  if (holds(kUnstorable, code)) throw UnstorableValue(text);
  switch (meaning_of(code)) {
    case ErrorMeaning::Duplicate: throw DuplicateKey(text);
    case ErrorMeaning::Conflict: throw sql::TransactionConflict(text);
    case ErrorMeaning::Lost: throw sql::ConnectionLost(text);
    case ErrorMeaning::Unavailable: throw StorageError(StorageError::Kind::Unavailable, text);
    case ErrorMeaning::Broken: break;
  }
  throw StorageError(StorageError::Kind::Broken, text);
}

}  // namespace gotrue::mysql
