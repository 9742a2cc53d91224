#include "app/cli/run.hpp"

#include "app/cli/command_line.hpp"
#include "app/cli/init_env_file.hpp"
#include "app/cli/read_password.hpp"
#include "app/cli/version.hpp"
#include "app/config/load_configuration.hpp"
#include "app/config/reference.hpp"
#include "app/config/variables.hpp"

namespace gotrue {
namespace {

RunMode mode_of(CommandKind kind) {
  switch (kind) {
    case CommandKind::Serve: return RunMode::Serve;
    case CommandKind::Multi: return RunMode::Multi;
    case CommandKind::CreateUser:
    case CommandKind::DeleteUser: return RunMode::Admin;
    case CommandKind::Migrate:
    case CommandKind::Copy:
    case CommandKind::Version:
    case CommandKind::Init:
    case CommandKind::ConfigReference: return RunMode::Migrate;
  }
  return RunMode::Serve;
}

int print(std::ostream& out, std::string_view text) {
  out << text << std::flush;
  return out ? 0 : 1;
}

int refuse(const Console& console, const std::string& reason) {
  console.err << "gotrue: " << reason << std::endl;
  return 1;
}

int init(const Command& command, Random& random, const Console& console) {
  const std::string path = command.env_file.value_or(".env");
  const auto written = write_initial_env_file(path, random);
  if (!written) return refuse(console, written.error());
  const std::string option = command.env_file ? " -c " + path : "";
  return print(console.out, path + " is written. Next:\n  gotrue serve" + option + " --demo --mail-to-log\n");
}

// All errors in one message (configuration.md).
int refuse_configuration(const Console& console, const ConfigurationOutcome& outcome) {
  std::string text = outcome.errors.size() == 1 ? "the configuration has an error:"
                                                : "the configuration has " + std::to_string(outcome.errors.size()) + " errors:";
  for (const auto& error : outcome.errors) text += "\n  " + error;
  for (const auto& warning : outcome.warnings) text += "\n  (warning) " + warning;
  return refuse(console, text);
}

int create_user(Command& command, const Configuration& configuration, const Actions& actions, const Console& console) {
  if (command.reads_password) {
    auto password = read_password(console.password_input, console.err);
    if (!password) return refuse(console, "no password on standard input");
    command.create_user.password = std::move(*password);
  }
  return actions.create_user(configuration, command.create_user);
}

int act(Command& command, ConfigurationOutcome& outcome, const Actions& actions, const Console& console) {
  const Configuration& configuration = outcome.configuration;
  if (command.kind == CommandKind::Serve || command.kind == CommandKind::Multi) {
    command.serve.multi = command.kind == CommandKind::Multi;
    command.serve.warnings = std::move(outcome.warnings);
    return actions.serve(configuration, command.serve);
  }
  for (const auto& warning : outcome.warnings) console.err << "gotrue: warning: " << warning << "\n";
  if (command.kind == CommandKind::CreateUser) return create_user(command, configuration, actions, console);
  if (command.kind == CommandKind::DeleteUser) return actions.delete_user(configuration, command.delete_user);
  if (command.kind == CommandKind::Copy) return actions.copy(configuration, command.copy);
  return actions.migrate(configuration, command.migrate);
}

int configure_and_act(Command& command, const Actions& actions, const Console& console) {
  if (command.kind == CommandKind::Multi && (command.serve.demo || command.serve.mail_to_log)) {
    return refuse(console, "--demo and --mail-to-log are for `gotrue serve`");
  }
  const auto variables = read_variables(command.env_file);
  if (!variables) return refuse(console, variables.error());
  auto outcome = load_configuration({*variables, mode_of(command.kind), command.serve.mail_to_log});
  if (!outcome.ok()) return refuse_configuration(console, outcome);
  return act(command, outcome, actions, console);
}

}  // namespace

int run(const std::vector<std::string>& arguments, const Actions& actions, Random& random, const Console& console) {
  auto command = parse_command_line(arguments);
  if (!command) {
    const auto& exit = command.error();
    print(exit.code == 0 ? console.out : console.err, exit.text);
    return exit.code;
  }
  switch (command->kind) {
    case CommandKind::Version: return print(console.out, std::string(version()) + "\nwith " + std::string(linked_libraries()) + "\n");
    case CommandKind::ConfigReference: return print(console.out, config_reference());
    case CommandKind::Init: return init(*command, random, console);
    case CommandKind::Serve:
    case CommandKind::Multi:
    case CommandKind::Migrate:
    case CommandKind::Copy:
    case CommandKind::CreateUser:
    case CommandKind::DeleteUser: return configure_and_act(*command, actions, console);
  }
  return 1;
}

}  // namespace gotrue
