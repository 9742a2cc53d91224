#include "base/ordered_uuid.hpp"

#include <gtest/gtest.h>

#include "seeded_random.hpp"

namespace gotrue {
namespace {

using namespace std::chrono_literals;

constexpr Time kNow(1'645'557'742'000ms);

TEST(OrderedUuid, BeginsWithTheMillisecondsOfRfc9562) {
  SeededRandom random;
  const std::string text = ordered_uuid(kNow, random).to_string();
  // The example of appendix A.6.
  EXPECT_EQ(text.substr(0, 15), "017f22e2-79b0-7");
  EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << text;
}

TEST(OrderedUuid, GrowsFromMillisecondToMillisecond) {
  SeededRandom random;
  std::string last = ordered_uuid(kNow, random).to_string();
  for (int i = 1; i < 1'000; ++i) {
    const std::string next = ordered_uuid(kNow + i * 1ms, random).to_string();
    EXPECT_LT(last, next);
    last = next;
  }
}

TEST(OrderedUuid, IsAnotherForEachRowOfAMillisecond) {
  SeededRandom random;
  EXPECT_NE(ordered_uuid(kNow, random), ordered_uuid(kNow + 999us, random));
}

}  // namespace
}  // namespace gotrue
