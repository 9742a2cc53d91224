#include "base/base64url.hpp"

#include <array>
#include <cstdint>

namespace gotrue {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::int8_t, 256> make_values() {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}
constexpr auto kValues = make_values();

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

// The value of one character, or a negative number.
int value_at(std::string_view text, std::size_t at) { return kValues[static_cast<unsigned char>(text[at])]; }

}  // namespace

void base64url_append(std::string& out, std::string_view bytes) {
  const std::size_t start = out.size();
  out.resize(start + (bytes.size() * 4 + 2) / 3);
  char* to = out.data() + start;
  std::size_t from = 0;
  for (; from + 3 <= bytes.size(); from += 3) {
    const unsigned group = byte_at(bytes, from) << 16 | byte_at(bytes, from + 1) << 8 | byte_at(bytes, from + 2);
    *to++ = kAlphabet[group >> 18];
    *to++ = kAlphabet[group >> 12 & 0x3f];
    *to++ = kAlphabet[group >> 6 & 0x3f];
    *to++ = kAlphabet[group & 0x3f];
  }
  const std::size_t rest = bytes.size() - from;
  if (rest == 0) return;
  const unsigned group = byte_at(bytes, from) << 16 | (rest == 2 ? byte_at(bytes, from + 1) << 8 : 0);
  *to++ = kAlphabet[group >> 18];
  *to++ = kAlphabet[group >> 12 & 0x3f];
  if (rest == 2) *to++ = kAlphabet[group >> 6 & 0x3f];
}

std::string base64url_encode(std::string_view bytes) {
  std::string out;
  base64url_append(out, bytes);
  return out;
}

bool is_base64url(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (value_at(text, i) < 0) return false;
  }
  return true;
}

std::optional<std::string> base64url_decode(std::string_view text) {
  const std::size_t rest = text.size() % 4;
  if (rest == 1) return std::nullopt;
  std::string out(text.size() / 4 * 3 + (rest > 0 ? rest - 1 : 0), '\0');
  char* to = out.data();
  int wrong = 0;  // negative once any character was
  std::size_t from = 0;
  for (; from + 4 <= text.size(); from += 4) {
    const int a = value_at(text, from), b = value_at(text, from + 1);
    const int c = value_at(text, from + 2), d = value_at(text, from + 3);
    wrong |= a | b | c | d;
    const unsigned group = static_cast<unsigned>(a) << 18 | static_cast<unsigned>(b) << 12 |
                           static_cast<unsigned>(c) << 6 | static_cast<unsigned>(d);
    *to++ = static_cast<char>(group >> 16 & 0xff);
    *to++ = static_cast<char>(group >> 8 & 0xff);
    *to++ = static_cast<char>(group & 0xff);
  }
  if (rest > 0) {
    const int a = value_at(text, from), b = value_at(text, from + 1);
    const int c = rest == 3 ? value_at(text, from + 2) : 0;
    wrong |= a | b | c;
    const unsigned group =
        static_cast<unsigned>(a) << 18 | static_cast<unsigned>(b) << 12 | static_cast<unsigned>(c) << 6;
    *to++ = static_cast<char>(group >> 16 & 0xff);
    if (rest == 3) *to++ = static_cast<char>(group >> 8 & 0xff);
    // Bits that no byte holds must be zero, so that each text has one meaning.
    if ((group & (rest == 3 ? 0xffu : 0xffffu)) != 0) return std::nullopt;
  }
  if (wrong < 0) return std::nullopt;
  return out;
}

}  // namespace gotrue
