#include "adapter/storage/postgres/wire_values.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "core/port/storage.hpp"

namespace gotrue::postgres {
namespace {

using std::chrono::microseconds;

BoundValue integer(std::int64_t number) { return {BoundValue::Kind::Integer, number, {}}; }
BoundValue text(std::string bytes) { return {BoundValue::Kind::Text, 0, std::move(bytes)}; }
BoundValue moment(std::int64_t since_1970) { return {BoundValue::Kind::Moment, since_1970, {}}; }

struct Integer {
  std::int64_t value;
  Type type;
  std::size_t size;
};
class WireInteger : public testing::TestWithParam<Integer> {};

TEST_P(WireInteger, ComesBackAsItWent) {
  const WireValue wire = to_wire(integer(GetParam().value), GetParam().type);
  EXPECT_TRUE(wire.is_binary);
  EXPECT_EQ(wire.bytes.size(), GetParam().size);
  EXPECT_EQ(int64_from_wire(wire.bytes, GetParam().type), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(All, WireInteger,
                         testing::Values(Integer{1, Type::Bool, 1}, Integer{-32768, Type::Int2, 2},
                                         Integer{32767, Type::Int2, 2}, Integer{-1, Type::Int4, 4},
                                         Integer{1, Type::Int8, 8},
                                         Integer{std::numeric_limits<std::int64_t>::min(), Type::Int8, 8},
                                         Integer{std::numeric_limits<std::int64_t>::max(), Type::Int8, 8}));

TEST(WireValues, SendANumberAsTextWhereTheTypeIsNoInteger) {
  const WireValue wire = to_wire(integer(-12), Type::Numeric);
  EXPECT_FALSE(wire.is_binary);
  EXPECT_EQ(wire.bytes, "-12");
}

TEST(WireValues, RefuseANumberThatDoesNotFit) { EXPECT_THROW(to_wire(integer(32768), Type::Int2), StorageError); }

TEST(WireValues, ReadTheIntegerPartOfADecimal) {
  using namespace std::string_literals;
  EXPECT_EQ(int64_from_wire("\0\0\0\0\0\0\0\0"s, Type::Numeric), 0);
  // 3 digits, weight 1: 1 * 10000 + 2345, and 6700 behind the point.
  EXPECT_EQ(int64_from_wire("\0\3\0\1\0\0\0\2\0\1\x09\x29\x1a\x2c"s, Type::Numeric), 12345);
  // 1 digit, weight 1: its zeros are left out.
  EXPECT_EQ(int64_from_wire("\0\1\0\1\x40\0\0\0\0\7"s, Type::Numeric), -70000);
}

TEST(WireValues, CountTimesFromTheYear2000) {
  EXPECT_EQ(to_wire(moment(946'684'800'000'001), Type::Timestamptz).bytes, std::string("\0\0\0\0\0\0\0\1", 8));
  EXPECT_EQ(time_from_wire(std::string(8, '\0'), Type::Timestamptz), Time(microseconds(946'684'800'000'000)));
}

TEST(WireValues, KeepInfinityAtTheEndOfTime) {
  EXPECT_EQ(time_from_wire("\x7f\xff\xff\xff\xff\xff\xff\xff", Type::Timestamptz), Time::max());
}

TEST(WireValues, ReplaceWhatATextCannotHold) {
  EXPECT_EQ(to_wire(text(std::string("a\0b\xff" "c\xc3\xa4", 7)), Type::Text).bytes, "a\uFFFDb\uFFFDc\u00e4");
}

TEST(WireValues, RefuseAKindThatTheTypeIsNot) {
  EXPECT_THROW(to_wire(moment(0), Type::Text), StorageError);
  EXPECT_THROW(to_wire({BoundValue::Kind::Bytes, 0, "x"}, Type::Text), StorageError);
  EXPECT_THROW(int64_from_wire("7", Type::Text), StorageError);
  EXPECT_THROW(time_from_wire("7", Type::Text), StorageError);
}

TEST(WireValues, ReadTextsOfEveryTextualType) {
  std::string scratch;
  EXPECT_EQ(text_from_wire("a b", Type::Varchar, scratch), "a b");
  EXPECT_EQ(text_from_wire("\1{}", Type::Jsonb, scratch), "{}");
  EXPECT_EQ(text_from_wire("0123456789abcdef", Type::Uuid, scratch), "30313233-3435-3637-3839-616263646566");
  EXPECT_EQ(text_from_wire(std::string_view("\xff\xfe", 2), Type::Int2, scratch), "-2");
}

}  // namespace
}  // namespace gotrue::postgres
