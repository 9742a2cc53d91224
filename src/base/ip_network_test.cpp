#include "base/ip_network.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

bool contains(std::string_view network, std::string_view address) {
  return IpNetwork::parse(network).value().contains(IpAddress::parse(address).value());
}

TEST(IpAddress, ReadsBothFamiliesAndPrintsTheCanonicalForm) {
  EXPECT_EQ(IpAddress::parse("192.0.2.1")->to_string(), "192.0.2.1");
  EXPECT_EQ(IpAddress::parse("2001:DB8:0:0::1")->to_string(), "2001:db8::1");
}

TEST(IpAddress, TakesAMappedAddressForTheIpv4AddressInIt) {
  EXPECT_EQ(*IpAddress::parse("::ffff:127.0.0.1"), *IpAddress::parse("127.0.0.1"));
  EXPECT_TRUE(IpAddress::parse("::ffff:127.0.0.1")->is_v4());
  EXPECT_FALSE(IpAddress::parse("::1")->is_v4());
}

TEST(IpAddress, RefusesEverythingElse) {
  for (const std::string_view text : {"", "1.2.3", "1.2.3.256", "[::1]", "fe80::1%eth0", "1.2.3.4:80", "host", " ::1",
                                      "0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

TEST(IpNetwork, ContainsWhatSharesItsPrefix) {
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(contains("192.0.2.128/25", "192.0.2.129"));
  EXPECT_FALSE(contains("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(contains("192.0.2.1", "192.0.2.1"));
  EXPECT_FALSE(contains("192.0.2.1", "192.0.2.2"));
  EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.9"));
}

TEST(IpNetwork, SeesThroughTheMappedForm) {
  EXPECT_TRUE(contains("127.0.0.0/8", "::ffff:127.0.0.1"));
  EXPECT_TRUE(contains("::ffff:127.0.0.0/104", "127.1.2.3"));
}

TEST(IpNetwork, OfIpv6NeverContainsAnIpv4Address) { EXPECT_FALSE(contains("::/0", "127.0.0.1")); }

TEST(IpNetwork, ForgetsTheBitsBehindThePrefix) {
  EXPECT_EQ(IpNetwork::parse("10.1.2.3/8")->to_string(), "10.0.0.0/8");
  EXPECT_EQ(IpNetwork::parse("2001:db8::1/32")->to_string(), "2001:db8::/32");
}

TEST(IpNetwork, RefusesEverythingElse) {
  for (const std::string_view text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "::/129",
                                      "10.0.0.0/8/8", "any"}) {
    EXPECT_FALSE(IpNetwork::parse(text)) << text;
  }
}

}  // namespace
}  // namespace gotrue
