#include "adapter/telemetry/log_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gotrue {
namespace {

constexpr char kHex[] = "0123456789abcdef";

constexpr std::array<bool, 256> make_plain() {
  std::array<bool, 256> plain{};
  for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/@^+")) {
    plain[static_cast<unsigned char>(c)] = true;
  }
  return plain;
}
constexpr std::array<bool, 256> kPlain = make_plain();

// Function objects, which algorithms take in whole.
constexpr auto is_plain = [](char c) { return kPlain[static_cast<unsigned char>(c)]; };

struct Range {
  char32_t first;
  char32_t last;
};

// What a terminal or a viewer does not show as a character of its own: controls, spaces other than U+0020, line
// and paragraph separators, directional and other format characters, tags, private use, noncharacters at the end.
constexpr std::array kInvisible = {
    Range{0x00, 0x1f},       Range{0x7f, 0xa0},       Range{0xad, 0xad},       Range{0x600, 0x605},
    Range{0x61c, 0x61c},     Range{0x6dd, 0x6dd},     Range{0x70f, 0x70f},     Range{0x8e2, 0x8e2},
    Range{0x1680, 0x1680},   Range{0x180e, 0x180e},   Range{0x2000, 0x200f},   Range{0x2028, 0x202f},
    Range{0x205f, 0x206f},   Range{0x3000, 0x3000},   Range{0xe000, 0xf8ff},   Range{0xfeff, 0xfeff},
    Range{0xfff0, 0xfffb},   Range{0xfffe, 0xffff},   Range{0x110bd, 0x110bd}, Range{0x1bca0, 0x1bca3},
    Range{0x1d173, 0x1d17a}, Range{0xe0000, 0x10ffff}};

bool is_invisible(char32_t c) {
  return std::any_of(kInvisible.begin(), kInvisible.end(), [c](Range range) { return c >= range.first && c <= range.last; });
}

struct Rune {
  char32_t value = 0;
  std::size_t size = 1;
  bool is_valid = false;
};

// The character at the front of `text`, which is not empty; one byte when it is not UTF-8.
Rune front_rune(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return {byte(0), 1, true};
  const std::size_t size = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || text.size() < size) return {};
  char32_t value = byte(0) & (0xffu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    value = (value << 6) | (byte(i) & 0x3fu);
  }
  const bool is_overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  const bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
  if (is_overlong || is_surrogate || value > 0x10ffff) return {};
  return {value, size, true};
}

void append_hex(std::string& out, char32_t value, int digits) {
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += kHex[(value >> shift) & 0xf];
}

// The letter of \a \b \f \n \r \t \v, or 0.
char escape_letter(char32_t c) {
  constexpr std::string_view kLetters = "abtnvfr";  // from 0x07 on
  return c >= 7 && c <= 13 ? kLetters[c - 7] : '\0';
}

void append_go_escape(std::string& out, char32_t c) {
  if (const char letter = escape_letter(c)) {
    out += {'\\', letter};
  } else if (c < 0x80) {
    out += "\\x";
    append_hex(out, c, 2);
  } else if (c < 0x10000) {
    out += "\\u";
    append_hex(out, c, 4);
  } else {
    out += "\\U";
    append_hex(out, c, 8);
  }
}

void append_json_escape(std::string& out, char32_t c) {
  if (c >= 0x10000) {
    append_json_escape(out, 0xd800 + ((c - 0x10000) >> 10));
    c = 0xdc00 + ((c - 0x10000) & 0x3ff);
  }
  out += "\\u";
  append_hex(out, c, 4);
}

// Inside double quotes.
constexpr auto stands_for_itself = [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };

// Appends `text` in double quotes; `escape` writes what must not stand there, `replace` an invalid byte.
template <class Escape, class Replace>
void append_quoted(std::string& out, std::string_view text, Escape escape, Replace replace) {
  out += '"';
  while (!text.empty()) {
    const auto* const end = std::find_if_not(text.begin(), text.end(), stands_for_itself);
    out.append(text.begin(), end);
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
    if (text.empty()) break;
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte == '"' || byte == '\\') {
      out += {'\\', text.front()};
      text.remove_prefix(1);
      continue;
    }
    const Rune rune = front_rune(text);
    if (!rune.is_valid) {
      replace(out, byte);
    } else if (is_invisible(rune.value)) {
      escape(out, rune.value);
    } else {
      out += text.substr(0, rune.size);
    }
    text.remove_prefix(rune.size);
  }
  out += '"';
}

}  // namespace

void append_logfmt_key(std::string& out, std::string_view key) {
  if (key.empty()) out += '_';
  const std::size_t start = out.size();
  out += key;
  std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), [](char c) { return !is_plain(c); }, '_');
}

void append_logfmt_value(std::string& out, std::string_view value, bool quotes_empty) {
  const bool is_bare = std::all_of(value.begin(), value.end(), is_plain);
  if (is_bare && !(value.empty() && quotes_empty)) {
    out += value;
    return;
  }
  append_quoted(out, value, append_go_escape, [](std::string& text, unsigned char byte) {
    text += "\\x";
    append_hex(text, byte, 2);
  });
}

void append_json_text(std::string& out, std::string_view text) {
  append_quoted(out, text, append_json_escape, [](std::string& to, unsigned char) { to += "\xef\xbf\xbd"; });
}

}  // namespace gotrue
