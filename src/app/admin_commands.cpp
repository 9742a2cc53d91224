// `gotrue admin createuser` and `gotrue admin deleteuser`: they work beside a running server.
#include <iostream>

#include "app/cli/actions.hpp"
#include "app/config/instance_settings.hpp"
#include "app/core_services.hpp"
#include "app/run_command.hpp"
#include "base/email_address.hpp"
#include "core/usecase/create_user.hpp"
#include "core/usecase/delete_user.hpp"

namespace gotrue {
namespace {

const Admin& command_line_admin() {
  static const Admin admin{Actor::operator_token(), std::nullopt};
  return admin;
}

std::string audience_of(const std::string& argument, const Configuration& configuration) {
  return argument.empty() ? configuration.jwt.aud : argument;
}

std::string role_of(const CreateUserArguments& arguments, const Configuration& configuration) {
  if (!arguments.role.empty()) return arguments.role;
  return arguments.is_admin ? configuration.jwt.admin_group_name : std::string();
}

std::string refusal_text(const Error& error) {
  switch (error.code) {
    case ErrorCode::EmailMissing: return "an email address is required";
    case ErrorCode::EmailInvalid: return "unable to validate the email address: " + error.detail;
    case ErrorCode::EmailTaken: return "a user with this email address exists already";
    case ErrorCode::PasswordTooLong: return "the password must not be longer than 72 bytes";
    case ErrorCode::PasswordInvalid: return "the password must not contain a NUL character";
    case ErrorCode::InvalidInput: return error.detail;
    case ErrorCode::UserNotFound: return "there is no such user";
    default: return "the user cannot be changed (error " + std::to_string(static_cast<int>(error.code)) + ")";
  }
}

std::optional<User> find_user(Storage& storage, const RequestContext& context, const std::string& id_or_email) {
  return storage.read([&](Repositories& repositories) {
    if (const auto id = Uuid::parse(id_or_email)) return repositories.users().find_by_id(context.instance.id, *id);
    return repositories.users().find_by_email(context.instance.id, context.audience, normalize_email(id_or_email));
  });
}

}  // namespace

int create_user_from_terminal(const Configuration& configuration, const CreateUserArguments& arguments) {
  return run_command([&] {
    CoreServices core(configuration, StorageUse::CommandLine);
    const Instance instance(arguments.instance_id, make_instance_settings(configuration, false));
    const RequestContext context{instance, audience_of(arguments.aud, configuration), {}, {}};
    CreateUserInput input;
    input.email = arguments.email;
    input.password = std::string(arguments.password.reveal());
    input.role = role_of(arguments, configuration);
    input.confirm = arguments.confirm || configuration.mailer.autoconfirm;
    input.is_super_admin = arguments.is_super_admin;
    const auto user = create_user(core.services(), context, command_line_admin(), input);
    if (!user) return complain(refusal_text(user.error()));
    std::cout << "created " << user->id.to_string() << std::endl;
    return 0;
  });
}

int delete_user_from_terminal(const Configuration& configuration, const DeleteUserArguments& arguments) {
  return run_command([&] {
    CoreServices core(configuration, StorageUse::CommandLine);
    const Instance instance(arguments.instance_id, make_instance_settings(configuration, false));
    const RequestContext context{instance, audience_of(arguments.aud, configuration), {}, {}};
    const auto user = find_user(*core.database.storage, context, arguments.id_or_email);
    if (!user) return complain("there is no such user");
    const auto status = delete_user(core.services(), context, command_line_admin(), user->id);
    if (!status) return complain(refusal_text(status.error()));
    std::cout << "deleted " << user->id.to_string() << std::endl;
    return 0;
  });
}

}  // namespace gotrue
