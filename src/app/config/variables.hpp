// Reads the env file and the environment of the program: the only place that does.
#pragma once
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "app/config/env_file.hpp"

namespace gotrue {

// What the file and the environment set; the environment wins, also with an empty value. Without `file`, `.env` in
// the working directory is read when it is there. Error: one line that names the file and, for a bad line, its
// number: a named file is missing, cannot be read, is over 1 MiB or is malformed.
tl::expected<Variables, std::string> read_variables(const std::optional<std::string>& file);

}  // namespace gotrue
