#include "base/url.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

TEST(Url, IsReadInItsParts) {
  const Url url = *Url::parse("HTTPS://me:pw@Example.COM:8443/a/b?x=1#frag");
  EXPECT_EQ(url.scheme, "https");
  EXPECT_EQ(url.user_info, "me:pw");
  EXPECT_EQ(url.host, "example.com");
  EXPECT_EQ(url.port, "8443");
  EXPECT_EQ(url.path, "/a/b");
  EXPECT_EQ(url.query, "x=1");
  EXPECT_EQ(url.fragment, "frag");
  EXPECT_EQ(url.origin(), "https://example.com:8443");
}

TEST(Url, LeavesTheDefaultPortOutOfItsOrigin) {
  EXPECT_EQ(Url::parse("http://[::1]:80/")->origin(), "http://[::1]");
  EXPECT_EQ(Url::parse("/path")->origin(), "");
}

class BadUrl : public testing::TestWithParam<const char*> {};
TEST_P(BadUrl, IsRefused) { EXPECT_FALSE(Url::parse(GetParam())) << GetParam(); }
INSTANTIATE_TEST_SUITE_P(Table, BadUrl,
                         testing::Values("http://a b/", "http://[::1/", "http://h:80x/", "http://h:123456/", "http://a\n"));

struct ResolveCase {
  const char* reference;
  const char* target;
};
class Resolve : public testing::TestWithParam<ResolveCase> {};
TEST_P(Resolve, FollowsRfc3986) {
  EXPECT_EQ(resolve(*Url::parse("http://a/b/c/d;p?q"), *Url::parse(GetParam().reference)).to_string(),
            GetParam().target);
}
// RFC 3986 §5.4.
INSTANTIATE_TEST_SUITE_P(Table, Resolve,
                         testing::Values(ResolveCase{"g:h", "g:h"}, ResolveCase{"g", "http://a/b/c/g"},
                                         ResolveCase{"./g", "http://a/b/c/g"}, ResolveCase{"g/", "http://a/b/c/g/"},
                                         ResolveCase{"/g", "http://a/g"}, ResolveCase{"//g", "http://g"},
                                         ResolveCase{"?y", "http://a/b/c/d;p?y"},
                                         ResolveCase{"g?y#s", "http://a/b/c/g?y#s"}, ResolveCase{"", "http://a/b/c/d;p?q"},
                                         ResolveCase{".", "http://a/b/c/"}, ResolveCase{"..", "http://a/b/"},
                                         ResolveCase{"../../g", "http://a/g"},
                                         ResolveCase{"../../../g", "http://a/g"}));

TEST(FormEncoding, GoesThereAndBack) {
  const std::string text = "a b&c=d+é\n%";
  EXPECT_EQ(form_encode(text), "a+b%26c%3Dd%2B%C3%A9%0A%25");
  EXPECT_EQ(percent_decode(form_encode(text), true), text);
}

TEST(FormEncoding, ReadsPairsInTheirOrder) {
  const FormFields fields = *parse_form("a=1&&b&a=2&c=%20+");
  EXPECT_EQ(fields, (FormFields{{"a", "1"}, {"b", ""}, {"a", "2"}, {"c", "  "}}));
  EXPECT_EQ(*find_field(fields, "a"), "1");
}

TEST(FormEncoding, RefusesABrokenEscape) {
  for (const char* text : {"a=%", "a=%2", "a=%zz", "%=a"}) EXPECT_FALSE(parse_form(text)) << text;
  std::string many = "a";
  for (int i = 1; i < 1'000; ++i) many += "&a";
  EXPECT_TRUE(parse_form(many));
  EXPECT_FALSE(parse_form(many + "&a"));
}

TEST(MultipartForm, ReadsFieldsAndLeavesFilesOut) {
  const auto fields = parse_multipart_form(
      "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n"
      "--b\r\ncontent-disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nfile\r\n--b--\r\n",
      "b");
  EXPECT_EQ(fields, (FormFields{{"a", "1\r\n2"}}));
}

TEST(MultipartForm, RefusesWhatHasNoEnd) {
  EXPECT_FALSE(parse_multipart_form("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", "b"));
  EXPECT_FALSE(parse_multipart_form("", "b"));
  EXPECT_FALSE(parse_multipart_form("--b--", ""));
  EXPECT_FALSE(parse_multipart_form("--b\r\nno header\r\n--b--", "b"));
}

}  // namespace
}  // namespace gotrue
