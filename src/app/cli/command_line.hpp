// Reads the arguments of the program (http-api.md "Command line"). Does nothing else: no file, no environment.
#pragma once
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "app/cli/actions.hpp"

namespace gotrue {

enum class CommandKind { Serve, Multi, Migrate, Copy, Version, Init, CreateUser, DeleteUser, ConfigReference };

struct Command {
  CommandKind kind = CommandKind::Serve;
  std::optional<std::string> env_file;  // -c FILE
  ServeFlags serve;
  MigrateMode migrate = MigrateMode::Apply;
  CopyArguments copy;
  CreateUserArguments create_user;
  bool reads_password = false;  // create_user: the password is a line of standard input
  DeleteUserArguments delete_user;
};

// The program ends here: with help (0) or because the arguments make no sense (1).
struct CommandLineExit {
  int code = 0;
  std::string text;  // for standard output when the code is 0, else for standard error
};

// `arguments` without the name of the program. Without a command it is `serve`. An error never repeats a
// positional argument, which may be a password.
tl::expected<Command, CommandLineExit> parse_command_line(std::vector<std::string> arguments);

}  // namespace gotrue
