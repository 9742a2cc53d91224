#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/bounded_json.hpp"
#include "base/utf8.hpp"

namespace gotrue::json {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// ASCII that stands for itself in a string.
constexpr std::array<bool, 256> make_plain() {
  std::array<bool, 256> plain{};
  for (unsigned c = 0x20; c < 0x7f; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}
constexpr auto kPlain = make_plain();

// Of an object that is not empty and stands at the top or right below; a guess that saves moves.
constexpr std::size_t kUsualMembers = 8;
constexpr int kUsualDepth = 1;

// A number this short without an exponent is within the range of a double.
constexpr std::size_t kSurelyFiniteDigits = 300;

constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

std::string quoted(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20 && byte < 0x7f) return std::string("'") + c + "'";
  constexpr char digits[] = "0123456789abcdef";
  return std::string("'\\x") + digits[byte >> 4] + digits[byte & 0x0f] + "'";
}

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

// Recursive descent with a bounded depth. Every read_ function returns false after it has set the error.
class Parser {
 public:
  Parser(std::string_view text, std::size_t max_values) : text_(text), values_left_(max_values) {}

  ParseResult parse_document(bool unique_keys) {
    skip_space();
    if (at_end()) return tl::unexpected(ParseError{at_, "EOF"});
    Value value;
    if (!read_value(value, 0)) return tl::unexpected(error_);
    skip_space();
    if (!at_end()) {
      fail("invalid character " + quoted(text_[at_]) + " after top-level value");
      return tl::unexpected(error_);
    }
    if (unique_keys && has_duplicates_) return tl::unexpected(ParseError{0, "duplicate key in object"});
    return value;
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }
  void skip_space() {
    while (!at_end() && is_space(peek())) ++at_;
  }

  bool fail(std::string message) {
    error_ = {at_, std::move(message)};
    return false;
  }
  bool fail_here(const char* context) {
    if (at_end()) return fail("unexpected EOF");
    return fail("invalid character " + quoted(peek()) + " " + context);
  }

  bool read_value(Value& out, int depth) {
    if (depth > kMaxDepth) return fail("exceeded max depth");
    if (values_left_-- == 0) return fail("too many values");
    if (at_end()) return fail("unexpected EOF");
    switch (peek()) {
      case '{': return read_object(out, depth);
      case '[': return read_array(out, depth);
      case '"': return read_string_value(out);
      case 't': return read_word("true", Value(true), out);
      case 'f': return read_word("false", Value(false), out);
      case 'n': return read_word("null", Value(Null{}), out);
      default: return read_number(out);
    }
  }

  bool read_word(std::string_view word, Value value, Value& out) {
    for (const char expected : word) {
      if (at_end() || peek() != expected) return fail_here("in literal");
      ++at_;
    }
    out = std::move(value);
    return true;
  }

  bool skip_digits() {
    if (at_end() || !is_digit(peek())) return fail_here("in numeric literal");
    while (!at_end() && is_digit(peek())) ++at_;
    return true;
  }

  bool read_number(Value& out) {
    const std::size_t start = at_;
    if (peek() == '-') ++at_;
    if (at_ == start && !is_digit(peek())) return fail_here("looking for beginning of value");
    if (!at_end() && peek() == '0') {
      ++at_;
    } else if (!skip_digits()) {
      return false;
    }
    if (!at_end() && peek() == '.') {
      ++at_;
      if (!skip_digits()) return false;
    }
    if (!at_end() && (peek() == 'e' || peek() == 'E')) {
      ++at_;
      if (!at_end() && (peek() == '+' || peek() == '-')) ++at_;
      if (!skip_digits()) return false;
    }
    std::string number(text_.substr(start, at_ - start));
    const bool may_be_infinite = number.size() > kSurelyFiniteDigits || number.find_first_of("eE") != std::string::npos;
    if (may_be_infinite && std::isinf(std::strtod(number.c_str(), nullptr))) return fail("number out of range");
    out = Number{std::move(number)};
    return true;
  }

  bool read_string_value(Value& out) {
    std::string text;
    if (!read_string(text)) return false;
    out = std::move(text);
    return true;
  }

