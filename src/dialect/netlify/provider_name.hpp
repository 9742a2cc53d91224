// The name of an external provider as requests give it: the original takes it in any case. Used by /authorize and /token.
#pragma once
#include "base/ascii.hpp"

namespace gotrue::netlify {

inline std::string provider_name(std::string_view as_sent) { return lower_ascii(as_sent); }

}  // namespace gotrue::netlify
