// Reads an env file exactly as godotenv 1.3 does, so that a secret of an existing deployment comes out the same
// here (configuration.md). Its oddities are kept on purpose: tests pin them.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace gotrue {

using Variables = std::map<std::string, std::string, std::less<>>;

struct EnvFileError {
  std::size_t line = 0;  // from 1
  std::string message;   // never holds what stands in the line
};

// `KEY=value` or `KEY: value` a line, with or without `export`; the last of equal keys counts. A value in single
// quotes is literal; in double quotes `\n` and `\r` are line ends and a backslash escapes; unless it stands in single
// quotes, `$KEY` and `${KEY}` stand for what earlier lines set (nothing when they did not). `#` begins a comment
// unless a quote is open before it. Error: the first line that has neither `=` nor `:`, or is over 64 KiB.
tl::expected<Variables, EnvFileError> parse_env_file(std::string_view text);

}  // namespace gotrue
