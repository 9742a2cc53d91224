// PEM texts as operators paste them: with line breaks, or with `\n` in their place.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace gotrue::saml {

// Real line breaks instead of `\n`.
std::string unescape_pem(std::string_view text);
// The DER bytes of the first certificate; nullopt when there is none that OpenSSL reads.
std::optional<std::string> certificate_from_pem(std::string_view text);
// Standard Base64 (RFC 4648 §4) with any white space; nullopt for anything else.
std::optional<std::string> decode_base64(std::string_view text);
// Without line breaks.
std::string encode_base64(std::string_view bytes);

}  // namespace gotrue::saml
