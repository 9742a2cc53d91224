// Where the exceptions of a command end: one line on standard error.
#pragma once
#include <exception>
#include <iostream>
#include <string_view>

namespace gotrue {

inline int complain(std::string_view line) {
  std::cerr << "gotrue: " << line << std::endl;
  return 1;
}

// Runs `work`, which returns the exit code.
template <class Work>
int run_command(const Work& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    return complain(error.what());
  }
}

}  // namespace gotrue
