// The options behind the `?` of a DSN.
#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "adapter/storage/mysql/dsn.hpp"

namespace gotrue::mysql {

// Sets what `query` says in `dsn`. An option that is not understood becomes a warning; one that would weaken what the
// operator asked for is an error.
tl::expected<void, std::string> apply_options(std::string_view query, Dsn& dsn);

}  // namespace gotrue::mysql
