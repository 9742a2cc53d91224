#include "http/request_target.hpp"

#include <gtest/gtest.h>

namespace gotrue::http {
namespace {

HttpRequest read(std::string_view target, Method method = Method::Get) {
  HttpRequest request;
  request.method = method;
  EXPECT_TRUE(read_request_target(target, request)) << target;
  return request;
}

bool is_refused(std::string_view target, Method method = Method::Get) {
  HttpRequest request;
  request.method = method;
  return !read_request_target(target, request);
}

TEST(RequestTarget, SplitsPathAndQueryAtTheFirstMark) {
  const HttpRequest request = read("/verify?a=1?&b=%20");
  EXPECT_EQ(request.target, "/verify?a=1?&b=%20");
  EXPECT_EQ(request.path, "/verify");
  EXPECT_EQ(request.query, "a=1?&b=%20");
}

TEST(RequestTarget, MayHaveNoQueryOrAnEmptyOne) {
  EXPECT_EQ(read("/").query, "");
  EXPECT_EQ(read("/a?").path, "/a");
}

TEST(RequestTarget, KeepsEscapesInThePath) { EXPECT_EQ(read("/a%2Fb").path, "/a%2Fb"); }

TEST(RequestTarget, OfAbsoluteFormLosesItsAuthority) {
  EXPECT_EQ(read("http://id.example:8080/user?x").path, "/user");
  EXPECT_EQ(read("HTTPS://id.example/user?x").query, "x");
  EXPECT_EQ(read("http://id.example").path, "/");
  EXPECT_EQ(read("http://id.example?x=1").path, "/");
  EXPECT_EQ(read("http://id.example?x=1").query, "x=1");
}

TEST(RequestTarget, IsAnAsteriskForOptionsAlone) {
  EXPECT_EQ(read("*", Method::Options).path, "*");
  EXPECT_TRUE(is_refused("*"));
}

TEST(RequestTarget, RefusesOtherForms) {
  for (const std::string_view target : {"", "user", "id.example:443", "http:///user", "://id.example/", "ftp://id.example/",
                                        "a/b://id.example/user", "?x=1", "mailto:a@b.example"}) {
    EXPECT_TRUE(is_refused(target)) << target;
  }
}

TEST(RequestTarget, RefusesCharactersThatNoTargetHas) {
  EXPECT_TRUE(is_refused("/a b"));
  EXPECT_TRUE(is_refused("/a#b"));
  EXPECT_TRUE(is_refused("/a\tb"));
  EXPECT_TRUE(is_refused("/a\rb"));
  EXPECT_TRUE(is_refused(std::string_view("/a\0b", 4)));
  EXPECT_TRUE(is_refused("/a\x7F"));
}

TEST(RequestTarget, RefusesMalformedEscapesInThePath) {
  for (const std::string_view target : {"/%", "/%4", "/%4g", "/a%zz/b"}) EXPECT_TRUE(is_refused(target)) << target;
}

TEST(RequestTarget, LeavesEscapesOfTheQueryToItsReader) { EXPECT_EQ(read("/?a=%").query, "a=%"); }

TEST(RequestTarget, IsUtf8BeforeAndAfterDecoding) {
  EXPECT_EQ(read("/\xC3\xA9").path, "/\xC3\xA9");
  EXPECT_EQ(read("/%C3%A9").path, "/%C3%A9");
  EXPECT_TRUE(is_refused("/\xC3"));
  EXPECT_TRUE(is_refused("/%C3"));
  EXPECT_TRUE(is_refused("/%C0%AF"));
  EXPECT_TRUE(is_refused("/?q=\xFF"));
}

}  // namespace
}  // namespace gotrue::http
