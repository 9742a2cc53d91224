// The program: wires the command line to what the commands do, and is the last to catch what nobody expected.
#include <exception>
#include <iostream>

#include "adapter/system/kernel_random.hpp"
#include "adapter/system/standard_streams.hpp"
#include "app/cli/actions.hpp"
#include "app/cli/hide_urls.hpp"
#include "app/cli/run.hpp"

int main(int argc, char** argv) {
  using namespace gotrue;
  open_standard_streams();
  try {
    KernelRandom random;
    const Actions actions{serve, migrate_database, copy_database, create_user_from_terminal, delete_user_from_terminal};
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    hide_urls(argc, argv);
    return run(arguments, actions, random, {std::cout, std::cerr});
  } catch (const std::exception& error) {
    std::cerr << "gotrue: " << error.what() << std::endl;
    return 1;
  }
}