  bool read_string(std::string& out) {
    ++at_;  // the opening quote
    while (!at_end()) {
      const std::size_t start = at_;
      std::size_t end = start;
      while (end < text_.size() && kPlain[static_cast<unsigned char>(text_[end])]) ++end;
      at_ = end;
      out.append(text_, start, end - start);
      if (at_end()) break;
      const auto c = static_cast<unsigned char>(peek());
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c < 0x20) return fail_here("in string literal");
      if (c == '\\') {
        if (!read_escape(out)) return false;
        continue;
      }
      const std::size_t length = utf8_sequence_length(text_.substr(at_, 4));
      if (length == 0) return fail("invalid UTF-8 in string literal");
      out.append(text_, at_, length);
      at_ += length;
    }
    return fail("unexpected EOF");
  }

  bool read_escape(std::string& out) {
    ++at_;  // the backslash
    if (at_end()) return fail("unexpected EOF");
    switch (peek()) {
      case '"': out += '"'; break;
      case '\\': out += '\\'; break;
      case '/': out += '/'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'u': return read_unicode_escape(out);
      default: return fail_here("in string escape code");
    }
    ++at_;
    return true;
  }

  // The four digits behind \u; `at_` stands on the u.
  bool read_code_unit(std::uint32_t& unit) {
    ++at_;
    unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      if (at_end()) return fail("unexpected EOF");
      const char c = peek();
      std::uint32_t digit = 0;
      if (is_digit(c)) {
        digit = static_cast<std::uint32_t>(c - '0');
      } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
        digit = static_cast<std::uint32_t>((c | 0x20) - 'a' + 10);
      } else {
        return fail_here("in \\u hexadecimal character escape");
      }
      unit = unit * 16 + digit;
    }
    return true;
  }

  bool read_unicode_escape(std::string& out) {
    std::uint32_t code = 0;
    if (!read_code_unit(code)) return false;
    if (code >= 0xdc00 && code <= 0xdfff) return fail("lone surrogate in string literal");
    if (code >= 0xd800 && code <= 0xdbff) {
      if (text_.substr(at_, 2) != "\\u") return fail("lone surrogate in string literal");
      ++at_;
      std::uint32_t low = 0;
      if (!read_code_unit(low)) return false;
      if (low < 0xdc00 || low > 0xdfff) return fail("lone surrogate in string literal");
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    append_utf8(out, code);
    return true;
  }

  bool read_array(Value& out, int depth) {
    ++at_;
    Array values;
    skip_space();
    if (!at_end() && peek() == ']') {
      ++at_;
      out = std::move(values);
      return true;
    }
    while (true) {
      skip_space();
      if (!read_value(values.emplace_back(), depth + 1)) return false;
      skip_space();
      if (at_end() || (peek() != ',' && peek() != ']')) return fail_here("after array element");
      if (text_[at_++] == ']') break;
    }
    out = std::move(values);
    return true;
  }

  bool read_object(Value& out, int depth) {
    ++at_;
    std::vector<Member> members;
    skip_space();
    if (!at_end() && peek() == '}') {
      ++at_;
      out = Object();
      return true;
    }
    if (depth <= kUsualDepth) members.reserve(kUsualMembers);
    while (true) {
      if (!read_member(members.emplace_back(), depth)) return false;
      skip_space();
      if (at_end() || (peek() != ',' && peek() != '}')) return fail_here("after object key:value pair");
      if (text_[at_++] == '}') break;
    }
    out = Object::from_members(std::move(members), has_duplicates_);
    return true;
  }

  bool read_member(Member& member, int depth) {
    skip_space();
    if (at_end() || peek() != '"') return fail_here("looking for beginning of object key string");
    if (!read_string(member.first)) return false;
    skip_space();
    if (at_end() || peek() != ':') return fail_here("after object key");
    ++at_;
    skip_space();
    return read_value(member.second, depth + 1);
  }

  std::string_view text_;
  std::size_t values_left_;
  std::size_t at_ = 0;
  bool has_duplicates_ = false;
  ParseError error_;
};

}  // namespace

ParseResult parse(std::string_view text) { return Parser(text, kAnyNumber).parse_document(false); }
ParseResult parse_unique_keys(std::string_view text) { return Parser(text, kAnyNumber).parse_document(true); }
ParseResult parse_bounded(std::string_view text) { return Parser(text, kMaxValues).parse_document(false); }

}  // namespace gotrue::json
