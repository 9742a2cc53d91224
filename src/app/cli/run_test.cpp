#include "app/cli/run.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/cli/hide_urls.hpp"
#include "app/config/env_file.hpp"
#include "app/config/url_source.hpp"
#include "seeded_random.hpp"

namespace gotrue {
namespace {

namespace fs = std::filesystem;

constexpr const char* kGoodFile =
    "GOTRUE_SITE_URL=https://example.com\nGOTRUE_JWT_SECRET=0123456789abcdef0123456789abcdef\n";

// Runs the program in a folder of its own, with actions that remember what they were given.
class Program : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = (fs::temp_directory_path() / "gotrue_cli_XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    before_ = fs::current_path();
    fs::current_path(folder_);
    ASSERT_EQ(pipe(ends_), 0);
  }
  void TearDown() override {
    fs::current_path(before_);
    fs::remove_all(folder_);
    close(ends_[0]);
    close(ends_[1]);
  }

  int run_with(const std::vector<std::string>& arguments) {
    Actions actions;
    actions.serve = [this](const Configuration& configuration, const ServeFlags& flags) {
      site_url_ = configuration.site_url;
      flags_ = flags;
      return 7;
    };
    actions.migrate = [this](const Configuration&, MigrateMode mode) {
      migrate_mode_ = mode;
      return 8;
    };
    actions.copy = [this](const Configuration&, const CopyArguments& copy) {
      copied_ = copy;
      return 11;
    };
    actions.create_user = [this](const Configuration&, const CreateUserArguments& user) {
      created_ = user;
      return 9;
    };
    actions.delete_user = [this](const Configuration&, const DeleteUserArguments& user) {
      deleted_ = user;
      return 10;
    };
    out_.str("");
    err_.str("");
    return run(arguments, actions, random_, {out_, err_, ends_[0]});
  }

