// The public keys of an OpenID provider (RFC 7517) and what they sign (RFC 7515, RFC 7518 §3, RFC 8037). Symmetric
// keys and `none` are no keys here.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

typedef struct evp_pkey_st EVP_PKEY;

namespace gotrue {

struct JwkDeleter {
  void operator()(EVP_PKEY* key) const;
};

struct Jwk {
  std::string key_id;     // may be empty
  std::string algorithm;  // of the key, when it names one
  std::string type;       // "RSA", "EC", "OKP"
  std::string curve;
  std::unique_ptr<EVP_PKEY, JwkDeleter> key;
};

// Immutable, so any thread may use it.
class JwkSet {
 public:
  // Keys of other kinds, for other uses, malformed ones and RSA keys under 2,048 bits are left out. nullopt when the
  // text is no key set at all.
  static std::optional<JwkSet> parse(std::string_view text);

  enum class Verdict { Good, Bad, UnknownKey };
  // `algorithm` and `key_id` as the header of the JWS says; without a key id, a key that fits in kind must be the only
  // one. UnknownKey: the provider may have new keys by now.
  Verdict verify(std::string_view algorithm, std::string_view key_id, std::string_view signed_text,
                 std::string_view signature) const;

 private:
  std::vector<Jwk> keys_;
};

}  // namespace gotrue
