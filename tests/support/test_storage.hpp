// A fresh embedded database in a temporary directory: the storage double of the use cases.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "adapter/storage/sqlite/sqlite_storage.hpp"

namespace gotrue {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gotrue-test-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

class TestStorage {
 public:
  explicit TestStorage(const Clock& clock, bool hash_tokens = true) {
    sqlite::SqliteOptions options;
    options.path = directory_.file("gotrue.db");
    options.hash_tokens = hash_tokens;
    storage_ = std::make_unique<sqlite::SqliteStorage>(options, clock);
  }
  sqlite::SqliteStorage& get() { return *storage_; }

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<sqlite::SqliteStorage> storage_;
};

}  // namespace gotrue
