// A value for a placeholder, as the library is handed it and as its statement's text would spell it.
#pragma once
#include <mysql.h>

#include <cstdint>
#include <string>

namespace gotrue::mysql {

struct Parameter {
  enum_field_types type = MYSQL_TYPE_NULL;
  // Which of them counts is told by `type`: LONGLONG, DATETIME, or else the text or the bytes.
  std::int64_t number = 0;
  MYSQL_TIME time{};
  std::string bytes;
  unsigned long length = 0;
  my_bool is_null = 1;

  // Where the value begins; nullptr for NULL.
  void* place();
};

// Appends the value as a literal (literal.hpp).
void append_literal(std::string& text, const Parameter& parameter);

}  // namespace gotrue::mysql
