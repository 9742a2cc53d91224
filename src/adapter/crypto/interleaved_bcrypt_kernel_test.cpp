#include "adapter/crypto/interleaved_bcrypt_kernel.hpp"

#include <gtest/gtest.h>

#include <random>

#include "adapter/crypto/bcrypt_base64.hpp"

namespace gotrue {
namespace {

std::vector<std::string> hash_with(HashKernel& kernel, const std::vector<HashJob>& wanted) {
  std::vector<HashJob> jobs = wanted;
  std::vector<HashJob*> pointers;
  for (HashJob& job : jobs) pointers.push_back(&job);
  std::size_t done = 0;
  kernel.compute(pointers, [&](HashJob& job) {
    EXPECT_EQ(job.password, "") << "a password stays in memory";
    ++done;
  });
  EXPECT_EQ(done, jobs.size());
  std::vector<std::string> results;
  for (const HashJob& job : jobs) results.push_back(job.result);
  return results;
}

void expect_what_libxcrypt_gives(const std::vector<HashJob>& jobs) {
  InterleavedBcryptKernel ours;
  CryptKernel theirs;
  const auto results = hash_with(ours, jobs);
  const auto expected = hash_with(theirs, jobs);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    EXPECT_EQ(results[i], expected[i]) << jobs[i].setting << " for " << testing::PrintToString(jobs[i].password);
  }
}

// Repeatable passwords and settings.
class Source {
 public:
  std::size_t below(std::size_t bound) { return engine_() % bound; }
  std::string bytes(std::size_t size) {
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(1 + below(255));
    return text;
  }
  std::string setting() {
    std::array<unsigned char, 16> salt;
    for (auto& byte : salt) byte = static_cast<unsigned char>(below(256));
    return std::string("$2") + "aby"[below(3)] + "$0" + std::to_string(4 + below(3)) + '$' + bcrypt_base64_encode(salt);
  }

 private:
  std::mt19937 engine_{20'261'124};
};

struct Vector {
  const char* password;
  const char* hash;
};
class PublishedVector : public testing::TestWithParam<Vector> {};

TEST_P(PublishedVector, IsReproduced) {
  InterleavedBcryptKernel kernel;
  EXPECT_EQ(hash_with(kernel, {{GetParam().password, GetParam().hash, ""}}).front(), GetParam().hash);
}

INSTANTIATE_TEST_SUITE_P(
    Bcrypt, PublishedVector,
    testing::Values(
        Vector{"U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
        Vector{"U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"},
        Vector{"U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
        Vector{"", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"},
        Vector{"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored",
               "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"},
        Vector{"\xa3", "$2a$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"},
        Vector{"\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"},
        Vector{"\xff\xff\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"}));

TEST(InterleavedBcrypt, GivesWhatLibxcryptGivesForAnyPasswordSaltAndBatch) {
  Source source;
  for (int round = 0; round < 60; ++round) {
    std::vector<HashJob> jobs(1 + source.below(kMaxLanes));
    for (HashJob& job : jobs) job = {source.bytes(source.below(80)), source.setting(), ""};
    expect_what_libxcrypt_gives(jobs);
  }
}

TEST(InterleavedBcrypt, GivesWhatLibxcryptGivesForMoreJobsThanItHasLanes) {
  Source source;
  std::vector<HashJob> jobs(2 * kMaxLanes + 1);
  for (HashJob& job : jobs) job = {source.bytes(8), source.setting(), ""};
  expect_what_libxcrypt_gives(jobs);
}

TEST(InterleavedBcrypt, GivesWhatLibxcryptGivesForOddPasswords) {
  const std::vector<std::string> passwords = {
      "", std::string(1, '\0'), std::string("ab\0cd", 5), std::string(71, 'x'), std::string(72, 'x'),
      std::string(73, 'x'), std::string(511, 'x'), std::string(512, 'x'), std::string(72, '\xff'), "\xff", "\xff\xff",
      "\xff\xff\xff", "\xff\xff\xa3", "\xff\xff\xff\xa3", "\xff\xa3" "345", "\xa3" "ab", "\xff\xa3" "34\xff\xff\xff\xa3"
      "345", "1\xa3" "345", "\x80", "\x7f\x80", "p\xc3\xa4ssw\xc3\xb6rd", std::string("\xff\0\xff", 3)};
  for (const char* kind : {"$2a$", "$2b$", "$2y$"}) {
    std::vector<HashJob> jobs;
    for (const std::string& password : passwords) {
      jobs.push_back({password, std::string(kind) + "04$/OK.fbVrR/bpIqNJ5ianF.", ""});
    }
    expect_what_libxcrypt_gives(jobs);
  }
}

TEST(InterleavedBcrypt, MarksWhatTheSignExtensionOfOldWouldConfuseUnderTheFirstKindAlone) {
  InterleavedBcryptKernel kernel;
  const std::string rest = "04$/OK.fbVrR/bpIqNJ5ianF.";
  const auto results = hash_with(kernel, {{"\xff\xff\xa3", "$2a$" + rest, ""}, {"\xff\xff\xa3", "$2b$" + rest, ""},
                                          {"\xa3", "$2a$" + rest, ""}, {"\xa3", "$2b$" + rest, ""}});
  EXPECT_NE(results[0].substr(4), results[1].substr(4));
  EXPECT_EQ(results[2].substr(4), results[3].substr(4));
}

TEST(InterleavedBcrypt, GivesWhatLibxcryptGivesForOddSettings) {
  std::vector<HashJob> jobs;
  for (const char* setting :
       {"", "*0", "$2$05$CCCCCCCCCCCCCCCCCCCCC.", "$2x$05$CCCCCCCCCCCCCCCCCCCCC.", "$2a$03$CCCCCCCCCCCCCCCCCCCCC.",
        "$2a$32$CCCCCCCCCCCCCCCCCCCCC.", "$2a$5$CCCCCCCCCCCCCCCCCCCCCC", "$2a$05$CCCCCCCCCCCCCCCCCCCCC",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC?", "$2b$05$CCCCCCCCCCCCCCCCCCCCC9", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe?", "$1$saltsalt$", "$5$saltsalt", "plain"}) {
    jobs.push_back({"U*U", setting, ""});
  }
  expect_what_libxcrypt_gives(jobs);
}

TEST(InterleavedBcrypt, HandsOutTheCheapHashesBeforeTheDearOnes) {
  HashJob dear{"a", "$2a$06$CCCCCCCCCCCCCCCCCCCCC.", ""};
  HashJob cheap{"b", "$2a$04$CCCCCCCCCCCCCCCCCCCCC.", ""};
  std::vector<HashJob*> order;
  InterleavedBcryptKernel().compute(std::array<HashJob*, 2>{&dear, &cheap}, [&](HashJob& job) {
    order.push_back(&job);
    EXPECT_TRUE(&job == &dear || dear.result.empty());
  });
  EXPECT_EQ(order, (std::vector<HashJob*>{&cheap, &dear}));
}

}  // namespace
}  // namespace gotrue
