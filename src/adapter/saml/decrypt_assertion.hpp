// Decrypts an EncryptedAssertion (SAML core §2.3.4).
#pragma once
#include <string>

#include "adapter/saml/xml_document.hpp"
#include "base/secret_string.hpp"

namespace gotrue::saml {

// The text of the assertion. RSA-OAEP key transport and AES in CBC or GCM mode alone (PKCS #1 v1.5 would make this
// server an oracle). `private_key`: PEM. All failures look alike to the sender. Error: SamlResponseInvalid with the reason.
Result<std::string> decrypt_assertion(const xmlNode* encrypted_assertion, const SecretString& private_key);

}  // namespace gotrue::saml
