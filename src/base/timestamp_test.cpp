#include "base/timestamp.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

using namespace std::chrono_literals;

TEST(Timestamp, IsPrintedWithoutTrailingZerosOfTheFraction) {
  EXPECT_EQ(format_rfc3339(Time(1'700'000'000s)), "2023-11-14T22:13:20Z");
  EXPECT_EQ(format_rfc3339(Time(1'700'000'000s + 250ms)), "2023-11-14T22:13:20.25Z");
  EXPECT_EQ(format_rfc3339(Time(1'700'000'000s + 1us)), "2023-11-14T22:13:20.000001Z");
  EXPECT_EQ(format_rfc3339_seconds(Time(1'700'000'000s + 999ms)), "2023-11-14T22:13:20Z");
}

TEST(Timestamp, IsReadWithAnyOffsetAndFraction) {
  EXPECT_EQ(parse_rfc3339("2023-11-14T22:13:20Z"), Time(1'700'000'000s));
  EXPECT_EQ(parse_rfc3339("2023-11-15T00:13:20.5+02:00"), Time(1'700'000'000s + 500ms));
  EXPECT_EQ(parse_rfc3339("2023-11-14T22:13:20.123456789Z"), Time(1'700'000'000s + 123456us));
  EXPECT_EQ(parse_rfc3339("1969-12-31T23:59:59Z"), Time(-1s));
}

class BadTimestamp : public testing::TestWithParam<const char*> {};
TEST_P(BadTimestamp, IsRefused) { EXPECT_EQ(parse_rfc3339(GetParam()), std::nullopt) << GetParam(); }
INSTANTIATE_TEST_SUITE_P(Table, BadTimestamp,
                         testing::Values("", "2023-11-14", "2023-11-14T22:13:20", "2023-13-14T22:13:20Z",
                                         "2023-02-30T22:13:20Z", "2023-11-14T24:13:20Z", "2023-11-14T22:13:20.Z",
                                         "2023-11-14T22:13:20Zx", "2023-11-14T22:13:20+25:00", "x023-11-14T22:13:20Z"));

}  // namespace
}  // namespace gotrue
