#include "adapter/instances/instance_cache.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

using namespace std::chrono_literals;

Uuid id_of(int number) {
  Uuid id;
  id.bytes[0] = static_cast<unsigned char>(number >> 8);
  id.bytes[15] = static_cast<unsigned char>(number);
  return id;
}

InstanceCache::Pointer instance_of(int number) {
  InstanceSettings settings;
  settings.site_url = "https://own.example";
  settings.jwt.secret = SecretString("secret");
  return std::make_shared<const Instance>(id_of(number), settings);
}

const Sha256Digest kDigest = sha256("row");
const Sha256Digest kOtherDigest = sha256("changed row");

class InstanceCaching : public testing::Test {
 protected:
  InstanceCache::Pointer find(int number, const char* site_url = "") {
    return cache.find_trusted(id_of(number), site_url, now);
  }

  InstanceCache cache{InstanceCacheOptions{3, 3s, 15s, 60s}};
  InstanceCache one_node{InstanceCacheOptions::of_one_node()};
  Monotonic now{1h};
};

TEST_F(InstanceCaching, GivesTheSameInstanceWhileItIsTrusted) {
  const auto instance = instance_of(1);
  cache.put(instance, kDigest, now);
  now += 2s;
  EXPECT_EQ(find(1), instance);
  now += 1s;
  EXPECT_EQ(find(1), nullptr);
}

TEST_F(InstanceCaching, TrustsAgainWhenTheRowIsTheSame) {
  const auto instance = instance_of(1);
  cache.put(instance, kDigest, now);
  now += 10s;
  EXPECT_EQ(cache.find_same(id_of(1), "", kOtherDigest, now), nullptr);
  EXPECT_EQ(cache.find_same(id_of(1), "", kDigest, now), instance);
  EXPECT_EQ(find(1), instance);
}

TEST_F(InstanceCaching, LooksAtTheRowForAWhileAfterAChange) {
  cache.put(instance_of(1), kDigest, now);
  cache.forget(id_of(1), now);
  EXPECT_EQ(find(1), nullptr);
  now += 1s;
  cache.put(instance_of(1), kOtherDigest, now);
  EXPECT_EQ(find(1), nullptr);
  now += 15s;
  cache.put(instance_of(1), kOtherDigest, now);
  EXPECT_NE(find(1), nullptr);
}

TEST_F(InstanceCaching, KeepsNothingThatWasReadBeforeAChange) {
  const Monotonic read_at = now;
  now += 1s;
  one_node.forget(id_of(1), now);
  one_node.put(instance_of(1), kDigest, read_at);
  EXPECT_EQ(one_node.find_trusted(id_of(1), "", now), nullptr);
  now += 1s;
  one_node.put(instance_of(1), kOtherDigest, now);
  EXPECT_NE(one_node.find_trusted(id_of(1), "", now), nullptr);
}

TEST_F(InstanceCaching, LooksAtNoRowAgainWhereOneNodeHasTheDatabase) {
  one_node.put(instance_of(1), kDigest, now);
  for (int i = 0; i < 10; ++i) {
    now += 50s;
    EXPECT_NE(one_node.find_trusted(id_of(1), "", now), nullptr);
  }
}

TEST_F(InstanceCaching, DropsAllThatIdleWhenAsked) {
  for (const int number : {1, 2}) cache.put(instance_of(number), kDigest, now);
  now += 60s;
  cache.put(instance_of(3), kDigest, now);
  EXPECT_EQ(cache.drop_idle(now), 2u);
  EXPECT_EQ(cache.size(), 1u);
}

TEST_F(InstanceCaching, StandsInAnotherSiteUrlAndKeepsThat) {
  cache.put(instance_of(1), kDigest, now);
  const auto other = find(1, "https://branch.example");
  EXPECT_EQ(other->settings.site_url, "https://branch.example");
  EXPECT_TRUE(other->settings.is_site_url_of_request);
  EXPECT_EQ(find(1, "https://branch.example"), other);
  EXPECT_FALSE(find(1, "https://own.example")->settings.is_site_url_of_request);
}

TEST_F(InstanceCaching, KeepsABoundedNumberOfSiteUrls) {
  cache.put(instance_of(1), kDigest, now);
  const auto first = find(1, "https://0.example");
  for (int i = 1; i <= 8; ++i) find(1, ("https://" + std::to_string(i) + ".example").c_str());
  EXPECT_NE(find(1, "https://0.example"), first);
}

TEST_F(InstanceCaching, DropsWhatWasUsedLongestAgoWhenItIsFull) {
  for (const int number : {1, 2, 3}) cache.put(instance_of(number), kDigest, now);
  find(1);
  cache.put(instance_of(4), kDigest, now);
  EXPECT_EQ(cache.size(), 3u);
  EXPECT_NE(find(1), nullptr);
  EXPECT_EQ(find(2), nullptr);
}

TEST_F(InstanceCaching, LetsARequestFinishWithTheInstanceThatItHas) {
  cache.put(instance_of(1), kDigest, now);
  const auto held = find(1);
  cache.remove(id_of(1));
  EXPECT_EQ(cache.size(), 0u);
  EXPECT_EQ(held->settings.site_url, "https://own.example");
}

}  // namespace
}  // namespace gotrue
