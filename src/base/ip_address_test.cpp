#include "base/ip_address.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

class SpecialAddress : public testing::TestWithParam<const char*> {};
TEST_P(SpecialAddress, IsNotPublic) { EXPECT_TRUE(IpAddress::parse(GetParam())->is_private_or_special()) << GetParam(); }
INSTANTIATE_TEST_SUITE_P(Table, SpecialAddress,
                         testing::Values("127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1",
                                         "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
                                         "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
                                         "::127.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "fe80::1", "fc00::1",
                                         "fd12::1", "ff02::1", "2001:db8::1"));

class PublicAddress : public testing::TestWithParam<const char*> {};
TEST_P(PublicAddress, IsPublic) { EXPECT_FALSE(IpAddress::parse(GetParam())->is_private_or_special()) << GetParam(); }
INSTANTIATE_TEST_SUITE_P(Table, PublicAddress,
                         testing::Values("1.1.1.1", "172.32.0.1", "172.15.0.1", "192.169.0.1", "100.128.0.1",
                                         "2606:4700::1111", "2a00::1"));

TEST(Cidr, ContainsItsNetworkAlone) {
  EXPECT_TRUE(Cidr::parse("10.0.0.0/8")->contains(*IpAddress::parse("10.255.0.1")));
  EXPECT_FALSE(Cidr::parse("10.0.0.0/8")->contains(*IpAddress::parse("11.0.0.1")));
  EXPECT_TRUE(Cidr::parse("10.0.0.0/8")->contains(*IpAddress::parse("::ffff:10.0.0.1")));
  EXPECT_TRUE(Cidr::parse("192.0.2.128/25")->contains(*IpAddress::parse("192.0.2.129")));
  EXPECT_FALSE(Cidr::parse("192.0.2.128/25")->contains(*IpAddress::parse("192.0.2.127")));
  EXPECT_TRUE(Cidr::parse("2001:db8::/32")->contains(*IpAddress::parse("2001:db8:1::1")));
  EXPECT_FALSE(Cidr::parse("::/0")->contains(*IpAddress::parse("1.2.3.4")));
  EXPECT_TRUE(Cidr::parse("0.0.0.0/0")->contains(*IpAddress::parse("1.2.3.4")));
  EXPECT_TRUE(Cidr::parse("1.2.3.4")->contains(*IpAddress::parse("1.2.3.4")));
}

TEST(Cidr, RefusesWhatIsNone) {
  for (const char* text : {"", "x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "::/129", "10.0.0.0/", "10.0.0.0/8x"}) {
    EXPECT_FALSE(Cidr::parse(text)) << text;
  }
}

TEST(IpAddress, PrintsWhatItRead) {
  EXPECT_EQ(IpAddress::parse("::FFFF:192.0.2.1")->to_string(), "192.0.2.1");
  EXPECT_EQ(IpAddress::parse("2001:DB8::1")->to_string(), "2001:db8::1");
  EXPECT_FALSE(IpAddress::parse("[::1]"));
  EXPECT_FALSE(IpAddress::parse("1.2.3.4:5"));
}

}  // namespace
}  // namespace gotrue
