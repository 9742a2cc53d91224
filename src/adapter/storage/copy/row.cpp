#include "adapter/storage/copy/row.hpp"

#include <cstring>

#include "base/sha256.hpp"

namespace gotrue::copy {
namespace {

bool is_number(Kind kind) { return kind == Kind::Integer || kind == Kind::Time; }

void append_number(std::string& bytes, std::int64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> shift);
}

std::optional<std::int64_t> take_number(std::string_view& bytes) {
  if (bytes.size() < 8) return std::nullopt;
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  bytes.remove_prefix(8);
  return static_cast<std::int64_t>(number);
}

bool take_value(std::string_view& bytes, Value& value) {
  const char tag = bytes.front();
  if (tag < 0 || tag > 7) return false;
  value.kind = static_cast<Kind>(tag / 2);
  value.is_null = tag % 2 == 1;
  bytes.remove_prefix(1);
  if (value.is_null) return true;
  const auto number = take_number(bytes);
  if (!number) return false;
  value.number = is_number(value.kind) ? *number : 0;
  if (is_number(value.kind)) return true;
  if (*number < 0 || static_cast<std::uint64_t>(*number) > bytes.size()) return false;
  value.bytes = bytes.substr(0, static_cast<std::size_t>(*number));
  bytes.remove_prefix(value.bytes.size());
  return true;
}

}  // namespace

Value read_value(const sql::Statement& statement, int column, Kind kind) {
  Value value{kind, statement.is_null(column), 0, {}};
  if (value.is_null) return value;
  switch (kind) {
    case Kind::Integer: value.number = statement.int64(column); break;
    case Kind::Time: value.number = statement.time(column).time_since_epoch().count(); break;
    case Kind::Text:
    case Kind::Bytes: value.bytes = statement.text(column); break;
  }
  return value;
}

void bind_value(sql::Statement& statement, int parameter, const Value& value) {
  if (value.is_null) return statement.bind_null(parameter);
  switch (value.kind) {
    case Kind::Integer: return statement.bind_int64(parameter, value.number);
    case Kind::Time: return statement.bind_time(parameter, Time(std::chrono::microseconds(value.number)));
    case Kind::Text: return statement.bind_text(parameter, value.bytes);
    case Kind::Bytes: return statement.bind_blob(parameter, value.bytes);
  }
}

std::string describe(const Value& value) {
  if (value.is_null) return "NULL";
  return is_number(value.kind) ? std::to_string(value.number) : value.bytes;
}

std::string encode(const Row& row) {
  std::string bytes;
  for (const Value& value : row) {
    bytes += static_cast<char>(static_cast<int>(value.kind) * 2 + (value.is_null ? 1 : 0));
    if (value.is_null) continue;
    append_number(bytes, is_number(value.kind) ? value.number : static_cast<std::int64_t>(value.bytes.size()));
    if (!is_number(value.kind)) bytes += value.bytes;
  }
  return bytes;
}

std::optional<Row> decode(std::string_view encoded) {
  Row row;
  while (!encoded.empty()) {
    if (!take_value(encoded, row.emplace_back())) return std::nullopt;
  }
  return row;
}

RowDigest digest_of(const Row& row) {
  const Sha256Digest whole = sha256(encode(row));
  RowDigest digest;
  std::memcpy(digest.data(), whole.data(), sizeof digest);
  return digest;
}

void TableSum::add(const RowDigest& row) {
  ++rows;
  digest[0] += row[0];
  digest[1] += row[1];
}

}  // namespace gotrue::copy
