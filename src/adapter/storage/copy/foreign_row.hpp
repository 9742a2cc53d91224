// What the original server's tables may hold and ours may not, because SQLite and PostgreSQL compare bytes and hand texts on
// as they are: UUIDs in upper case, users without an audience, metadata that is no JSON or holds a key twice.
#pragma once
#include "adapter/storage/copy/row.hpp"

namespace gotrue::copy {

// Brings the row of that table into the form of ours; one that has it stays as it is.
void bring_into_form(const CopiedTable& table, Row& row);

}  // namespace gotrue::copy
