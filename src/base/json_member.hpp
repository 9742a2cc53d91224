// Members of JSON objects that are written straight into their text, where making a json::Value would cost too much.
#pragma once
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace gotrue::json {

// Appends a text behind its key as it is to stand there, with what comes before it: `,"aud":`.
inline void append_member(std::string& out, std::string_view key, std::string_view value) {
  out += key;
  append_string(out, value);
}

}  // namespace gotrue::json
