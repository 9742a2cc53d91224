#include <charconv>

#include "adapter/schema/schema_node.hpp"

namespace gotrue::schema {
namespace {

std::string number_text(const std::string& text) {
  double number = 0;
  const auto end = text.data() + text.size();
  const bool is_integer = text.find_first_of(".eE") == std::string::npos;
  // Integers beyond 2^53 are told apart by their digits.
  if (is_integer && text.size() > 15) return text;
  if (std::from_chars(text.data(), end, number).ec != std::errc()) return text;
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, number == 0 ? 0.0 : number);
  return std::string(buffer, result.ptr);
}

struct Writer {
  std::string& out;

  void operator()(const json::Number& number) const { out += number_text(number.text); }
  void operator()(const json::Array& array) const {
    out += '[';
    for (const json::Value& item : array) {
      item.visit(*this);
      out += ',';
    }
    out += ']';
  }
  void operator()(const json::Object& object) const {
    out += '{';
    for (const auto& [key, value] : object.members()) {
      json::append_string(out, key);
      out += ':';
      value.visit(*this);
      out += ',';
    }
    out += '}';
  }
  void operator()(const std::string& text) const { json::append_string(out, text); }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(json::Null) const { out += "null"; }
};

}  // namespace

std::string comparable_text(const json::Value& value) {
  std::string out;
  value.visit(Writer{out});
  return out;
}

}  // namespace gotrue::schema
