#include "adapter/storage/sql/wide_characters.hpp"

#include <cstdint>
#include <cstdio>

namespace gotrue::sql {
namespace {

std::uint32_t code_point_of(std::string_view four) {
  std::uint32_t code = static_cast<unsigned char>(four[0]) & 0x07U;
  for (std::size_t i = 1; i < 4; ++i) code = code << 6 | (static_cast<unsigned char>(four[i]) & 0x3FU);
  return code;
}

void append_surrogates(std::string& text, std::uint32_t code) {
  const std::uint32_t rest = code - 0x10000;
  char escapes[24];
  std::snprintf(escapes, sizeof escapes, "\\u%04x\\u%04x", 0xD800U + (rest >> 10), 0xDC00U + (rest & 0x3FFU));
  text += escapes;
}

}  // namespace

std::string escape_wide_characters(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  for (std::size_t i = 0; i < json.size();) {
    const bool is_wide = static_cast<unsigned char>(json[i]) >= 0xF0 && i + 4 <= json.size();
    if (is_wide) append_surrogates(text, code_point_of(json.substr(i, 4)));
    if (!is_wide) text += json[i];
    i += is_wide ? 4 : 1;
  }
  return text;
}

}  // namespace gotrue::sql