  void type(std::string_view text) {
    ASSERT_EQ(write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    close(ends_[1]);
    ends_[1] = -1;
  }

  static void write_file(const std::string& name, std::string_view content) { std::ofstream(name) << content; }
  static std::string read_file(const std::string& name) {
    std::ostringstream content;
    content << std::ifstream(name).rdbuf();
    return content.str();
  }

  std::ostringstream out_;
  std::ostringstream err_;
  std::string site_url_;
  ServeFlags flags_;
  MigrateMode migrate_mode_ = MigrateMode::Apply;
  CopyArguments copied_;
  CreateUserArguments created_;
  DeleteUserArguments deleted_;
  SeededRandom random_;

 private:
  fs::path folder_;
  fs::path before_;
  int ends_[2] = {-1, -1};
};

TEST_F(Program, ServesByDefaultWithTheEnvFileOfItsFolder) {
  write_file(".env", kGoodFile);
  EXPECT_EQ(run_with({}), 7);
  EXPECT_EQ(site_url_, "https://example.com");
  EXPECT_EQ(run_with({"serve", "--demo"}), 7);
  EXPECT_TRUE(flags_.demo);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Program, ReadsTheNamedEnvFileAndMissesItWhenItIsNotThere) {
  write_file("other", kGoodFile);
  EXPECT_EQ(run_with({"-c", "other"}), 7);
  EXPECT_EQ(run_with({"-c", "missing"}), 1);
  EXPECT_EQ(err_.str(), "gotrue: missing: cannot be read: No such file or directory\n");
}

TEST_F(Program, LetsTheEnvironmentWin) {
  write_file(".env", kGoodFile);
  setenv("GOTRUE_SITE_URL", "https://other.example", 1);
  EXPECT_EQ(run_with({}), 7);
  unsetenv("GOTRUE_SITE_URL");
  EXPECT_EQ(site_url_, "https://other.example");
}

TEST_F(Program, NamesTheLineOfABadEnvFileAndNotItsContent) {
  write_file(".env", "A=1\nhunter2\n");
  EXPECT_EQ(run_with({}), 1);
  EXPECT_EQ(err_.str(), "gotrue: .env:2: no '=' or ':' between a key and its value\n");
}

TEST_F(Program, ListsAllErrorsInOneMessage) {
  write_file(".env", "GOTRUE_API_PORT=x\n");
  EXPECT_EQ(run_with({}), 1);
  EXPECT_EQ(err_.str(),
            "gotrue: the configuration has 3 errors:\n"
            "  GOTRUE_API_PORT: must be a number from 0 to 65535\n"
            "  GOTRUE_SITE_URL: required; the address of the site, like https://example.com\n"
            "  GOTRUE_JWT_SECRET: required; `gotrue init` writes an env file with a fresh one\n");
}

TEST_F(Program, RefusesToPrintMailWhileASmtpHostIsSet) {
  write_file(".env", std::string(kGoodFile) + "GOTRUE_SMTP_HOST=mail.example\nGOTRUE_SMTP_ADMIN_EMAIL=a@b.example\n");
  EXPECT_EQ(run_with({"serve", "--mail-to-log"}), 1);
  EXPECT_NE(err_.str().find("--mail-to-log: refused"), std::string::npos);
  EXPECT_EQ(run_with({"serve"}), 7);
}

TEST_F(Program, HandsWarningsToTheServerAndPrintsThemOtherwise) {
  write_file(".env", "GOTRUE_SITE_URL=https://example.com\nGOTRUE_JWT_SECRET=short\n");
  EXPECT_EQ(run_with({}), 7);
  ASSERT_EQ(flags_.warnings.size(), 1u);
  EXPECT_EQ(err_.str(), "");
  EXPECT_EQ(run_with({"migrate"}), 8);
  EXPECT_EQ(err_.str(), "gotrue: warning: " + flags_.warnings[0] + "\n");
}

TEST_F(Program, WarnsOfOptionsInAMysqlUrlThatMeanNothing) {
  write_file(".env", std::string(kGoodFile) + "GOTRUE_DB_DATABASE_URL=u:hunter2@tcp(h)/d?parseTime=true&x=hunter2\n");
  EXPECT_EQ(run_with({}), 7);
  EXPECT_EQ(flags_.warnings, std::vector<std::string>{"GOTRUE_DB_DATABASE_URL: option x is not known and ignored"});
}

TEST_F(Program, RefusesAMysqlUrlBeforeAnythingIsConnected) {
  write_file(".env", std::string(kGoodFile) + "GOTRUE_DB_DATABASE_URL=u:hunter2@tcp(h)/d?tls=mine\n");
  EXPECT_EQ(run_with({}), 1);
  EXPECT_NE(err_.str().find("GOTRUE_DB_DATABASE_URL: has an unknown value of tls"), std::string::npos);
  EXPECT_EQ(err_.str().find("hunter2"), std::string::npos);
}

TEST_F(Program, MigratesWithoutSiteAndSecret) { EXPECT_EQ(run_with({"migrate"}), 8); }

TEST_F(Program, CopiesFromOneDatabaseToAnother) {
  EXPECT_EQ(run_with({"db", "copy", "--from", "sqlite3://a.db", "--to", "postgres://u:secret@h/d", "--to-namespace", "x"}), 11);
  EXPECT_EQ(copied_.from.text, "sqlite3://a.db");
  EXPECT_EQ(copied_.to.text, "postgres://u:secret@h/d");
  EXPECT_EQ(copied_.from_namespace, std::nullopt);
  EXPECT_EQ(copied_.to_namespace, "x");
  EXPECT_EQ(run_with({"db", "copy", "--from", "sqlite3://a.db"}), 1);
  EXPECT_EQ(run_with({"db", "copy", "--from", "a", "--to", "b", "secret"}), 1);
  EXPECT_EQ(err_.str().find("secret"), std::string::npos);
  EXPECT_EQ(run_with({"db"}), 1);
}

TEST_F(Program, TakesEachUrlOfACopyFromOnePlace) {
  EXPECT_EQ(run_with({"db", "copy", "--from-env", "OLD", "--to-file", "new"}), 11);
  EXPECT_EQ(copied_.from.variable, "OLD");
  EXPECT_EQ(copied_.to.file, "new");
  EXPECT_EQ(run_with({"db", "copy", "--from-env", "OLD", "--from", "a", "--to", "b"}), 1);
  EXPECT_EQ(run_with({"db", "copy", "--to", "b"}), 1);
}

TEST_F(Program, ReadsTheUrlOfACopyFromTheEnvironmentOrAFile) {
  write_file("url", "sqlite3://a.db\r\nmore\n");
  write_file("empty", "");
  setenv("GOTRUE_TEST_URL", "sqlite3://b.db", 1);
  EXPECT_EQ(read_url({"", "", "url"}), "sqlite3://a.db");
  EXPECT_EQ(read_url({"", "GOTRUE_TEST_URL", ""}), "sqlite3://b.db");
  EXPECT_EQ(read_url({"sqlite3://c.db", "", ""}), "sqlite3://c.db");
  unsetenv("GOTRUE_TEST_URL");
  for (const UrlSource& wrong : {UrlSource{"", "GOTRUE_TEST_URL", ""}, UrlSource{"", "", "empty"}, UrlSource{"", "", "none"}}) {
    EXPECT_FALSE(read_url(wrong));
  }
}

TEST(HideUrls, LeavesNoUrlInTheArguments) {
  std::vector<std::string> texts = {"gotrue", "db", "copy", "--from", "mysql://u:secret@h/d", "--to=postgres://u:secret@h/d",
                                    "--to-namespace", "x", "--to"};
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  hide_urls(static_cast<int>(arguments.size()), arguments.data());
  EXPECT_EQ(texts, (std::vector<std::string>{"gotrue", "db", "copy", "--from", std::string(20, 'x'),
                                             "--to=" + std::string(23, 'x'), "--to-namespace", "x", "--to"}));
}

TEST_F(Program, MigratesInOneModeAtATime) {
  const std::pair<const char*, MigrateMode> modes[] = {
      {"--status", MigrateMode::ShowStatus}, {"--check", MigrateMode::Check}, {"--dry-run", MigrateMode::DryRun}};
  for (const auto& [flag, mode] : modes) {
    EXPECT_EQ(run_with({"migrate", flag}), 8);
    EXPECT_EQ(migrate_mode_, mode);
  }
  EXPECT_EQ(run_with({"migrate", "--status", "--check"}), 1);
}

TEST_F(Program, PrintsVersionHelpAndReferenceWithoutAnyConfiguration) {
  write_file(".env", "nonsense\n");
  EXPECT_EQ(run_with({"version"}), 0);
  EXPECT_FALSE(out_.str().empty());
  EXPECT_EQ(run_with({"--help"}), 0);
  EXPECT_NE(out_.str().find("gotrue init"), std::string::npos);
  EXPECT_EQ(run_with({"config-reference"}), 0);
  EXPECT_TRUE(out_.str().starts_with("# Configuration\n"));
}

TEST_F(Program, EndsAnUnknownCommandWithOne) {
  EXPECT_EQ(run_with({"frobnicate"}), 1);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), "gotrue: unknown command frobnicate; see `gotrue --help`\n");
}

