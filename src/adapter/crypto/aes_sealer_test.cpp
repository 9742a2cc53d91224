#include "adapter/crypto/aes_sealer.hpp"

#include <gtest/gtest.h>

#include "seeded_random.hpp"

namespace gotrue {
namespace {

const SecretString kKey(std::string(32, 'k'));

TEST(AesSealer, OpensWhatItSealed) {
  SeededRandom random;
  const AesSealer sealer(random);
  EXPECT_EQ(sealer.open(sealer.seal("token", kKey), kKey), "token");
  EXPECT_EQ(sealer.open(sealer.seal("", kKey), kKey), "");
}

TEST(AesSealer, SealsTheSameTextDifferentlyEachTime) {
  SeededRandom random;
  const AesSealer sealer(random);
  EXPECT_NE(sealer.seal("token", kKey), sealer.seal("token", kKey));
}

TEST(AesSealer, OpensNothingThatWasChangedOrSealedUnderAnotherKey) {
  SeededRandom random;
  const AesSealer sealer(random);
  const std::string sealed = sealer.seal("token", kKey);
  EXPECT_EQ(sealer.open(sealed, SecretString(std::string(32, 'x'))), std::nullopt);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(sealer.open(changed, kKey), std::nullopt) << i;
    EXPECT_EQ(sealer.open(sealed.substr(0, i), kKey), std::nullopt) << i;
  }
}

}  // namespace
}  // namespace gotrue
