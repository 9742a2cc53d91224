// The versions of a MySQL schema as declarations of tables, oldest first.
#pragma once
#include <vector>

#include "adapter/storage/mysql/schema.hpp"

namespace gotrue::mysql {

// Version n is the n-th entry: the tables that it adds, and tables of before with the columns and indexes that it adds
// to them. Entries are never changed once released.
const std::vector<const std::vector<Table>*>& versions();

}  // namespace gotrue::mysql
