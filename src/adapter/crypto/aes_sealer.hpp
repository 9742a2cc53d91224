// Sealer with AES-256-GCM: nonce, cipher text and tag in one base64url text.
#pragma once
#include "base/random.hpp"
#include "core/port/sealer.hpp"

namespace gotrue {

class AesSealer final : public Sealer {
 public:
  explicit AesSealer(Random& random) : random_(random) {}
  std::string seal(std::string_view plain, const SecretString& key) const override;
  std::optional<std::string> open(std::string_view sealed, const SecretString& key) const override;

 private:
  Random& random_;
};

}  // namespace gotrue
