#include "adapter/crypto/aes_sealer.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "base/base64url.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void require(bool ok) {
  if (!ok) throw std::runtime_error("AES-256-GCM failed");
}

Context start(bool encrypt, const SecretString& key, std::string_view nonce) {
  require(key.size() == kKeyBytes);
  Context context(EVP_CIPHER_CTX_new());
  require(context != nullptr);
  require(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key.reveal()), bytes_of(nonce),
                            encrypt ? 1 : 0) == 1);
  return context;
}

}  // namespace

std::string AesSealer::seal(std::string_view plain, const SecretString& key) const {
  std::string out(kNonceBytes, '\0');
  random_.fill({bytes_of(out), kNonceBytes});
  const Context context = start(true, key, out);
  out.resize(kNonceBytes + plain.size() + kTagBytes);
  int written = 0;
  require(EVP_CipherUpdate(context.get(), bytes_of(out) + kNonceBytes, &written, bytes_of(plain),
                           static_cast<int>(plain.size())) == 1);
  int rest = 0;
  require(EVP_CipherFinal_ex(context.get(), bytes_of(out) + kNonceBytes + written, &rest) == 1);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes,
                              bytes_of(out) + kNonceBytes + plain.size()) == 1);
  return base64url_encode(out);
}

std::optional<std::string> AesSealer::open(std::string_view sealed, const SecretString& key) const {
  auto bytes = base64url_decode(sealed);
  if (!bytes || bytes->size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::size_t length = bytes->size() - kNonceBytes - kTagBytes;
  const Context context = start(false, key, std::string_view(*bytes).substr(0, kNonceBytes));
  std::string plain(length, '\0');
  int written = 0;
  require(EVP_CipherUpdate(context.get(), bytes_of(plain), &written, bytes_of(*bytes) + kNonceBytes,
                           static_cast<int>(length)) == 1);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes,
                              bytes_of(*bytes) + kNonceBytes + length) == 1);
  int rest = 0;
  if (EVP_CipherFinal_ex(context.get(), bytes_of(plain) + written, &rest) != 1) return std::nullopt;
  return plain;
}

}  // namespace gotrue
