#include "adapter/storage/postgres/server_error.hpp"

#include <gtest/gtest.h>

#include "adapter/storage/sql/server_connection.hpp"
#include "core/port/unstorable_value.hpp"

namespace gotrue::postgres {
namespace {

TEST(ServerError, NamesADuplicateKeyWithoutTheRow) {
  try {
    throw_server_error("23505", "Key (email)=(ann@example.org) already exists");
  } catch (const DuplicateKey& error) {
    EXPECT_STREQ(error.what(), "postgres: error 23505: the row is there already");
  }
}

TEST(ServerError, TellsWhatMayBeRunAgain) {
  for (const char* code : {"40001", "40P01", "55P03"}) {
    EXPECT_THROW(throw_server_error(code, ""), sql::TransactionConflict) << code;
  }
}

TEST(ServerError, TellsThatTheConnectionIsOfNoUse) {
  for (const char* code : {"08006", "57P01", "57P02", "57P03", "25006", "25P03", "26000"}) {
    EXPECT_THROW(throw_server_error(code, ""), sql::ConnectionLost) << code;
  }
}

StorageError::Kind kind_of(const char* code) {
  try {
    throw_server_error(code, "");
  } catch (const StorageError& error) {
    return error.kind();
  }
}

TEST(ServerError, TellsWhatTheDatabaseCannotHoldFromWhatIsBroken) {
  for (const char* code : {"22001", "22021", "22P05"}) EXPECT_THROW(throw_server_error(code, ""), UnstorableValue) << code;
}

TEST(ServerError, TellsWhatPassesFromWhatIsBroken) {
  EXPECT_EQ(kind_of("53100"), StorageError::Kind::Unavailable);
  EXPECT_EQ(kind_of("57014"), StorageError::Kind::Unavailable);
  EXPECT_EQ(kind_of("42P01"), StorageError::Kind::Broken);
  EXPECT_EQ(kind_of("22P02"), StorageError::Kind::Broken);
}

std::string text_of(const char* code, const char* message) {
  try {
    throw_server_error(code, message);
  } catch (const StorageError& error) {
    return error.what();
  }
}

TEST(ServerError, ShowsTheServersMessageWhereItHoldsNoValue) {
  EXPECT_EQ(text_of("42P01", "relation \"users\"\n does not exist\n"),
            "postgres: error 42P01: relation \"users\" does not exist");
  EXPECT_EQ(text_of("22P02", "invalid input syntax for type integer: \"secret\""), "postgres: error 22P02");
}

}  // namespace
}  // namespace gotrue::postgres
