// bcrypt's own base64: another alphabet than RFC 4648's, no padding.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace gotrue {

std::string bcrypt_base64_encode(std::span<const unsigned char> bytes);

bool is_bcrypt_base64(std::string_view text);

// Fills `bytes` from the front of a text that is_bcrypt_base64 and long enough; bits that belong to no byte are
// ignored.
void bcrypt_base64_decode(std::string_view text, std::span<unsigned char> bytes);

}  // namespace gotrue
