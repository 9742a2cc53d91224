// Escaping for log lines: whatever a request carries, it stays inside its own value and on its own line.
#pragma once
#include <string>
#include <string_view>

namespace gotrue {

// The name of a field in logfmt: letters, digits and -._/@^+ stay, everything else becomes `_`.
void append_logfmt_key(std::string& out, std::string_view key);
// A value in logfmt: as it is when it consists of those characters, else in double quotes with Go's escapes for
// quotes, backslashes, control and invisible characters and invalid UTF-8. Empty: `""` when `quotes_empty`.
void append_logfmt_value(std::string& out, std::string_view value, bool quotes_empty);
// A JSON string with its quotes; invisible characters as \uXXXX, invalid UTF-8 as U+FFFD.
void append_json_text(std::string& out, std::string_view text);

}  // namespace gotrue
