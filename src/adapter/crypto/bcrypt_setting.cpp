#include "adapter/crypto/bcrypt_setting.hpp"

#include <array>

namespace gotrue {
namespace {

constexpr std::string_view kAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t kHashLength = 60;

// bcrypt's own base64: most significant bits first, no padding.
std::string encode(const std::array<unsigned char, 16>& salt) {
  std::string out;
  unsigned window = 0;
  int bits = 0;
  for (const unsigned char byte : salt) {
    window = (window << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out += kAlphabet[(window >> bits) & 0x3f];
    }
  }
  out += kAlphabet[(window << (6 - bits)) & 0x3f];
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string new_bcrypt_setting(int cost, Random& random) {
  std::array<unsigned char, 16> salt;
  random.fill(salt);
  const std::string digits = (cost < 10 ? "0" : "") + std::to_string(cost);
  return "$2a$" + digits + '$' + encode(salt);
}

std::optional<int> bcrypt_cost(std::string_view hash) {
  if (hash.size() != kHashLength || !hash.starts_with("$2") || hash[3] != '$' || hash[6] != '$') return std::nullopt;
  if (hash[2] != 'a' && hash[2] != 'b' && hash[2] != 'y') return std::nullopt;
  if (!is_digit(hash[4]) || !is_digit(hash[5])) return std::nullopt;
  for (const char c : hash.substr(7)) {
    if (kAlphabet.find(c) == std::string_view::npos) return std::nullopt;
  }
  const int cost = (hash[4] - '0') * 10 + (hash[5] - '0');
  if (cost < 4 || cost > 31) return std::nullopt;
  return cost;
}

}  // namespace gotrue