TEST_F(Program, ServesManyInstancesWithAnOperatorTokenAndADatabaseAlone) {
  write_file(".env", "GOTRUE_OPERATOR_TOKEN=0123456789abcdef0123456789abcdef\nGOTRUE_DB_DATABASE_URL=sqlite3://x.db\n");
  EXPECT_EQ(run_with({"multi"}), 7);
  EXPECT_TRUE(flags_.multi);
  EXPECT_EQ(run_with({"--demo", "multi"}), 1);
}

TEST_F(Program, MissesTheOperatorTokenAndTheDatabaseOfManyInstances) {
  EXPECT_EQ(run_with({"multi"}), 1);
  EXPECT_NE(err_.str().find("GOTRUE_OPERATOR_TOKEN: required"), std::string::npos);
  EXPECT_NE(err_.str().find("GOTRUE_DB_DATABASE_URL: required"), std::string::npos);
}

TEST_F(Program, CreatesAUserWithAPasswordFromStandardInput) {
  write_file(".env", kGoodFile);
  type("p\\ä#$ \r\nnext line\n");
  EXPECT_EQ(run_with({"admin", "createuser", "a@b.example", "-", "editor"}), 9);
  EXPECT_EQ(created_.password.reveal(), "p\\ä#$ \r");
  EXPECT_EQ(created_.role, "editor");
}

