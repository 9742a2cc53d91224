// The name of an external provider as requests give it: the original takes it in any case. Used by /authorize and /token.
#pragma once
#include <algorithm>
#include <string>

namespace gotrue::netlify {

inline std::string provider_name(std::string as_sent) {
  std::transform(as_sent.begin(), as_sent.end(), as_sent.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return as_sent;
}

}  // namespace gotrue::netlify
