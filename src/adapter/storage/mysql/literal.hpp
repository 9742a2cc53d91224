// Values as the parameters of `EXECUTE name USING ...`. A value reaches the server's text as digits alone, decimal or
// hexadecimal, so that none of its characters can mean anything there.
#pragma once
#include <mysql.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace gotrue::mysql {

void append_number(std::string& text, std::int64_t value);
// Characters, which are UTF-8.
void append_characters(std::string& text, std::string_view value);
void append_bytes(std::string& text, std::string_view value);
void append_time(std::string& text, const MYSQL_TIME& value);
// A text of ours between single quotes.
void append_quoted(std::string& text, std::string_view sql);

}  // namespace gotrue::mysql
