// The versions of the embedded database's schema as SQL, oldest first.
#pragma once
#include <string_view>
#include <vector>

namespace gotrue::sqlite {

// Version n is the n-th entry: statements in which {p} stands for the prefix, run in one transaction. Entries are never
// changed once released.
const std::vector<std::string_view>& versions();

}  // namespace gotrue::sqlite
