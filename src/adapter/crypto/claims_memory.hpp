// What the claims of access tokens said that were seen a moment ago, so that a token which comes with every request of
// its hour is decoded once. A token is known by its MAC, which is checked each time anew; times are checked by whoever
// asks. Holds no token.
#pragma once
#include <array>
#include <memory>
#include <mutex>
#include <optional>

#include "base/sha256.hpp"
#include "core/model/access_token.hpp"

namespace gotrue {

struct ReadClaims {
  VerifiedAccessToken token;
  // NumericDates (RFC 7519 §2) in seconds; none when the claim is absent.
  std::optional<double> expires_at;
  std::optional<double> not_before;
  std::optional<double> issued_at;
};

// Thread-safe. Bounded: the newest takes the place of an older one.
class ClaimsMemory {
 public:
  std::optional<ReadClaims> find(const Sha256Digest& mac);
  // Long claims are not kept.
  void keep(const Sha256Digest& mac, const ReadClaims& claims);

 private:
  struct Entry {
    Sha256Digest mac{};
    ReadClaims claims;
  };
  struct Shard {
    std::mutex mutex;
    std::unique_ptr<std::array<std::optional<Entry>, 64>> entries;  // made when first used
  };
  std::array<Shard, 16> shards_;
};

}  // namespace gotrue
