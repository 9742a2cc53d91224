#include "base/fair_shares.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

Uuid owner_of(unsigned char number) {
  Uuid owner;
  owner.bytes[0] = number;
  return owner;
}

TEST(FairShares, GiveAnOwnerNoMoreThanItsShareAndOthersTheirs) {
  FairShares shares(2);
  const auto first = shares.take(owner_of(1));
  EXPECT_TRUE(shares.exhausted().empty());
  const auto second = shares.take(owner_of(1));

  EXPECT_TRUE(first && second);
  EXPECT_FALSE(shares.take(owner_of(1)));
  EXPECT_TRUE(shares.take(owner_of(2)));
  EXPECT_EQ(shares.exhausted(), std::vector<Uuid>{owner_of(1)});
}

TEST(FairShares, TakeBackWhatWasHeldAndForgetWhoHoldsNothing) {
  FairShares shares(1);
  {
    auto held = shares.take(owner_of(1));
    const auto moved = std::move(held);
    EXPECT_FALSE(shares.take(owner_of(1)));
  }
  EXPECT_TRUE(shares.exhausted().empty());
  EXPECT_TRUE(shares.take(owner_of(1)));
}

}  // namespace
}  // namespace gotrue
