#include <array>

#include "base/json.hpp"
#include "base/utf8.hpp"

namespace gotrue::json {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

void append_escape(std::string& out, unsigned char c) {
  constexpr char digits[] = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
      out += "\\u00";
      out += digits[c >> 4];
      out += digits[c & 0x0f];
  }
}

// ASCII that stands for itself in a string.
constexpr std::array<bool, 256> make_plain() {
  std::array<bool, 256> plain{};
  for (unsigned c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
  return plain;
}
constexpr auto kPlain = make_plain();

// U+2028 and U+2029 end a line in JavaScript.
bool is_line_separator(std::string_view text) {
  return text.size() >= 3 && text[0] == '\xe2' && text[1] == '\x80' && (text[2] == '\xa8' || text[2] == '\xa9');
}

struct Writer {
  std::string& out;

  void operator()(Null) const { out += "null"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(const Number& value) const { out += value.text; }
  void operator()(const std::string& value) const { append_string(out, value); }
  void operator()(const Array& values) const {
    out += '[';
    bool is_first = true;
    for (const Value& value : values) {
      if (!is_first) out += ',';
      is_first = false;
      append_text(out, value);
    }
    out += ']';
  }
  void operator()(const Object& object) const {
    out += '{';
    bool is_first = true;
    for (const auto& [key, value] : object.members()) {
      if (!is_first) out += ',';
      is_first = false;
      append_string(out, key);
      out += ':';
      append_text(out, value);
    }
    out += '}';
  }
};

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;  // start of the run that is copied as it is
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (kPlain[c]) {
      ++i;
      continue;
    }
    if (c < 0x80) {
      out.append(text, plain, i - plain);
      append_escape(out, c);
      plain = ++i;
      continue;
    }
    const std::size_t length = utf8_sequence_length(text.substr(i));
    if (length == 0 || is_line_separator(text.substr(i))) {
      out.append(text, plain, i - plain);
      if (length == 0) {
        out += kReplacement;
      } else {
        out += text[i + 2] == '\xa8' ? "\\u2028" : "\\u2029";
      }
      plain = i + (length == 0 ? 1 : length);
    }
    i += length == 0 ? 1 : length;
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

void append_text(std::string& out, const Value& value) { value.visit(Writer{out}); }

std::string to_text(const Value& value) {
  std::string out;
  append_text(out, value);
  return out;
}

std::string to_text(const Object& object) {
  std::string out;
  Writer{out}(object);
  return out;
}

}  // namespace gotrue::json
