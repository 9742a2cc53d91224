// Authenticated encryption of small texts that must not lie in the database in clear.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/secret_string.hpp"

namespace gotrue {

// Thread-safe. AES-256-GCM with a random nonce; the text form is base64url.
class Sealer {
 public:
  virtual ~Sealer() = default;
  // `key`: 32 bytes.
  virtual std::string seal(std::string_view plain, const SecretString& key) const = 0;
  // nullopt when the text was not sealed under this key or was changed.
  virtual std::optional<std::string> open(std::string_view sealed, const SecretString& key) const = 0;
};

}  // namespace gotrue
