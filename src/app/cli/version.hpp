// The version of this program, as CMakeLists.txt states it.
#pragma once
#include <string_view>

namespace gotrue {

// "1.2.3".
std::string_view version();

}  // namespace gotrue
