// The URL that a command takes from its arguments, the environment or a file.
#pragma once
#include <string>
#include <tl/expected.hpp>

namespace gotrue {

// Where a database URL stands, which may hold a password: exactly one of these is set.
struct UrlSource {
  std::string text;      // on the command line
  std::string variable;  // in an environment variable
  std::string file;      // in the first line of a file
};

// Error: one line that names the variable or the file, never what is in it.
tl::expected<std::string, std::string> read_url(const UrlSource& source);

}  // namespace gotrue
