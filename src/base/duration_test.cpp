#include "base/duration.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

using std::chrono::microseconds;

struct GoodCase {
  const char* text;
  std::int64_t microseconds;
};
class GoodDuration : public testing::TestWithParam<GoodCase> {};

TEST_P(GoodDuration, IsReadAsGoReadsIt) {
  EXPECT_EQ(parse_go_duration(GetParam().text), microseconds(GetParam().microseconds)) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Table, GoodDuration,
                         testing::Values(GoodCase{"0", 0}, GoodCase{"1ms", 1000}, GoodCase{"15m", 900'000'000},
                                         GoodCase{"1h30m", 5'400'000'000}, GoodCase{"-1.5h", -5'400'000'000},
                                         GoodCase{"+2s", 2'000'000}, GoodCase{".5s", 500'000}, GoodCase{"3us", 3},
                                         GoodCase{"3\u00b5s", 3}, GoodCase{"1500ns", 1}));

class BadDuration : public testing::TestWithParam<const char*> {};

TEST_P(BadDuration, IsRefused) { EXPECT_EQ(parse_go_duration(GetParam()), std::nullopt) << GetParam(); }

INSTANTIATE_TEST_SUITE_P(Table, BadDuration,
                         testing::Values("", "-", "5", "h", "1.h.", "1 h", "1d", "1h30", "99999999999999999999h",
                                         "1e3s", ".s", "none"));

}  // namespace
}  // namespace gotrue
