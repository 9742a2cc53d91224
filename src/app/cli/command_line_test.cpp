#include "app/cli/command_line.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

using Arguments = std::vector<std::string>;

Command parse(const Arguments& arguments) {
  auto command = parse_command_line(arguments);
  if (command) return std::move(*command);
  ADD_FAILURE() << command.error().text;
  return {};
}

struct KindRow {
  Arguments arguments;
  CommandKind kind;
};
class CommandLineKind : public testing::TestWithParam<KindRow> {};

TEST_P(CommandLineKind, IsTheCommandThatWasNamed) { EXPECT_EQ(parse(GetParam().arguments).kind, GetParam().kind); }

INSTANTIATE_TEST_SUITE_P(
    All, CommandLineKind,
    testing::Values(KindRow{{}, CommandKind::Serve}, KindRow{{"serve"}, CommandKind::Serve},
                    KindRow{{"--demo"}, CommandKind::Serve}, KindRow{{"-c", "x"}, CommandKind::Serve},
                    KindRow{{"multi"}, CommandKind::Multi}, KindRow{{"migrate"}, CommandKind::Migrate},
                    KindRow{{"version"}, CommandKind::Version}, KindRow{{"init"}, CommandKind::Init},
                    KindRow{{"config-reference"}, CommandKind::ConfigReference},
                    KindRow{{"admin", "createuser", "a@b.example", "pw"}, CommandKind::CreateUser},
                    KindRow{{"admin", "deleteuser", "a@b.example"}, CommandKind::DeleteUser}));

TEST(CommandLine, TakesTheEnvFileBeforeAndBehindTheCommand) {
  EXPECT_EQ(parse({"-c", "x", "serve"}).env_file, "x");
  EXPECT_EQ(parse({"serve", "--config", "x"}).env_file, "x");
  EXPECT_EQ(parse({"--config=x"}).env_file, "x");
  EXPECT_EQ(parse({"admin", "deleteuser", "a", "-c", "x"}).env_file, "x");
  EXPECT_EQ(parse({"-c", "x", "serve", "-c", "y"}).env_file, "y");
  EXPECT_EQ(parse({"serve"}).env_file, std::nullopt);
}

TEST(CommandLine, TakesTheFlagsOfServeWithAndWithoutItsName) {
  for (const Arguments& arguments : {Arguments{"serve", "--demo", "--mail-to-log"}, Arguments{"--mail-to-log", "--demo"}}) {
    const Command command = parse(arguments);
    EXPECT_TRUE(command.serve.demo);
    EXPECT_TRUE(command.serve.mail_to_log);
  }
  EXPECT_FALSE(parse({"serve"}).serve.demo);
  EXPECT_FALSE(parse({"serve"}).serve.mail_to_log);
}

TEST(CommandLine, TakesEverythingThatCreateuserKnows) {
  const Command command = parse({"admin", "createuser", "-a", "api", "a@b.example", "pw", "editor", "--confirm", "--admin",
                                 "--superadmin", "-i", "6F9619FF-8B86-D011-B42D-00C04FC964FF"});
  const auto& user = command.create_user;
  EXPECT_EQ(user.email, "a@b.example");
  EXPECT_TRUE(user.password.equals("pw"));
  EXPECT_EQ(user.role, "editor");
  EXPECT_TRUE(user.confirm && user.is_admin && user.is_super_admin);
  EXPECT_EQ(user.aud, "api");
  EXPECT_EQ(user.instance_id.to_string(), "6f9619ff-8b86-d011-b42d-00c04fc964ff");
  EXPECT_FALSE(command.reads_password);
}

TEST(CommandLine, SetsNothingThatWasNotSaid) {
  const auto user = parse({"admin", "createuser", "a@b.example", "pw"}).create_user;
  EXPECT_FALSE(user.confirm || user.is_admin || user.is_super_admin);
  EXPECT_TRUE(user.role.empty() && user.aud.empty() && user.instance_id.is_nil());
}

TEST(CommandLine, TakesAudienceAndInstanceBeforeTheSubcommandToo) {
  const auto arguments = parse({"admin", "--aud", "api", "--instance_id=6f9619ff-8b86-d011-b42d-00c04fc964ff", "deleteuser",
                                "a@b.example"})
                             .delete_user;
  EXPECT_EQ(arguments.aud, "api");
  EXPECT_FALSE(arguments.instance_id.is_nil());
  EXPECT_EQ(arguments.id_or_email, "a@b.example");
}

TEST(CommandLine, TakesNamesOfCommandsForPasswordsAndRoles) {
  const auto user = parse({"admin", "createuser", "a@b.example", "serve", "admin"}).create_user;
  EXPECT_TRUE(user.password.equals("serve"));
  EXPECT_EQ(user.role, "admin");
  EXPECT_TRUE(parse({"admin", "createuser", "a@b.example", "createuser", "init"}).create_user.password.equals("createuser"));
}

