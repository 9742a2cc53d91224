// Times as the binary protocol carries them, always in UTC.
#pragma once
#include <mysql.h>

#include <string_view>

#include "base/clock.hpp"

namespace gotrue::mysql {

MYSQL_TIME to_wire(Time time);
Time from_wire(const MYSQL_TIME& time);
// "2024-01-31 12:34:56.789", which some servers give for expressions over times; 1970 for anything else.
Time parse_wire_text(std::string_view text);

}  // namespace gotrue::mysql
