#include "adapter/provider/jwk_set.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>

#include "base/base64url.hpp"
#include "base/bounded_json.hpp"

namespace gotrue {
namespace {

constexpr int kLeastRsaBits = 2'048;
constexpr int kMostRsaBits = 8'192;
constexpr std::size_t kMostKeys = 100;

struct Algorithm {
  std::string_view name;
  std::string_view type;
  std::string_view curve;  // of EC and OKP
  const char* digest;      // nullptr: the key's own
  bool is_pss = false;
  std::size_t half = 0;  // size of r and of s in an ECDSA signature
};

constexpr std::array<Algorithm, 9> kAlgorithms = {{{"RS256", "RSA", "", "SHA256"},
                                                   {"RS384", "RSA", "", "SHA384"},
                                                   {"RS512", "RSA", "", "SHA512"},
                                                   {"PS256", "RSA", "", "SHA256", true},
                                                   {"PS384", "RSA", "", "SHA384", true},
                                                   {"PS512", "RSA", "", "SHA512", true},
                                                   {"ES256", "EC", "P-256", "SHA256", false, 32},
                                                   {"ES384", "EC", "P-384", "SHA384", false, 48},
                                                   {"EdDSA", "OKP", "Ed25519", nullptr}}};

const Algorithm* find_algorithm(std::string_view name) {
  const auto found = std::find_if(kAlgorithms.begin(), kAlgorithms.end(), [&](const Algorithm& a) { return a.name == name; });
  return found == kAlgorithms.end() ? nullptr : &*found;
}

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using BigNumber = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using ParamBuild = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, JwkDeleter>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string text_member(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  const std::string* text = value ? value->as_string() : nullptr;
  return text ? *text : std::string();
}

KeyPointer from_params(const char* type, OSSL_PARAM* params) {
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params) != 1) return nullptr;
  return KeyPointer(key);
}

KeyPointer rsa_key(const json::Object& jwk) {
  const auto n = base64url_decode(text_member(jwk, "n"));
  const auto e = base64url_decode(text_member(jwk, "e"));
  if (!n || !e || n->size() > kMostRsaBits / 8 || e->size() > 8) return nullptr;
  const BigNumber modulus(BN_bin2bn(bytes_of(*n), static_cast<int>(n->size()), nullptr));
  const BigNumber exponent(BN_bin2bn(bytes_of(*e), static_cast<int>(e->size()), nullptr));
  const ParamBuild build(OSSL_PARAM_BLD_new());
  if (!modulus || !exponent || !build || BN_num_bits(modulus.get()) < kLeastRsaBits) return nullptr;
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  const Params params(OSSL_PARAM_BLD_to_param(build.get()));
  return params ? from_params("RSA", params.get()) : nullptr;
}

KeyPointer ec_key(const json::Object& jwk, const std::string& curve) {
  const std::size_t size = curve == "P-256" ? 32 : curve == "P-384" ? 48 : 0;
  const auto x = base64url_decode(text_member(jwk, "x"));
  const auto y = base64url_decode(text_member(jwk, "y"));
  if (size == 0 || !x || !y || x->size() != size || y->size() != size) return nullptr;
  const std::string point = '\x04' + *x + *y;
  const ParamBuild build(OSSL_PARAM_BLD_new());
  if (!build) return nullptr;
  OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.c_str(), 0);
  OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  const Params params(OSSL_PARAM_BLD_to_param(build.get()));
  return params ? from_params("EC", params.get()) : nullptr;
}

KeyPointer okp_key(const json::Object& jwk, const std::string& curve) {
  const auto x = base64url_decode(text_member(jwk, "x"));
  if (curve != "Ed25519" || !x || x->size() != 32) return nullptr;
  return KeyPointer(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(*x), x->size()));
}

std::optional<Jwk> read_key(const json::Object& object) {
  const std::string use = text_member(object, "use");
  if (!use.empty() && use != "sig") return std::nullopt;
  Jwk jwk;
  jwk.key_id = text_member(object, "kid");
  jwk.algorithm = text_member(object, "alg");
  jwk.type = text_member(object, "kty");
  jwk.curve = text_member(object, "crv");
  if (jwk.type == "RSA") jwk.key = rsa_key(object);
  if (jwk.type == "EC") jwk.key = ec_key(object, jwk.curve);
  if (jwk.type == "OKP") jwk.key = okp_key(object, jwk.curve);
  if (!jwk.key) return std::nullopt;
  return jwk;
}

// r and s as they stand in a JWS (RFC 7518 §3.4) in the DER form that OpenSSL reads.
std::optional<std::string> to_der(std::string_view signature, std::size_t half) {
  if (signature.size() != 2 * half) return std::nullopt;
  const std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>> pair(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(bytes_of(signature), static_cast<int>(half), nullptr);
  BIGNUM* s = BN_bin2bn(bytes_of(signature.substr(half)), static_cast<int>(half), nullptr);
  if (!pair || ECDSA_SIG_set0(pair.get(), r, s) != 1) return std::nullopt;
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(pair.get(), &der);
  if (length <= 0) return std::nullopt;
  std::string text(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return text;
}

bool is_signed(const Algorithm& algorithm, EVP_PKEY* key, std::string_view text, std::string_view signature) {
  std::string form(signature);
  if (algorithm.half > 0) {
    auto der = to_der(signature, algorithm.half);
    if (!der) return false;
    form = std::move(*der);
  }
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;
  if (!context || EVP_DigestVerifyInit_ex(context.get(), &parameters, algorithm.digest, nullptr, nullptr, key, nullptr) != 1) {
    return false;
  }
  if (algorithm.is_pss && (EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) != 1 ||
                           EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) != 1)) {
    return false;
  }
  return EVP_DigestVerify(context.get(), bytes_of(form), form.size(), bytes_of(text), text.size()) == 1;
}

bool fits(const Jwk& jwk, const Algorithm& algorithm) {
  return jwk.type == algorithm.type && (algorithm.curve.empty() || jwk.curve == algorithm.curve) &&
         (jwk.algorithm.empty() || jwk.algorithm == algorithm.name);
}

}  // namespace

void JwkDeleter::operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }

std::optional<JwkSet> JwkSet::parse(std::string_view text) {
  const auto document = json::parse_bounded(text);
  const json::Object* object = document ? document->as_object() : nullptr;
  const json::Value* keys = object ? object->find("keys") : nullptr;
  const json::Array* array = keys ? keys->as_array() : nullptr;
  if (!array) return std::nullopt;
  JwkSet set;
  for (const json::Value& item : *array) {
    if (!item.as_object() || set.keys_.size() >= kMostKeys) continue;
    if (auto jwk = read_key(*item.as_object())) set.keys_.push_back(std::move(*jwk));
  }
  return set;
}

JwkSet::Verdict JwkSet::verify(std::string_view algorithm_name, std::string_view key_id, std::string_view signed_text,
                               std::string_view signature) const {
  const Algorithm* algorithm = find_algorithm(algorithm_name);
  if (!algorithm) return Verdict::Bad;
  const Jwk* chosen = nullptr;
  for (const Jwk& jwk : keys_) {
    if (!fits(jwk, *algorithm) || (!key_id.empty() && jwk.key_id != key_id)) continue;
    if (chosen && key_id.empty()) return Verdict::Bad;  // which of them is not said
    chosen = &jwk;
  }
  if (!chosen) return Verdict::UnknownKey;
  return is_signed(*algorithm, chosen->key.get(), signed_text, signature) ? Verdict::Good : Verdict::Bad;
}

}  // namespace gotrue
