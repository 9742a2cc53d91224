// How bcrypt reads a password into subkeys.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "adapter/crypto/eks_blowfish.hpp"

namespace gotrue {

struct BcryptKey {
  std::array<std::uint32_t, kSubkeys> words;
  // Under a reading that an old implementation had, where a byte above 127 sets all bits before it, this password
  // would share its hash with others. `$2a$` alone marks it then, so that no such hash of that implementation matches.
  bool is_ambiguous;
};

// The bytes up to the first NUL, with a NUL behind them, repeated; the first 72 of that count.
BcryptKey read_bcrypt_key(std::string_view password);

}  // namespace gotrue
