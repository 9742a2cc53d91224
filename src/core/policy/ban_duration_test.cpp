#include "core/policy/ban_duration.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

using namespace std::chrono_literals;
const Time kNow{1'700'000'000s};

TEST(BanDuration, EndsAfterItsLength) { EXPECT_EQ(parse_ban_duration("24h")->until(kNow), kNow + 24h); }

TEST(BanDuration, NoneLiftsTheBan) { EXPECT_EQ(parse_ban_duration("none")->until(kNow), std::nullopt); }

class BadBanDuration : public testing::TestWithParam<const char*> {};
TEST_P(BadBanDuration, IsRefused) {
  const auto result = parse_ban_duration(GetParam());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::BanDurationInvalid);
}
INSTANTIATE_TEST_SUITE_P(Table, BadBanDuration, testing::Values("", "24", "-1h", "0", "None", "forever", "9999999h"));

}  // namespace
}  // namespace gotrue
