// A SQLite file that a test opens as a server, as a command beside it, or with SQLite alone.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "adapter/storage/sqlite/sqlite_connection.hpp"
#include "adapter/storage/sqlite/sqlite_storage.hpp"
#include "fake_clock.hpp"
#include "rows.hpp"
#include "test_storage.hpp"

namespace gotrue {

class SqliteFile : public testing::Test {
 protected:
  sqlite::SqliteOptions options() const {
    sqlite::SqliteOptions options;
    options.path = path;
    return options;
  }
  sqlite::SqliteOptions command_options() const {
    sqlite::SqliteOptions options = this->options();
    options.is_server = false;
    return options;
  }

  std::unique_ptr<sqlite::SqliteStorage> open(const sqlite::SqliteOptions& options) const {
    return std::make_unique<sqlite::SqliteStorage>(options, clock);
  }
  std::unique_ptr<sqlite::SqliteStorage> open_server() const { return open(options()); }
  std::unique_ptr<sqlite::SqliteStorage> open_command() const { return open(command_options()); }

  static void insert(Storage& storage, const User& user) {
    EXPECT_TRUE(storage.transact([&](Repositories& tx) -> Status {
      tx.users().insert(user);
      return {};
    }));
  }
  static bool is_there(Storage& storage, int number) {
    return storage.read(
        [&](Repositories& r) { return r.users().find_by_id(kInstance, id_of(number)).has_value(); });
  }

  // Runs `statements` on the file with SQLite alone.
  void execute(const char* statements) const {
    sqlite::SqliteConnection(path, sqlite::OpenMode::ReadWriteCreate).execute(statements);
  }

  TemporaryDirectory directory;
  std::string path = directory.file("gotrue.db");
  FakeClock clock;
};

// What the StorageError that `f` throws says and of which kind it is.
struct Refusal {
  StorageError::Kind kind;
  std::string text;
};

template <class F>
Refusal refusal_of(F&& f) {
  try {
    f();
  } catch (const StorageError& error) {
    return {error.kind(), error.what()};
  }
  ADD_FAILURE() << "no StorageError";
  return {StorageError::Kind::Broken, ""};
}

inline void expect_refusal(const Refusal& refusal, StorageError::Kind kind, const std::string& part) {
  EXPECT_EQ(refusal.kind, kind) << refusal.text;
  EXPECT_NE(refusal.text.find(part), std::string::npos) << refusal.text;
  EXPECT_EQ(refusal.text.find('\n'), std::string::npos) << refusal.text;
}

}  // namespace gotrue
