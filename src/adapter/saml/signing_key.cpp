#include "adapter/saml/signing_key.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdexcept>

#include "adapter/saml/pem.hpp"

namespace gotrue::saml {
namespace {

constexpr int kBits = 2'048;
constexpr long kTenYears = 10L * 365 * 86'400;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;
struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

void require(bool ok) {
  if (!ok) throw std::runtime_error("OpenSSL cannot make a key or a signature");
}

std::shared_ptr<EVP_PKEY> read_key(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  // A key with a pass phrase is refused, never asked for.
  const auto no_pass_phrase = [](char*, int, int, void*) { return 0; };
  std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr), FreeKey());
  ERR_clear_error();
  return key;
}

bool is_strong_rsa(const EVP_PKEY* key) { return EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_bits(key) >= kBits; }

bool belongs_to(const std::string& certificate_der, const EVP_PKEY* key) {
  auto* bytes = reinterpret_cast<const unsigned char*>(certificate_der.data());
  const Certificate certificate(d2i_X509(nullptr, &bytes, static_cast<long>(certificate_der.size())));
  return certificate && X509_check_private_key(certificate.get(), key) == 1;
}

std::string text_of(const Bio& bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string private_text(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return text_of(bio);
}

std::string self_signed(EVP_PKEY* key, Time now) {
  const Certificate certificate(X509_new());
  const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), seconds - 300);
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), seconds + kTenYears);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("gotrue"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  require(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  const Bio bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(bio.get(), certificate.get()) == 1);
  return text_of(bio);
}

}  // namespace

Result<SigningKey> SigningKey::from_texts(const KeyTexts& texts) {
  SigningKey key;
  key.private_key_ = SecretString(unescape_pem(texts.private_key.reveal()));
  key.key_ = read_key(key.private_key_.reveal());
  if (!key.key_) return fail(ErrorCode::InvalidInput, "the signing key is no PEM private key without pass phrase");
  if (!is_strong_rsa(key.key_.get())) return fail(ErrorCode::InvalidInput, "the signing key is no RSA key of 2,048 bits or more");
  auto certificate = certificate_from_pem(unescape_pem(texts.certificate));
  if (!certificate) return fail(ErrorCode::InvalidInput, "the signing certificate is no PEM certificate");
  if (!belongs_to(*certificate, key.key_.get())) {
    return fail(ErrorCode::InvalidInput, "the signing certificate does not belong to the signing key");
  }
  key.certificate_der_ = std::move(*certificate);
  return key;
}

KeyTexts SigningKey::generate(Time now) {
  const std::unique_ptr<EVP_PKEY, FreeKey> key(EVP_RSA_gen(kBits));
  require(key != nullptr);
  return {self_signed(key.get(), now), SecretString(private_text(key.get()))};
}

std::string SigningKey::sign(std::string_view text) const {
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
  std::string signature(size, '\0');
  require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                         reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1);
  signature.resize(size);
  return signature;
}

}  // namespace gotrue::saml