TEST_F(Program, TakesALastLineWithoutLineEnd) {
  write_file(".env", kGoodFile);
  type("secret");
  EXPECT_EQ(run_with({"admin", "createuser", "a@b.example"}), 9);
  EXPECT_TRUE(created_.password.equals("secret"));
}

TEST_F(Program, MissesAPasswordThatNobodyTyped) {
  write_file(".env", kGoodFile);
  type("");
  EXPECT_EQ(run_with({"admin", "createuser", "a@b.example"}), 1);
  EXPECT_EQ(err_.str(), "gotrue: no password on standard input\n");
}

TEST_F(Program, RefusesAnEndlessPassword) {
  write_file(".env", kGoodFile);
  type(std::string(4097, 'x') + "\n");
  EXPECT_EQ(run_with({"admin", "createuser", "a@b.example"}), 1);
}

TEST_F(Program, DeletesAUser) {
  write_file(".env", kGoodFile);
  EXPECT_EQ(run_with({"admin", "deleteuser", "a@b.example", "-a", "api"}), 10);
  EXPECT_EQ(deleted_.id_or_email, "a@b.example");
  EXPECT_EQ(deleted_.aud, "api");
}

TEST_F(Program, InitWritesAFileThatServes) {
  EXPECT_EQ(run_with({"init"}), 0);
  EXPECT_NE(out_.str().find("gotrue serve"), std::string::npos);
  struct stat status{};
  ASSERT_EQ(stat(".env", &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  const auto variables = parse_env_file(read_file(".env"));
  ASSERT_TRUE(variables);
  EXPECT_EQ(variables->at("GOTRUE_SITE_URL"), "http://localhost:8081");
  EXPECT_EQ(variables->at("GOTRUE_API_HOST"), "127.0.0.1");
  EXPECT_EQ(variables->at("GOTRUE_JWT_SECRET").size(), 64u);
  EXPECT_EQ(variables->at("GOTRUE_OPERATOR_TOKEN").size(), 64u);
  EXPECT_NE(variables->at("GOTRUE_JWT_SECRET"), variables->at("GOTRUE_OPERATOR_TOKEN"));
  EXPECT_EQ(out_.str().find(variables->at("GOTRUE_JWT_SECRET")), std::string::npos);
  EXPECT_EQ(run_with({"serve"}), 7);
  EXPECT_TRUE(flags_.warnings.empty());
}

TEST_F(Program, InitNeverOverwrites) {
  write_file(".env", "mine");
  EXPECT_EQ(run_with({"init"}), 1);
  EXPECT_EQ(read_file(".env"), "mine");
  EXPECT_EQ(err_.str(), "gotrue: .env: is there already and stays as it is\n");
  ASSERT_EQ(symlink("nowhere", "link"), 0);
  EXPECT_EQ(run_with({"init", "-c", "link"}), 1);
  EXPECT_FALSE(fs::exists("nowhere"));
}

TEST_F(Program, InitSaysWhyItCannotWrite) {
  EXPECT_EQ(run_with({"init", "-c", "no/such/folder"}), 1);
  EXPECT_EQ(err_.str(), "gotrue: no/such/folder: cannot be created: No such file or directory\n");
}

}  // namespace
}  // namespace gotrue
