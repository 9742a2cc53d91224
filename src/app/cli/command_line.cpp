#include "app/cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/cli/help.hpp"

namespace gotrue {
namespace {

constexpr const char* kDescription =
    "User sign-up, login and tokens behind one HTTP API; a drop-in replacement for GoTrue.\n"
    "Without a command it serves.";

// What CLI11 writes to while it parses.
struct Parsed {
  std::string env_file;
  std::string password;
  std::string instance_id;
  std::string aud;
  Command command;
};

void add_serve_flags(CLI::App& app, Parsed& parsed) {
  app.add_flag("--demo", parsed.command.serve.demo, "Serve a page at / that signs up, logs in and shows the user");
  app.add_flag("--mail-to-log", parsed.command.serve.mail_to_log,
               "Print the links of mails for a developer; refused when GOTRUE_SMTP_HOST is set");
}

CLI::App& add_command(CLI::App& parent, const char* name, const char* description, CommandKind kind, Parsed& parsed) {
  CLI::App& command = *parent.add_subcommand(name, description);
  command.fallthrough();
  command.parse_complete_callback([kind, &parsed] { parsed.command.kind = kind; });
  return command;
}

void add_migrate(CLI::App& app, Parsed& parsed) {
  auto& command = add_command(app, "migrate", "Bring the database to the schema of this version", CommandKind::Migrate, parsed);
  CLI::Option_group& modes = *command.add_option_group("Instead of changing anything");
  modes.require_option(0, 1);
  const auto add_mode = [&](const char* flag, MigrateMode mode, const char* description) {
    modes.add_flag_callback(flag, [&parsed, mode] { parsed.command.migrate = mode; }, description);
  };
  add_mode("--status", MigrateMode::ShowStatus, "Say which version the database has and what is pending");
  add_mode("--check", MigrateMode::Check, "Say what stands in the way and what to do; exit 1 when something does");
  add_mode("--dry-run", MigrateMode::DryRun, "Print the SQL that would run");
}

// One of three ways; the last two keep a password out of the shell's history and of the first moment of the process list.
void add_url(CLI::App& command, const std::string& option, UrlSource& source, const std::string& description) {
  CLI::Option_group& ways = *command.add_option_group(option + ", one of");
  ways.require_option(1);
  ways.add_option(option, source.text, description + "; hidden from the process list once it was read");
  ways.add_option(option + "-env", source.variable, "Name of the environment variable that holds this URL");
  ways.add_option(option + "-file", source.file, "File whose first line is this URL");
}

void add_db(CLI::App& app, Parsed& parsed) {
  auto& db = *app.add_subcommand("db", "Move a database from one engine to another");
  db.fallthrough();
  db.require_subcommand(1);
  auto& arguments = parsed.command.copy;
  auto& command = add_command(db, "copy", "Copy every table and compare; run again it goes on where it stopped",
                              CommandKind::Copy, parsed);
  add_url(command, "--from", arguments.from, "URL of the database to read; also one of the original server");
  add_url(command, "--to", arguments.to, "URL of the database to fill; empty, its schema is made");
  command.add_option("--from-namespace", arguments.from_namespace, "Default GOTRUE_DB_NAMESPACE");
  command.add_option("--to-namespace", arguments.to_namespace, "Default GOTRUE_DB_NAMESPACE");
}

void add_create_user(CLI::App& admin, Parsed& parsed) {
  auto& arguments = parsed.command.create_user;
  auto& command = add_command(admin, "createuser", "Create a user; no mail is sent", CommandKind::CreateUser, parsed);
  command.add_option("EMAIL", arguments.email, "Address of the user")->required();
  command.add_option("PASSWORD", parsed.password, "Password; `-` or none: one line of standard input");
  command.add_option("ROLE", arguments.role, "Role; default GOTRUE_JWT_DEFAULT_GROUP_NAME");
  command.add_flag("--confirm", arguments.confirm, "The address is confirmed already");
  command.add_flag("--admin", arguments.is_admin, "Give the role GOTRUE_JWT_ADMIN_GROUP_NAME, unless ROLE is given");
  command.add_flag("--superadmin", arguments.is_super_admin, "Make the user an admin of everything");
}

void add_admin(CLI::App& app, Parsed& parsed) {
  auto& admin = *app.add_subcommand("admin", "Create and delete users; works beside a running server");
  admin.fallthrough();
  admin.require_subcommand(1);
  admin.add_option("-a,--aud", parsed.aud, "Audience of the user; default GOTRUE_JWT_AUD")->take_last();
  admin.add_option("-i,--instance_id", parsed.instance_id, "Instance of the user; default the nil UUID")->take_last();
  add_create_user(admin, parsed);
  auto& delete_user = add_command(admin, "deleteuser", "Delete a user", CommandKind::DeleteUser, parsed);
  delete_user.add_option("ID|EMAIL", parsed.command.delete_user.id_or_email, "Id or address of the user")->required();
}

void add_commands(CLI::App& app, Parsed& parsed) {
  app.name("gotrue");
  app.require_subcommand(0, 1);
  app.set_help_flag("-h,--help", "Show this help; `gotrue COMMAND --help` that of a command");
  app.add_option("-c,--config", parsed.env_file, "Env file to read; default .env, which may be missing")->take_last();
  app.footer(help_footer());
  add_serve_flags(app, parsed);
  add_serve_flags(add_command(app, "serve", "Serve the API", CommandKind::Serve, parsed), parsed);
  add_command(app, "multi", "Serve many instances, which the operator keeps under /instances", CommandKind::Multi, parsed);
  add_migrate(app, parsed);
  add_db(app, parsed);
  add_command(app, "version", "Print the version", CommandKind::Version, parsed);
  add_command(app, "init", "Write an env file with fresh secrets; never overwrites", CommandKind::Init, parsed);
  add_admin(app, parsed);
  add_command(app, "config-reference", "Print docs/config.md", CommandKind::ConfigReference, parsed)
      .group("");  // hidden
}

// "gotrue admin createuser": the innermost command that was named.
std::string command_path(const CLI::App& app) {
  std::string path = "gotrue";
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    path += " " + at->get_name();
  }
  return path;
}

CommandLineExit refuse(const std::string& path, const std::string& reason) {
  return {1, path + ": " + reason + "; see `" + path + " --help`\n"};
}

CommandLineExit refuse_extras(const CLI::App& app) {
  const std::string path = command_path(app);
  const auto extras = app.remaining(true);
  const bool is_command = path == "gotrue" || path == "gotrue admin" || path == "gotrue db";
  const bool may_be_secret = path == "gotrue admin createuser" || path == "gotrue db copy";
  if (extras.empty() || may_be_secret) return refuse(path, "unknown option or too many arguments");
  return refuse(path, (is_command && !extras.front().starts_with('-') ? "unknown command " : "unexpected argument ") +
                          extras.front());
}

CommandLineExit help_of(const CLI::App& app) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return {0, at->help(at == &app ? "" : command_path(app).substr(0, command_path(app).rfind(' ')))};
}

