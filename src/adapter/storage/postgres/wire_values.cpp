#include "adapter/storage/postgres/wire_values.hpp"

#include <algorithm>
#include <limits>

#include "base/utf8.hpp"
#include "base/uuid.hpp"
#include "core/port/storage.hpp"

namespace gotrue::postgres {
namespace {

// 2000-01-01, from which the server counts.
constexpr std::int64_t kEpoch = 946'684'800'000'000;
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

[[noreturn]] void refuse(const char* what, Type type) {
  throw StorageError(StorageError::Kind::Broken,
                     std::string("postgres: ") + what + " of type " + std::to_string(static_cast<std::uint32_t>(type)));
}

template <class T>
std::string big_endian(T value) {
  std::string bytes(sizeof value, '\0');
  for (std::size_t i = 0; i < sizeof value; ++i) {
    bytes[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> 8 * (sizeof value - 1 - i));
  }
  return bytes;
}

template <class T>
WireValue fitting(std::int64_t value, Type type) {
  if (value < std::numeric_limits<T>::min() || value > std::numeric_limits<T>::max()) {
    refuse("a number is too large for a parameter", type);
  }
  return {big_endian(static_cast<T>(value)), true};
}

// Sign-extended.
std::int64_t read_integer(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > 8) return 0;
  std::uint64_t value = static_cast<signed char>(bytes[0]) < 0 ? ~std::uint64_t{0} : 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(value);
}

// numeric: the number of digits to base 10000, the power of the first, the sign, the scale, the digits.
std::int64_t read_numeric(std::string_view bytes) {
  const auto word = [&](std::size_t index) { return read_integer(bytes.substr(2 * index, 2)); };
  if (bytes.size() < 8) return 0;
  const std::int64_t count = word(0);
  const std::int64_t weight = word(1);
  std::int64_t value = 0;
  for (std::int64_t i = 0; i <= weight; ++i) {
    const std::int64_t digit = i < count ? word(static_cast<std::size_t>(4 + i)) : 0;
    if (__builtin_mul_overflow(value, 10'000, &value) || __builtin_add_overflow(value, digit, &value)) {
      refuse("a number is too large in a column", Type::Numeric);
    }
  }
  return word(2) == 0x4000 ? -value : value;
}

WireValue integer_to_wire(std::int64_t value, Type type) {
  switch (type) {
    case Type::Bool: return {std::string(1, value ? '\1' : '\0'), true};
    case Type::Int2: return fitting<std::int16_t>(value, type);
    case Type::Int4: return fitting<std::int32_t>(value, type);
    case Type::Int8: return fitting<std::int64_t>(value, type);
    default: return {std::to_string(value), false};
  }
}

std::string storable_text(std::string_view text) {
  std::string storable;
  storable.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = text[0] == '\0' ? 0 : utf8_sequence_length(text);
    if (length == 0) {
      storable += "\uFFFD";
      text.remove_prefix(1);
    } else {
      storable += text.substr(0, length);
      text.remove_prefix(length);
    }
  }
  return storable;
}

WireValue text_to_wire(const std::string& text, Type type) {
  const bool is_storable = text.find('\0') == std::string::npos && is_valid_utf8(text);
  // The binary form of these is their bytes.
  const bool is_plain = type == Type::Text || type == Type::Varchar || type == Type::Bpchar || type == Type::Json;
  return {is_storable ? text : storable_text(text), is_plain};
}

WireValue time_to_wire(std::int64_t microseconds, Type type) {
  if (type != Type::Timestamptz && type != Type::Timestamp) refuse("a time was bound to a parameter", type);
  if (microseconds < kMin + kEpoch) refuse("a time is too early for a parameter", type);
  return {big_endian(microseconds - kEpoch), true};
}

}  // namespace

WireValue to_wire(const BoundValue& value, Type type) {
  switch (value.kind) {
    case BoundValue::Kind::Null: break;
    case BoundValue::Kind::Integer: return integer_to_wire(value.number, type);
    case BoundValue::Kind::Text: return text_to_wire(value.bytes, type);
    case BoundValue::Kind::Moment: return time_to_wire(value.number, type);
    case BoundValue::Kind::Bytes:
      if (type != Type::Bytea) refuse("bytes were bound to a parameter", type);
      return {value.bytes, true};
  }
  return {};
}

std::int64_t int64_from_wire(std::string_view bytes, Type type) {
  switch (type) {
    case Type::Bool:
    case Type::Int2:
    case Type::Int4:
    case Type::Int8: return read_integer(bytes);
    case Type::Numeric: return read_numeric(bytes);
    default: refuse("a number was read from a column", type);
  }
}

Time time_from_wire(std::string_view bytes, Type type) {
  if (type != Type::Timestamptz && type != Type::Timestamp) refuse("a time was read from a column", type);
  const std::int64_t since_2000 = read_integer(bytes);
  // "infinity" stays at the end of time.
  const std::int64_t microseconds = since_2000 > kMax - kEpoch ? kMax : since_2000 + kEpoch;
  return Time(std::chrono::microseconds(microseconds));
}

std::string_view text_from_wire(std::string_view bytes, Type type, std::string& scratch) {
  switch (type) {
    case Type::Jsonb: return bytes.substr(bytes.empty() ? 0 : 1);  // after its version
    case Type::Uuid: {
      Uuid id;
      if (bytes.size() == id.bytes.size()) std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
      scratch = id.to_string();
      return scratch;
    }
    case Type::Bool:
    case Type::Int2:
    case Type::Int4:
    case Type::Int8: scratch = std::to_string(read_integer(bytes)); return scratch;
    default: return bytes;
  }
}

}  // namespace gotrue::postgres