TEST(CommandLine, TakesPasswordsAsTheyAre) {
  for (const std::string password : {"", " ", "[a,b]", "{}", "a=b", "\"q\"", "'", "%&$", "ä", "a\\nb", "--"}) {
    const auto command = parse({"admin", "createuser", "--confirm", "--", "a@b.example", password});
    EXPECT_EQ(command.create_user.password.reveal(), password);
    EXPECT_FALSE(command.reads_password);
  }
  EXPECT_EQ(parse({"admin", "createuser", "--", "a@b.example", "-secret"}).create_user.password.reveal(), "-secret");
  EXPECT_EQ(parse({"admin", "createuser", "a@b.example", "", "role"}).create_user.role, "role");
}

TEST(CommandLine, ReadsThePasswordFromStandardInputForADashOrNone) {
  EXPECT_TRUE(parse({"admin", "createuser", "a@b.example"}).reads_password);
  EXPECT_TRUE(parse({"admin", "createuser", "a@b.example", "-"}).reads_password);
  const auto command = parse({"admin", "createuser", "a@b.example", "-", "editor"});
  EXPECT_TRUE(command.reads_password);
  EXPECT_EQ(command.create_user.role, "editor");
}

class CommandLineRefusal : public testing::TestWithParam<std::pair<Arguments, const char*>> {};

TEST_P(CommandLineRefusal, EndsWithOneAndSaysWhy) {
  const auto command = parse_command_line(GetParam().first);
  ASSERT_FALSE(command);
  EXPECT_EQ(command.error().code, 1);
  EXPECT_EQ(command.error().text, GetParam().second);
}

INSTANTIATE_TEST_SUITE_P(
    All, CommandLineRefusal,
    testing::Values(
        std::pair{Arguments{"frobnicate"}, "gotrue: unknown command frobnicate; see `gotrue --help`\n"},
        std::pair{Arguments{"serve", "now"}, "gotrue serve: unexpected argument now; see `gotrue serve --help`\n"},
        std::pair{Arguments{"--frob"}, "gotrue: unexpected argument --frob; see `gotrue --help`\n"},
        std::pair{Arguments{"admin"}, "gotrue admin: A subcommand is required; see `gotrue admin --help`\n"},
        std::pair{Arguments{"admin", "frob"}, "gotrue admin: unknown command frob; see `gotrue admin --help`\n"},
        std::pair{Arguments{"admin", "createuser"},
                  "gotrue admin createuser: EMAIL is required; see `gotrue admin createuser --help`\n"},
        std::pair{Arguments{"admin", "deleteuser"},
                  "gotrue admin deleteuser: ID|EMAIL is required; see `gotrue admin deleteuser --help`\n"},
        std::pair{Arguments{"-c"}, "gotrue: an option lacks its value or has a wrong one; see `gotrue --help`\n"},
        std::pair{Arguments{"admin", "-i", "x", "deleteuser", "a@b.example"},
                  "gotrue admin deleteuser: instance_id must be an UUID; see `gotrue admin deleteuser --help`\n"}));

TEST(CommandLine, NeverRepeatsWhatMayBeAPassword) {
  for (const Arguments& arguments :
       {Arguments{"admin", "createuser", "a@b.example", "p", "r", "hunter2"},
        Arguments{"admin", "createuser", "a@b.example", "-xhunter2"},
        Arguments{"admin", "createuser", "a@b.example", "--hunter2"}}) {
    const auto command = parse_command_line(arguments);
    ASSERT_FALSE(command);
    EXPECT_EQ(command.error().code, 1);
    EXPECT_EQ(command.error().text.find("hunter2"), std::string::npos);
  }
}

TEST(CommandLine, TeachesWithExamplesAndKeys) {
  for (const Arguments& arguments : {Arguments{"--help"}, Arguments{"-h"}}) {
    const auto command = parse_command_line(arguments);
    ASSERT_FALSE(command);
    EXPECT_EQ(command.error().code, 0);
    for (const char* part : {"gotrue init", "admin createuser ann@example.com", "GOTRUE_JWT_SECRET", "migrate"}) {
      EXPECT_NE(command.error().text.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(command.error().text.find("config-reference  "), std::string::npos);
  }
}

TEST(CommandLine, ExplainsOneCommand) {
  const auto command = parse_command_line({"admin", "createuser", "--help"});
  ASSERT_FALSE(command);
  EXPECT_EQ(command.error().code, 0);
  EXPECT_NE(command.error().text.find("--superadmin"), std::string::npos);
  EXPECT_NE(command.error().text.find("gotrue admin createuser"), std::string::npos);
}

}  // namespace
}  // namespace gotrue
