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

}  // namespace

void base64url_append(std::string& out, std::string_view bytes) {
  std::uint32_t window = 0;
  int bits = 0;
  out.reserve(out.size() + (bytes.size() * 4 + 2) / 3);
  for (const char c : bytes) {
    window = (window << 8) | static_cast<unsigned char>(c);
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out.push_back(kAlphabet[(window >> bits) & 0x3f]);
    }
  }
  if (bits > 0) out.push_back(kAlphabet[(window << (6 - bits)) & 0x3f]);
}

std::string base64url_encode(std::string_view bytes) {
  std::string out;
  base64url_append(out, bytes);
  return out;
}

std::optional<std::string> base64url_decode(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t window = 0;
  int bits = 0;
  for (const char c : text) {
    const int value = kValues[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    window = (window << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>((window >> bits) & 0xff));
    }
  }
  if ((window & ((1u << bits) - 1)) != 0) return std::nullopt;
  return out;
}

}  // namespace gotrue
