#include "base/special_address.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

class SpecialAddress : public testing::TestWithParam<const char*> {};
TEST_P(SpecialAddress, IsNotPublic) { EXPECT_TRUE(is_special_address(*IpAddress::parse(GetParam()))) << GetParam(); }
INSTANTIATE_TEST_SUITE_P(Table, SpecialAddress,
                         testing::Values("127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1",
                                         "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
                                         "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
                                         "::127.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "fe80::1", "fc00::1",
                                         "fd12::1", "ff02::1", "2001:db8::1", "64:ff9b:1:7f00:0:100::", "64:ff9b:1::1.1.1.1",
                                         "::ffff:0:127.0.0.1", "3fff::1", "5f00::1", "100:0:0:1::1", "168.63.129.16"));

class PublicAddress : public testing::TestWithParam<const char*> {};
TEST_P(PublicAddress, IsPublic) { EXPECT_FALSE(is_special_address(*IpAddress::parse(GetParam()))) << GetParam(); }
INSTANTIATE_TEST_SUITE_P(Table, PublicAddress,
                         testing::Values("1.1.1.1", "172.32.0.1", "172.15.0.1", "192.169.0.1", "100.128.0.1",
                                         "168.63.129.17", "2606:4700::1111", "2a00::1", "64:ff9b::1.1.1.1"));

}  // namespace
}  // namespace gotrue
