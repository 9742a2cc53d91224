#include "adapter/saml/decrypt_assertion.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace gotrue::saml {
namespace {

constexpr std::string_view kRsaOaep = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";

struct Cipher {
  std::string_view algorithm;
  xmlSecSize key_bytes;
};
constexpr std::array<Cipher, 4> kCiphers = {{{"http://www.w3.org/2001/04/xmlenc#aes128-cbc", 16},
                                             {"http://www.w3.org/2001/04/xmlenc#aes256-cbc", 32},
                                             {"http://www.w3.org/2009/xmlenc11#aes128-gcm", 16},
                                             {"http://www.w3.org/2009/xmlenc11#aes256-gcm", 32}}};

constexpr ElementName xenc(std::string_view name) { return {kEncryptionNs, name}; }

struct FreeContext {
  void operator()(xmlSecEncCtxPtr context) const { SamlLibrary::get().free_encryption(context); }
};
using Context = std::unique_ptr<xmlSecEncCtx, FreeContext>;

std::string algorithm_of(const xmlNode* encrypted) {
  const xmlNode* method = only_child(encrypted, xenc("EncryptionMethod"));
  return method ? attribute(method, "Algorithm").value_or("") : "";
}

// The cipher text must stand in the message: a CipherReference would be fetched.
bool has_inline_cipher(const xmlNode* encrypted) {
  const xmlNode* data = only_child(encrypted, xenc("CipherData"));
  if (!data) return false;
  const auto children = child_elements(data);
  return children.size() == 1 && is_element(children[0], xenc("CipherValue"));
}

// Inside the KeyInfo of the data or beside the data.
xmlNodePtr find_encrypted_key(const xmlNode* encrypted_assertion, const xmlNode* data) {
  const xmlNode* key_info = only_child(data, {kSignatureNs, "KeyInfo"});
  xmlNodePtr inside = key_info ? only_child(key_info, xenc("EncryptedKey")) : nullptr;
  return inside ? inside : only_child(encrypted_assertion, xenc("EncryptedKey"));
}

// Decrypts with `key`, which it takes.
std::optional<std::string> decrypt(xmlNodePtr encrypted, xmlSecKeyPtr key, xmlEncCtxMode mode) {
  const SamlLibrary& library = SamlLibrary::get();
  if (!key) return std::nullopt;
  const Context context(library.new_encryption(nullptr));
  if (!context) {
    library.free_key(key);
    return std::nullopt;
  }
  context->encKey = key;
  context->mode = mode;
  const auto buffer = library.decrypt(context.get(), encrypted);
  if (!buffer) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(library.buffer_bytes(buffer)), library.buffer_size(buffer));
}

xmlSecKeyPtr load_private_key(const SecretString& pem) {
  return SamlLibrary::get().load_key(reinterpret_cast<const xmlSecByte*>(pem.reveal().data()),
                                     static_cast<xmlSecSize>(pem.size()), xmlSecKeyDataFormatPem, nullptr, nullptr,
                                     nullptr);
}

}  // namespace

Result<std::string> decrypt_assertion(const xmlNode* encrypted_assertion, const SecretString& private_key) {
  const SamlLibrary& library = SamlLibrary::get();
  library.silence();
  xmlNodePtr data = only_child(encrypted_assertion, xenc("EncryptedData"));
  xmlNodePtr wrapped_key = data ? find_encrypted_key(encrypted_assertion, data) : nullptr;
  if (!wrapped_key || !has_inline_cipher(data) || !has_inline_cipher(wrapped_key)) {
    return refused("a malformed encrypted assertion");
  }
  if (algorithm_of(wrapped_key) != kRsaOaep) return refused("the key transport is not RSA-OAEP");
  const auto name = algorithm_of(data);
  const auto cipher = std::find_if(kCiphers.begin(), kCiphers.end(), [&](const Cipher& c) { return c.algorithm == name; });
  if (cipher == kCiphers.end()) return refused("the cipher " + name.substr(0, 80) + " is not allowed");
  auto content_key = decrypt(wrapped_key, load_private_key(private_key), xmlEncCtxModeEncryptedKey);
  if (!content_key || content_key->size() != cipher->key_bytes) return refused("the assertion cannot be decrypted");
  const SecretString key{std::move(*content_key)};
  auto text = decrypt(data, library.read_key_bytes(library.aes_key, reinterpret_cast<const xmlSecByte*>(key.reveal().data()),
                                                   static_cast<xmlSecSize>(key.size())),
                      xmlEncCtxModeEncryptedData);
  if (!text) return refused("the assertion cannot be decrypted");
  return std::move(*text);
}

}  // namespace gotrue::saml
