// The program behind its main function: read the arguments, load the configuration, act, return the exit code.
#pragma once
#include <ostream>
#include <string>
#include <vector>

#include "app/cli/actions.hpp"
#include "base/random.hpp"

namespace gotrue {

// Where a command reads and prints.
struct Console {
  std::ostream& out;
  std::ostream& err;
  int password_input = 0;  // descriptor of standard input
};

// `arguments` without the name of the program. Returns 0, or 1 after one message on `err`.
int run(const std::vector<std::string>& arguments, const Actions& actions, Random& random, const Console& console);

}  // namespace gotrue
