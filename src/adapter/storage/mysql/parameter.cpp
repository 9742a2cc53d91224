#include "adapter/storage/mysql/parameter.hpp"

#include "adapter/storage/mysql/literal.hpp"

namespace gotrue::mysql {

void* Parameter::place() {
  switch (type) {
    case MYSQL_TYPE_NULL: return nullptr;
    case MYSQL_TYPE_LONGLONG: return &number;
    case MYSQL_TYPE_DATETIME: return &time;
    default: return bytes.data();
  }
}

void append_literal(std::string& text, const Parameter& parameter) {
  switch (parameter.type) {
    case MYSQL_TYPE_LONGLONG: return append_number(text, parameter.number);
    case MYSQL_TYPE_DATETIME: return append_time(text, parameter.time);
    case MYSQL_TYPE_STRING: return append_characters(text, parameter.bytes);
    case MYSQL_TYPE_BLOB: return append_bytes(text, parameter.bytes);
    default: text += "NULL";
  }
}

}  // namespace gotrue::mysql
