#include "dialect/netlify/token_parameters.hpp"

#include <gtest/gtest.h>

namespace gotrue::netlify {
namespace {

HttpRequest request(std::string_view content_type, std::string_view body, std::string_view query = "") {
  HttpRequest http;
  http.fields.push_back({"Content-Type", content_type});
  http.body = body;
  http.query = query;
  return http;
}

TEST(TokenParameters, ComeInAForm) {
  const auto parameters = TokenParameters::read(request("application/x-www-form-urlencoded", "username=a%40b&x=1+2"));
  EXPECT_EQ(parameters->get("username"), "a@b");
  EXPECT_EQ(parameters->get("x"), "1 2");
  EXPECT_EQ(parameters->get("absent"), "");
}

TEST(TokenParameters, ComeInJson) {
  const auto parameters = TokenParameters::read(request("application/json; charset=utf-8", R"({"username":"a@b"})"));
  EXPECT_EQ(parameters->get("username"), "a@b");
}

TEST(TokenParameters, IgnoreWhatElseAJsonBodyHolds) {
  const auto parameters = TokenParameters::read(
      request("application/json", R"({"username":"a@b","remember":true,"n":5,"security":{"a":[]},"username2":null})"));
  ASSERT_TRUE(parameters);
  EXPECT_EQ(parameters->get("username"), "a@b");
}

TEST(TokenParameters, ComeInMultipart) {
  const auto parameters = TokenParameters::read(
      request("multipart/form-data; boundary=x",
              "--x\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\na@b\r\n--x--\r\n"));
  ASSERT_TRUE(parameters);
  EXPECT_EQ(parameters->get("username"), "a@b");
}

TEST(TokenParameters, OfTheBodyWinOverTheQuery) {
  const auto parameters = TokenParameters::read(request("", "a=body", "a=query&b=query"));
  EXPECT_EQ(parameters->get("a"), "body");
  EXPECT_EQ(parameters->get("b"), "query");
}

TEST(TokenParameters, AreRefusedWhenTheBodyIsNotWhatItsTypeSays) {
  EXPECT_FALSE(TokenParameters::read(request("application/json", "a=b")));
  EXPECT_FALSE(TokenParameters::read(request("application/json", R"({"username":5})")));
  EXPECT_FALSE(TokenParameters::read(request("multipart/form-data", "a=b")));
}

TEST(LaneByGrant, NeverPutsAPasswordOnTheWriter) {
  EXPECT_EQ(lane_by_grant(request("", "grant_type=password")), Lane::Blocking);
  EXPECT_EQ(lane_by_grant(request("", "grant_type=%70assword")), Lane::Blocking);
  EXPECT_EQ(lane_by_grant(request("", "", "grant_type=password")), Lane::Blocking);
  EXPECT_EQ(lane_by_grant(request("application/json", R"({"grant_type":"p\u0061ssword"})")), Lane::Blocking);
  EXPECT_EQ(lane_by_grant(request("", "grant_type=refresh_token&refresh_token=x")), Lane::Write);
}

}  // namespace
}  // namespace gotrue::netlify
