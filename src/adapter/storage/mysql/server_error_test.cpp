#include "adapter/storage/mysql/server_error.hpp"

#include <gtest/gtest.h>

#include "adapter/storage/sql/server_connection.hpp"
#include "core/port/unstorable_value.hpp"

namespace gotrue::mysql {
namespace {

TEST(MysqlServerError, SaysWhatTheCallerMayDo) {
  EXPECT_THROW(throw_server_error(1062, ""), DuplicateKey);
  EXPECT_THROW(throw_server_error(1213, ""), sql::TransactionConflict);
  EXPECT_THROW(throw_server_error(1205, ""), sql::TransactionConflict);
  for (const unsigned code : {1053u, 1290u, 1836u, 1927u, 2006u, 2013u, 4031u}) {
    EXPECT_THROW(throw_server_error(code, ""), sql::ConnectionLost) << code;
  }
  EXPECT_EQ(meaning_of(1040), ErrorMeaning::Unavailable);
  EXPECT_EQ(meaning_of(1146), ErrorMeaning::Broken);
}

TEST(MysqlServerError, TellsWhatTheDatabaseCannotHoldFromWhatIsBroken) {
  for (const unsigned code : {1267u, 1366u, 1406u, 4025u}) EXPECT_THROW(throw_server_error(code, ""), UnstorableValue) << code;
  try {
    throw_server_error(1366, "Incorrect string value: 'secret' for column `email`");
  } catch (const UnstorableValue& error) {
    EXPECT_STREQ(error.what(), "mysql: error 1366: the database cannot hold this value");
  }
}

TEST(MysqlServerError, RepeatsNoValueOfARow) {
  EXPECT_EQ(describe_error(1062, "Duplicate entry 'ann@example.com' for key 'users_by_email'"),
            "mysql: error 1062: duplicate key");
  EXPECT_EQ(describe_error(1366, "Incorrect string value: 'secret' for column `email`"), "mysql: error 1366");
  EXPECT_EQ(describe_error(1146, "Table 'gotrue.users' doesn't exist"),
            "mysql: error 1146: Table 'gotrue.users' doesn't exist");
}

}  // namespace
}  // namespace gotrue::mysql
