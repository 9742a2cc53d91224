// JSON (RFC 8259) for what the server reads and writes: a strict parser into a small tree, and one canonical
// text form. Numbers keep the text they were sent with, so integers beyond 2^53 survive.
//
// Canonical text: no white space, the keys of an object sorted by bytes, of duplicate keys the last one, and
// strings escaped as Go's encoding/json does (`<`, `>`, `&`, U+2028 and U+2029 as \u00XX, control characters,
// `"` and `\`; everything else as UTF-8).
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace gotrue::json {

class Value;
using Member = std::pair<std::string, Value>;
using Array = std::vector<Value>;

// Members sorted by key, each key once.
class Object {
 public:
  Object();
  Object(const Object&);
  Object(Object&&) noexcept;
  Object& operator=(const Object&);
  Object& operator=(Object&&) noexcept;
  ~Object();

  // Sorts the members and keeps the last of each key; sets `has_duplicates` when there were such.
  static Object from_members(std::vector<Member> members, bool& has_duplicates);

  // The value of `key`, or nullptr.
  const Value* find(std::string_view key) const;
  // Sets or replaces.
  void set(std::string key, Value value);
  // Returns whether the key was there.
  bool remove(std::string_view key);
  const std::vector<Member>& members() const;
  bool empty() const;
  std::size_t size() const;

 private:
  std::vector<Member> members_;
};

struct Null {
  bool operator==(const Null&) const = default;
};
// A number as it was written: `12345678901234567890`, `1.50`, `-0`.
struct Number {
  std::string text;
};

class Value {
 public:
  Value() : node_(Null{}) {}
  Value(Null) : node_(Null{}) {}
  Value(bool value) : node_(value) {}
  Value(Number value) : node_(std::move(value)) {}
  Value(std::int64_t value) : node_(Number{std::to_string(value)}) {}
  Value(std::string value) : node_(std::move(value)) {}
  Value(std::string_view value) : node_(std::string(value)) {}
  Value(const char* value) : node_(std::string(value)) {}
  Value(Array value) : node_(std::move(value)) {}
  Value(Object value) : node_(std::move(value)) {}

  bool is_null() const { return std::holds_alternative<Null>(node_); }
  // Each returns nullptr when the value is of another type.
  const bool* as_bool() const { return std::get_if<bool>(&node_); }
  const Number* as_number() const { return std::get_if<Number>(&node_); }
  const std::string* as_string() const { return std::get_if<std::string>(&node_); }
  const Array* as_array() const { return std::get_if<Array>(&node_); }
  const Object* as_object() const { return std::get_if<Object>(&node_); }
  Object* as_object() { return std::get_if<Object>(&node_); }
  // The number as a 64-bit integer when it is written as one ("12", "-3") and fits.
  std::optional<std::int64_t> as_int64() const;
  // "null", "bool", "number", "string", "array" or "object": the words of a type error.
  std::string_view type_name() const;
  // Calls `visitor` with Null, bool, Number, std::string, Array or Object.
  template <class Visitor>
  void visit(const Visitor& visitor) const {
    std::visit(visitor, node_);
  }

 private:
  std::variant<Null, bool, Number, std::string, Array, Object> node_;
};

// What keeps a text from being JSON.
struct ParseError {
  std::size_t offset = 0;
  std::string message;  // public: "unexpected end of JSON input", "invalid character 'x' ..."
};
using ParseResult = tl::expected<Value, ParseError>;

inline constexpr int kMaxDepth = 128;

// Reads exactly one JSON value; white space around it is allowed, anything else behind it is an error, as are
// invalid UTF-8, lone surrogates, a number outside the range of a double, and nesting beyond kMaxDepth.
// An empty text gives the message "EOF" and a cut one "unexpected EOF".
ParseResult parse(std::string_view text);
// The same, and an object at any depth that holds a key more than once is an error (JWT headers and claims,
// security.md 11).
ParseResult parse_unique_keys(std::string_view text);

// The canonical text.
std::string to_text(const Value& value);
std::string to_text(const Object& object);
void append_text(std::string& out, const Value& value);
// Appends `text` as a JSON string with quotes. Invalid UTF-8 becomes U+FFFD.
void append_string(std::string& out, std::string_view text);

}  // namespace gotrue::json
