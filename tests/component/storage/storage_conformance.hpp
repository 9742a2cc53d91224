// The fixtures that run every test once for each engine (instantiated in storage_conformance.cpp).
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "fake_clock.hpp"
#include "rows.hpp"
#include "storage_engine.hpp"

namespace gotrue {

class OpenedStorage {
 protected:
  OpenedStorage(const StorageEngine& engine, TokenForm form)
      : database(engine.make_database(clock)), storage(database->open(form)) {}

  template <class F>
  auto read(F&& f) {
    return storage->read(std::forward<F>(f));
  }

  // One transaction that commits.
  template <class F>
  void write(F&& f) {
    const Status committed = storage->transact([&](Repositories& repositories) -> Status {
      f(repositories);
      return {};
    });
    EXPECT_TRUE(committed);
  }

  void insert(const User& user) {
    write([&](Repositories& tx) { tx.users().insert(user); });
  }

  std::optional<User> find_user(const Uuid& id) {
    return read([&](Repositories& r) { return r.users().find_by_id(kInstance, id); });
  }

  std::optional<RefreshToken> find_refresh_token(std::string_view token) {
    return read([&](Repositories& r) { return r.refresh_tokens().find(kInstance, token); });
  }

  void reopen(TokenForm form = TokenForm::Hashed) {
    storage.reset();
    storage = database->open(form);
  }

  FakeClock clock;
  std::unique_ptr<EngineDatabase> database;
  std::unique_ptr<Storage> storage;
};

class StorageConformance : public testing::TestWithParam<StorageEngine>, protected OpenedStorage {
 protected:
  StorageConformance() : OpenedStorage(GetParam(), TokenForm::Hashed) {}
};

// Behind the name of a test: the engine that it ran on.
inline std::string engine_name(const testing::TestParamInfo<StorageEngine>& test) { return test.param.name; }

// Once more for each form in which tokens are kept.
class StoredTokens : public testing::TestWithParam<std::tuple<StorageEngine, TokenForm>>, protected OpenedStorage {
 protected:
  StoredTokens() : OpenedStorage(std::get<0>(GetParam()), std::get<1>(GetParam())) {}
  TokenForm other_form() const {
    return std::get<1>(GetParam()) == TokenForm::Hashed ? TokenForm::Plain : TokenForm::Hashed;
  }
};

inline auto engines_and_forms() {
  return testing::Combine(testing::ValuesIn(all_engines()), testing::Values(TokenForm::Hashed, TokenForm::Plain));
}

inline std::string engine_and_form_name(const testing::TestParamInfo<std::tuple<StorageEngine, TokenForm>>& test) {
  return std::get<0>(test.param).name + (std::get<1>(test.param) == TokenForm::Hashed ? "Hashed" : "Plain");
}

// A text that bad quoting, a narrow character set or a length limit would change.
struct HostileText {
  std::string name;
  std::string text;
};

inline std::ostream& operator<<(std::ostream& out, const HostileText& hostile) { return out << hostile.name; }

class HostileTexts : public testing::TestWithParam<std::tuple<StorageEngine, HostileText>>, protected OpenedStorage {
 protected:
  HostileTexts() : OpenedStorage(std::get<0>(GetParam()), TokenForm::Hashed) {}
  const std::string& text() const { return std::get<1>(GetParam()).text; }
};

}  // namespace gotrue
