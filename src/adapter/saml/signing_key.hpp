// The RSA key of this service provider and its certificate: signs requests, opens encrypted assertions.
#pragma once
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret_string.hpp"

namespace gotrue::saml {

struct KeyTexts {
  std::string certificate;  // PEM
  SecretString private_key;  // PEM
};

// Immutable; shared by all threads.
class SigningKey {
 public:
  // The texts may have `\n` instead of line breaks. Error: InvalidInput, with what is wrong as detail.
  static Result<SigningKey> from_texts(const KeyTexts& texts);
  // A fresh RSA key of 2,048 bits and a self-signed certificate for ten years: nobody checks its chain or its end, the
  // provider knows it from our metadata. Takes a tenth of a second.
  static KeyTexts generate(Time now);

  // RSASSA-PKCS1-v1_5 with SHA-256.
  std::string sign(std::string_view text) const;
  const SecretString& private_key() const { return private_key_; }
  const std::string& certificate_der() const { return certificate_der_; }

 private:
  SigningKey() = default;
  std::shared_ptr<EVP_PKEY> key_;
  SecretString private_key_;  // PEM
  std::string certificate_der_;
};

}  // namespace gotrue::saml
