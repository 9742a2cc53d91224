// argon2id hashes that an adopted system stored (RFC 9106, the PHC string form). They are verified, never made.
#pragma once
#include <string>
#include <string_view>

namespace gotrue {

inline bool is_argon2id(std::string_view hash) { return hash.starts_with("$argon2id$"); }

// Whether the parameters are within what a login may cost: at most 256 MiB, 10 passes, 16 lanes. Anything else counts
// as no hash, so that a row cannot stop the server.
bool has_bounded_parameters(std::string_view hash);

bool verify_argon2id(const std::string& password, const std::string& hash);

}  // namespace gotrue
