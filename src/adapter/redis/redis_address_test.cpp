#include "adapter/redis/redis_address.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

struct AddressRow {
  const char* url;
  const char* host;
  int port;
  const char* user;
  const char* password;
  int database;
};
class RedisAddressRow : public testing::TestWithParam<AddressRow> {};

TEST_P(RedisAddressRow, IsReadFromItsUrl) {
  const auto address = RedisAddress::parse(GetParam().url);
  ASSERT_TRUE(address) << address.error();
  EXPECT_EQ(address->host, GetParam().host);
  EXPECT_EQ(address->port, GetParam().port);
  EXPECT_EQ(address->user, GetParam().user);
  EXPECT_EQ(address->password.reveal(), GetParam().password);
  EXPECT_EQ(address->database, GetParam().database);
}

INSTANTIATE_TEST_SUITE_P(
    All, RedisAddressRow,
    testing::Values(AddressRow{"redis://localhost", "localhost", 6379, "", "", 0},
                    AddressRow{"redis://10.0.0.7:7000/3", "10.0.0.7", 7000, "", "", 3},
                    AddressRow{"redis://:s3cret@redis/", "redis", 6379, "", "s3cret", 0},
                    AddressRow{"redis://ann:p%40ss%3Aword%2F@redis:1/1", "redis", 1, "ann", "p@ss:word/", 1},
                    AddressRow{"redis://[::1]:6380", "::1", 6380, "", "", 0}));

class BadRedisAddress : public testing::TestWithParam<const char*> {};

TEST_P(BadRedisAddress, IsRefusedWithoutTellingItsPassword) {
  const auto address = RedisAddress::parse(GetParam());
  ASSERT_FALSE(address);
  EXPECT_EQ(address.error().find("s3cret"), std::string::npos) << address.error();
  EXPECT_EQ(address.error().find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(All, BadRedisAddress,
                         testing::Values("", "localhost", "localhost:6379", "redis:", "redis://", "redis://:s3cret@",
                                         "rediss://:s3cret@redis", "http://:s3cret@redis", "redis://redis:0", "redis://redis:65536",
                                         "redis://:s3cret@redis:port", "redis://:s3cret@redis/x", "redis://:s3cret@redis/-1",
                                         "redis://:s3cret@redis/1/2", "redis://:s3cret%@redis", "redis://s3cret@redis",
                                         "redis://:s3cret@redis?db=1", "redis://:s3cret@redis#1",
                                         "redis://:s3cret@redis/99999999999999999999"));

TEST(RedisAddress, SaysThatTlsIsNotSupported) {
  EXPECT_NE(RedisAddress::parse("rediss://redis").error().find("TLS"), std::string::npos);
}

}  // namespace
}  // namespace gotrue
