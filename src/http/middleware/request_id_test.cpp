#include "http/middleware/request_id.hpp"

#include <gtest/gtest.h>

#include "base/uuid.hpp"
#include "seeded_random.hpp"

namespace gotrue::http {
namespace {

class RequestIdTest : public ::testing::Test {
 protected:
  std::string id_of(std::string header, std::string_view value) {
    HttpRequest request;
    request.fields.push_back({"X-Request-Id", value});
    return RequestId(std::move(header), random_).of(request);
  }
  SeededRandom random_;
};

TEST_F(RequestIdTest, IsWhatTheConfiguredFieldSays) { EXPECT_EQ(id_of("x-request-id", "abc-1"), "abc-1"); }

TEST_F(RequestIdTest, IsAFreshUuidWithoutSuchAField) {
  EXPECT_TRUE(Uuid::parse(id_of("", "abc-1")));
  EXPECT_TRUE(Uuid::parse(id_of("X-Other", "abc-1")));
  EXPECT_NE(id_of("", ""), id_of("", ""));
}

TEST_F(RequestIdTest, TakesNoValueThatCouldSpoilALog) {
  const std::string too_long(129, 'x');
  for (const std::string_view value : {std::string_view(""), std::string_view("a b"), std::string_view("a\tb"),
                                       std::string_view("\xC3\xA9"), std::string_view(too_long)}) {
    EXPECT_TRUE(Uuid::parse(id_of("X-Request-Id", value))) << value;
  }
}

}  // namespace
}  // namespace gotrue::http
