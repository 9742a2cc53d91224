#include "adapter/storage/mysql/wire_time.hpp"

#include <gtest/gtest.h>

namespace gotrue::mysql {
namespace {

using namespace std::chrono_literals;

constexpr Time kMoment = Time(std::chrono::sys_days(std::chrono::year(2024) / 2 / 29)) + 23h + 59min + 58s + 7654us;

TEST(MysqlWireTime, KeepsMicroseconds) {
  const MYSQL_TIME wire = to_wire(kMoment);
  EXPECT_EQ(wire.day, 29u);
  EXPECT_EQ(wire.second_part, 7654u);
  EXPECT_EQ(from_wire(wire), kMoment);
  EXPECT_EQ(from_wire(to_wire(Time(-1us))), Time(-1us));
}

TEST(MysqlWireTime, ReadsTheWordsOfAServer) {
  EXPECT_EQ(parse_wire_text("2024-02-29 23:59:58.007654"), kMoment);
  EXPECT_EQ(parse_wire_text("2024-02-29 23:59:58"), kMoment - 7654us);
  EXPECT_EQ(parse_wire_text("2024-02-29 23:59:58.5"), kMoment - 7654us + 500ms);
}

TEST(MysqlWireTime, TakesWhatIsNoDateFor1970) {
  EXPECT_EQ(from_wire(MYSQL_TIME{}), Time());
  for (const char* text : {"", "0000-00-00 00:00:00", "2024-02-30 00:00:00", "yesterday"}) {
    EXPECT_EQ(parse_wire_text(text), Time()) << text;
  }
}

}  // namespace
}  // namespace gotrue::mysql
