// Base64url without padding (RFC 4648 §5, RFC 7515 §2).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace gotrue {

std::string base64url_encode(std::string_view bytes);
void base64url_append(std::string& out, std::string_view bytes);
// Strict: no padding, no other alphabet, no white space, and the unused bits of the last character are zero,
// so that one value has one text.
std::optional<std::string> base64url_decode(std::string_view text);

// Whether `text` holds characters of the base64url alphabet alone.
bool is_base64url(std::string_view text);

}  // namespace gotrue
