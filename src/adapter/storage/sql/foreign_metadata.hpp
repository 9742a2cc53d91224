// Metadata of a database that others write to: what is no JSON becomes {}, and of duplicate keys the last counts, because a
// token that held them would be refused (security.md 11).
#pragma once
#include "core/model/metadata.hpp"

namespace gotrue::sql {

// From the text that is stored; an object without such flaws stays byte by byte, NULL, '' and `null` are {}.
Metadata read_foreign_metadata(std::string_view text);

}  // namespace gotrue::sql
