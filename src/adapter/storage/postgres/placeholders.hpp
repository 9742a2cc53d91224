// The repositories' `?` as PostgreSQL's `$1`, `$2`, ...
#pragma once
#include <string>
#include <string_view>

namespace gotrue::postgres {

// Numbers every `?` that stands outside of 'strings' and "names".
std::string number_placeholders(std::string_view sql);

}  // namespace gotrue::postgres
