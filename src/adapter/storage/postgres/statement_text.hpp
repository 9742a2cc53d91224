// The repositories' statements in PostgreSQL's words.
#pragma once
#include <string>
#include <string_view>

namespace gotrue::postgres {

// Numbers every `?` that stands outside of 'strings' and "names".
std::string number_placeholders(std::string_view sql);

// Whether it inserts the one row that it names: INSERT INTO ... VALUES (...), and not several behind commas.
bool inserts_one_row(std::string_view sql);
// Such a statement, but one that inserts nothing when a unique index has the row already. An error would end the whole
// transaction, and the port lets its user go on after DuplicateKey.
std::string without_duplicates(std::string_view sql);

}  // namespace gotrue::postgres
