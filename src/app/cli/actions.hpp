// What the commands do once the command line is read and the configuration is good. The composition root provides
// them; a test provides its own.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/config/configuration.hpp"
#include "app/config/url_source.hpp"
#include "base/secret_string.hpp"
#include "base/uuid.hpp"

namespace gotrue {

struct ServeFlags {
  bool demo = false;         // serve a page at / that tries everything out
  bool mail_to_log = false;  // print the links of mails; never together with an SMTP host
  bool multi = false;        // `gotrue multi`: many instances, X-Nf-Sign names the one of a request
  std::vector<std::string> warnings;  // of the configuration, for the log
};

struct CreateUserArguments {
  std::string email;
  SecretString password;
  std::string role;  // beats is_admin
  bool confirm = false;
  bool is_admin = false;
  bool is_super_admin = false;
  std::string aud;  // empty: GOTRUE_JWT_AUD
  Uuid instance_id;
};

struct DeleteUserArguments {
  std::string id_or_email;
  std::string aud;  // empty: GOTRUE_JWT_AUD
  Uuid instance_id;
};

// Apply what is missing, or tell about it and change nothing.
enum class MigrateMode { Apply, ShowStatus, Check, DryRun };

struct CopyArguments {
  UrlSource from;
  UrlSource to;
  // Without them GOTRUE_DB_NAMESPACE.
  std::optional<std::string> from_namespace;
  std::optional<std::string> to_namespace;
};

// Each returns the exit code and has said on standard error why it is not 0.
struct Actions {
  std::function<int(const Configuration&, const ServeFlags&)> serve;
  std::function<int(const Configuration&, MigrateMode)> migrate;
  std::function<int(const Configuration&, const CopyArguments&)> copy;
  std::function<int(const Configuration&, const CreateUserArguments&)> create_user;
  std::function<int(const Configuration&, const DeleteUserArguments&)> delete_user;
};

// The real ones: app/server_app.cpp, app/admin_commands.cpp, app/migrate_command.cpp and
// app/copy_command.cpp.
int serve(const Configuration& configuration, const ServeFlags& flags);
int migrate_database(const Configuration& configuration, MigrateMode mode);
int copy_database(const Configuration& configuration, const CopyArguments& arguments);
int create_user_from_terminal(const Configuration& configuration, const CreateUserArguments& arguments);
int delete_user_from_terminal(const Configuration& configuration, const DeleteUserArguments& arguments);

}  // namespace gotrue
