#include "adapter/crypto/bcrypt_base64.hpp"

namespace gotrue {
namespace {

constexpr std::string_view kAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

std::string bcrypt_base64_encode(std::span<const unsigned char> bytes) {
  std::string out;
  unsigned window = 0;
  int bits = 0;
  for (const unsigned char byte : bytes) {
    window = (window << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out += kAlphabet[(window >> bits) & 0x3f];
    }
  }
  if (bits > 0) out += kAlphabet[(window << (6 - bits)) & 0x3f];
  return out;
}

bool is_bcrypt_base64(std::string_view text) { return text.find_first_not_of(kAlphabet) == std::string_view::npos; }

void bcrypt_base64_decode(std::string_view text, std::span<unsigned char> bytes) {
  unsigned window = 0;
  int bits = 0;
  for (unsigned char& byte : bytes) {
    while (bits < 8) {
      window = (window << 6) | static_cast<unsigned>(kAlphabet.find(text.front()));
      text.remove_prefix(1);
      bits += 6;
    }
    bits -= 8;
    byte = static_cast<unsigned char>(window >> bits);
  }
}

}  // namespace gotrue
