// The reference documentation, written from the key table: docs/config.md (`gotrue config-reference`).
#pragma once
#include <string>

namespace gotrue {

// The whole page, Markdown.
std::string config_reference();

}  // namespace gotrue