tl::expected<Command, CommandLineExit> finish(const CLI::App& app, Parsed& parsed) {
  Command& command = parsed.command;
  if (app.count("--config") > 0) command.env_file = parsed.env_file;
  const auto instance_id = parsed.instance_id.empty() ? Uuid{} : Uuid::parse(parsed.instance_id);
  if (!instance_id) return tl::unexpected(refuse(command_path(app), "instance_id must be an UUID"));
  command.create_user.instance_id = command.delete_user.instance_id = *instance_id;
  command.create_user.aud = command.delete_user.aud = parsed.aud;
  if (command.kind == CommandKind::CreateUser) {
    const auto* create_user = app.get_subcommand("admin")->get_subcommand("createuser");
    command.reads_password = create_user->count("PASSWORD") == 0 || parsed.password == "-";
    command.create_user.password = SecretString(std::move(parsed.password));
  }
  return std::move(command);
}

}  // namespace

tl::expected<Command, CommandLineExit> parse_command_line(std::vector<std::string> arguments) {
  Parsed parsed;
  CLI::App app(kDescription);
  add_commands(app, parsed);
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    return tl::unexpected(help_of(app));
  } catch (const CLI::ExtrasError&) {
    return tl::unexpected(refuse_extras(app));
  } catch (const CLI::RequiredError& error) {
    if (!app.remaining(true).empty()) return tl::unexpected(refuse_extras(app));
    return tl::unexpected(refuse(command_path(app), error.what()));
  } catch (const CLI::ParseError&) {
    return tl::unexpected(refuse(command_path(app), "an option lacks its value or has a wrong one"));
  }
  return finish(app, parsed);
}

}  // namespace gotrue
