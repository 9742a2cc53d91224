#include "adapter/storage/mysql/row_array.hpp"

#include <gtest/gtest.h>

namespace gotrue::mysql {
namespace {

Parameter number(std::int64_t value) {
  Parameter p;
  p.type = MYSQL_TYPE_LONGLONG;
  p.number = value;
  p.is_null = 0;
  return p;
}

Parameter text(std::string value) {
  Parameter p;
  p.type = MYSQL_TYPE_STRING;
  p.length = value.size();
  p.bytes = std::move(value);
  p.is_null = 0;
  return p;
}

using Row = std::vector<Parameter>;

TEST(RowArray, LaysTheValuesOutColumnByColumn) {
  RowArray rows(2);
  rows.add(Row{number(1), text("one")});
  rows.add(Row{number(-2), text("")});
  const std::vector<MYSQL_BIND>& binds = rows.bind();
  ASSERT_EQ(binds.size(), 2u);
  EXPECT_EQ(binds[0].buffer_type, MYSQL_TYPE_LONGLONG);
  EXPECT_EQ(static_cast<const std::int64_t*>(binds[0].buffer)[1], -2);
  EXPECT_EQ(binds[1].buffer_type, MYSQL_TYPE_STRING);
  EXPECT_EQ(std::string(static_cast<const char* const*>(binds[1].buffer)[0], binds[1].length[0]), "one");
  EXPECT_EQ(binds[1].length[1], 0u);
}

TEST(RowArray, TakesNullInAnyColumnAndNoOtherTypeThanTheFirst) {
  RowArray rows(1);
  rows.add(Row{Parameter()});
  EXPECT_TRUE(rows.takes(Row{number(1)}));
  rows.add(Row{number(1)});
  EXPECT_TRUE(rows.takes(Row{Parameter()}));
  EXPECT_FALSE(rows.takes(Row{text("1")}));
  const MYSQL_BIND& bind = rows.bind().front();
  EXPECT_EQ(bind.buffer_type, MYSQL_TYPE_LONGLONG);
  EXPECT_EQ(bind.u.indicator[0], STMT_INDICATOR_NULL);
  EXPECT_EQ(bind.u.indicator[1], STMT_INDICATOR_NONE);
}

TEST(RowArray, ForgetsValuesAndTypesWhenItIsCleared) {
  RowArray rows(1);
  for (int i = 0; i < 3; ++i) rows.add(Row{number(i)});
  rows.clear();
  EXPECT_EQ(rows.size(), 0u);
  EXPECT_TRUE(rows.takes(Row{text("x")}));
  rows.add(Row{text("x")});
  EXPECT_EQ(rows.row(0).front().bytes, "x");
  EXPECT_EQ(rows.bind().front().buffer_type, MYSQL_TYPE_STRING);
}

}  // namespace
}  // namespace gotrue::mysql
