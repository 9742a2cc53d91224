#include "adapter/crypto/interleaved_bcrypt_kernel.hpp"

#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "adapter/crypto/bcrypt_base64.hpp"
#include "adapter/crypto/bcrypt_key.hpp"
#include "adapter/crypto/bcrypt_setting.hpp"
#include "base/secret_string.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kSaltCharacters = 22;
constexpr std::size_t kPrefixCharacters = 7;  // "$2a$10$"
constexpr std::size_t kDigestBytes = 23;      // of the 24 that there are
// libxcrypt refuses longer ones.
constexpr std::size_t kMaxPasswordBytes = 511;
constexpr std::uint32_t kAmbiguityMark = 0x10000;

std::optional<int> computable_cost(const HashJob& job) {
  if (job.password.size() > kMaxPasswordBytes) return std::nullopt;
  return bcrypt_setting_cost(job.setting);
}

std::array<std::uint32_t, kSubkeys> read_salt(std::string_view setting) {
  std::array<unsigned char, kSaltBytes> bytes;
  bcrypt_base64_decode(setting.substr(kPrefixCharacters), bytes);
  std::array<std::uint32_t, kSubkeys> words{};
  for (std::size_t i = 0; i < words.size() * 4; ++i) words[i / 4] = words[i / 4] << 8 | bytes[i % kSaltBytes];
  return words;
}

void load(const HashJob& job, EksLane& lane) {
  BcryptKey key = read_bcrypt_key(job.password);
  lane.key = key.words;
  lane.salt = read_salt(job.setting);
  lane.first_subkey_flip = key.is_ambiguous && job.setting[2] == 'a' ? kAmbiguityMark : 0;
  explicit_bzero(&key, sizeof key);
}

// The salt's last character holds two bits; the others are written as zero whatever the setting had there.
std::string result_of(const HashJob& job, const EksLane& lane) {
  std::array<unsigned char, kSaltBytes> salt;
  bcrypt_base64_decode(std::string_view(job.setting).substr(kPrefixCharacters), salt);
  std::array<unsigned char, kDigestBytes> digest;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<unsigned char>(lane.digest[i / 4] >> (24 - 8 * (i % 4)));
  }
  return job.setting.substr(0, kPrefixCharacters) + bcrypt_base64_encode(salt) + bcrypt_base64_encode(digest);
}

using Done = std::function<void(HashJob&)>;

void compute_together(std::span<HashJob* const> jobs, int cost, const Done& done) {
  const auto lanes = std::make_unique<std::array<EksLane, kMaxLanes>>();
  for (std::size_t i = 0; i < jobs.size(); ++i) load(*jobs[i], (*lanes)[i]);
  run_eks_blowfish(std::span(*lanes).first(jobs.size()), cost);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    jobs[i]->result = result_of(*jobs[i], (*lanes)[i]);
    wipe(jobs[i]->password);
  }
  explicit_bzero(lanes.get(), sizeof *lanes);
  for (HashJob* const job : jobs) done(*job);
}

}  // namespace

void InterleavedBcryptKernel::compute(std::span<HashJob* const> jobs, const Done& done) {
  std::map<int, std::vector<HashJob*>> by_cost;  // the cheapest first
  std::vector<HashJob*> others;
  for (HashJob* const job : jobs) {
    const auto cost = computable_cost(*job);
    (cost ? by_cost[*cost] : others).push_back(job);
  }
  for (const auto& [cost, group] : by_cost) {
    std::span<HashJob* const> rest = group;
    while (!rest.empty()) {
      const auto together = rest.first(std::min(rest.size(), kMaxLanes));
      compute_together(together, cost, done);
      rest = rest.subspan(together.size());
    }
  }
  if (!others.empty()) others_.compute(others, done);
}

}  // namespace gotrue
