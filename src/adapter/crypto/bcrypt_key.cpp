#include "adapter/crypto/bcrypt_key.hpp"

namespace gotrue {

BcryptKey read_bcrypt_key(std::string_view password) {
  password = password.substr(0, password.find('\0'));
  BcryptKey key{};
  bool has_sign = false;    // of a byte that stands behind another in its word
  std::uint32_t changed = 0;  // what the old reading does to the words
  std::size_t at = 0;
  for (std::uint32_t& word : key.words) {
    std::uint32_t old_word = 0;
    for (int place = 0; place < 4; ++place) {
      const unsigned char byte = at < password.size() ? static_cast<unsigned char>(password[at]) : 0;
      at = at < password.size() ? at + 1 : 0;
      word = word << 8 | byte;
      old_word = old_word << 8 | static_cast<std::uint32_t>(static_cast<signed char>(byte));
      has_sign |= place > 0 && byte > 0x7f;
    }
    changed |= word ^ old_word;
  }
  key.is_ambiguous = has_sign && changed == 0;
  return key;
}

}  // namespace gotrue
