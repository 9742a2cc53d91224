// The version of this program, as CMakeLists.txt states it.
#pragma once
#include <string_view>

namespace gotrue {

// "1.2.3".
std::string_view version();
// "OpenSSL 3.0.1, ...": the libraries that are linked into the binary, for whoever follows their security notices.
std::string_view linked_libraries();

}  // namespace gotrue
