#include "core/policy/opaque_token.hpp"

#include <gtest/gtest.h>

#include "seeded_random.hpp"

namespace gotrue {
namespace {

TEST(OpaqueToken, Has22CharactersOf128Bits) {
  SeededRandom random;
  const std::string token = new_opaque_token(random);
  EXPECT_EQ(token.size(), 22u);
  EXPECT_NE(token, new_opaque_token(random));
}

TEST(OpaqueToken, HasOneSuccessorUnderOneKey) {
  const HmacSha256 key("key");
  EXPECT_EQ(successor_of("AAAAAAAAAAAAAAAAAAAAAA", key), successor_of("AAAAAAAAAAAAAAAAAAAAAA", key));
  EXPECT_NE(successor_of("AAAAAAAAAAAAAAAAAAAAAA", key), successor_of("AAAAAAAAAAAAAAAAAAAAAQ", key));
}

TEST(OpaqueToken, CannotBeForeseenWithoutTheKey) {
  EXPECT_NE(successor_of("AAAAAAAAAAAAAAAAAAAAAA", HmacSha256("key")),
            successor_of("AAAAAAAAAAAAAAAAAAAAAA", HmacSha256("other")));
}

}  // namespace
}  // namespace gotrue
