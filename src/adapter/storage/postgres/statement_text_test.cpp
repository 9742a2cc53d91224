#include "adapter/storage/postgres/statement_text.hpp"

#include <gtest/gtest.h>

namespace gotrue::postgres {
namespace {

TEST(Placeholders, AreNumberedInTheirOrder) {
  EXPECT_EQ(number_placeholders("UPDATE t SET a=?, b=? WHERE id=?"), "UPDATE t SET a=$1, b=$2 WHERE id=$3");
}

TEST(Placeholders, AreNoneInStringsAndNames) {
  EXPECT_EQ(number_placeholders("SELECT '?', 'it''s ?', \"wh?t\" FROM t WHERE a = ? AND b <> ''"),
            "SELECT '?', 'it''s ?', \"wh?t\" FROM t WHERE a = $1 AND b <> ''");
}

TEST(StatementText, TellsTheInsertOfOneRow) {
  EXPECT_TRUE(inserts_one_row("INSERT INTO t (a) VALUES (?)"));
  EXPECT_FALSE(inserts_one_row("INSERT INTO t (a) SELECT a FROM u"));
  EXPECT_FALSE(inserts_one_row("INSERT INTO t (a) VALUES (?) ON CONFLICT DO NOTHING"));
  EXPECT_FALSE(inserts_one_row("INSERT INTO t (a) VALUES (?),(?)"));
  EXPECT_FALSE(inserts_one_row("UPDATE t SET a = ?"));
}

}  // namespace
}  // namespace gotrue::postgres
