// Files that cannot be opened say why in one line.
#include <filesystem>
#include <fstream>

#include "sqlite_fixture.hpp"

namespace gotrue {
namespace {

class SqliteOpen : public SqliteFile {
 protected:
  sqlite::SqliteOptions at(const std::string& other_path, bool is_server) const {
    sqlite::SqliteOptions elsewhere = options();
    elsewhere.path = other_path;
    elsewhere.is_server = is_server;
    return elsewhere;
  }
  void write_file(const std::string& name, const std::string& bytes) const { std::ofstream(name) << bytes; }
};

TEST_F(SqliteOpen, RefusesADirectoryThatIsNotThere) {
  const std::string missing = directory.file("missing/gotrue.db");

  expect_refusal(refusal_of([&] { open(at(missing, true)); }), StorageError::Kind::Unavailable,
                 "cannot write " + missing + ".lock: No such file or directory");
  expect_refusal(refusal_of([&] { open(at(missing, false)); }), StorageError::Kind::Unavailable,
                 "cannot open " + missing + ": No such file or directory");
}

TEST_F(SqliteOpen, RefusesAPathBelowAFile) {
  write_file(directory.file("file"), "");
  const std::string below = directory.file("file/gotrue.db");

  expect_refusal(refusal_of([&] { open(at(below, true)); }), StorageError::Kind::Unavailable,
                 "cannot write " + below + ".lock: Not a directory");
  expect_refusal(refusal_of([&] { open(at(below, false)); }), StorageError::Kind::Unavailable,
                 "cannot open " + below + ": Not a directory");
}

TEST_F(SqliteOpen, RefusesADirectoryAsItsFile) {
  std::filesystem::create_directory(path);

  expect_refusal(refusal_of([&] { open_server(); }), StorageError::Kind::Unavailable, "cannot open " + path);
}

TEST_F(SqliteOpen, RefusesAFileThatIsNoDatabase) {
  write_file(path, std::string(8'192, 'x'));

  expect_refusal(refusal_of([&] { open_server(); }), StorageError::Kind::Broken,
                 "cannot use " + path + ": sqlite: file is not a database");
}

TEST_F(SqliteOpen, TakesAnEmptyFile) {
  write_file(path, "");

  EXPECT_NO_THROW(open_server());
}

TEST_F(SqliteOpen, LeavesTheFileFreeAfterARefusal) {
  write_file(path, std::string(8'192, 'x'));
  refusal_of([&] { open_server(); });
  std::filesystem::remove(path);

  EXPECT_NO_THROW(open_server());
}

}  // namespace
}  // namespace gotrue
