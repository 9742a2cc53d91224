// Values as PostgreSQL sends and takes them: the binary forms of its types, text for the types that have no short one.
// Pure: knows no connection.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace gotrue::postgres {

// The types that the repositories' columns and expressions have, by the server's numbers (pg_type).
enum class Type : std::uint32_t {
  Bool = 16,
  Bytea = 17,
  Int8 = 20,
  Int2 = 21,
  Int4 = 23,
  Text = 25,
  Json = 114,
  Bpchar = 1042,
  Varchar = 1043,
  Timestamp = 1114,
  Timestamptz = 1184,
  Numeric = 1700,
  Uuid = 2950,
  Jsonb = 3802,
};

// A parameter as it was bound, before its type is known.
struct BoundValue {
  enum class Kind { Null, Integer, Text, Bytes, Moment };
  Kind kind = Kind::Null;
  std::int64_t number = 0;  // of an Integer; of a Moment the microseconds since 1970
  std::string bytes;        // of Text and Bytes
};

// What is sent for a parameter.
struct WireValue {
  std::string bytes;
  bool is_binary = false;
  bool is_null = false;
};

// `value` (not Null) as the server's type. Throws StorageError (Broken) when the type has no room for it. Characters
// that a text of PostgreSQL cannot hold (NUL, ill-formed UTF-8) become U+FFFD.
WireValue to_wire(const BoundValue& value, Type type);

// A column in binary form; each throws StorageError (Broken) when the type is not of that kind.
// Numbers are cut to their integer part.
std::int64_t int64_from_wire(std::string_view bytes, Type type);
Time time_from_wire(std::string_view bytes, Type type);
// `scratch` keeps the text of types whose binary form is another.
std::string_view text_from_wire(std::string_view bytes, Type type, std::string& scratch);

}  // namespace gotrue::postgres
