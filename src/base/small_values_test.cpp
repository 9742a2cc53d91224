// uuid, base64url, sha256, secret_string, http_message, utf8.
#include <gtest/gtest.h>

#include "base/base64url.hpp"
#include "base/http_message.hpp"
#include "base/secret_string.hpp"
#include "base/sha256.hpp"
#include "base/utf8.hpp"
#include "base/uuid.hpp"
#include "seeded_random.hpp"

namespace gotrue {
namespace {

TEST(Uuid, ReadsEitherCaseAndPrintsLower) {
  EXPECT_EQ(Uuid::parse("0A1B2C3D-0000-4000-8000-00000000ABCD")->to_string(), "0a1b2c3d-0000-4000-8000-00000000abcd");
}
TEST(Uuid, ReadsTheFormsOfTheOriginalsLibrary) {
  const Uuid id = *Uuid::parse("0a1b2c3d-0000-4000-8000-00000000abcd");
  for (const char* text : {"0a1b2c3d00004000800000000000ABCD", "{0a1b2c3d-0000-4000-8000-00000000abcd}",
                           "urn:uuid:0a1b2c3d-0000-4000-8000-00000000abcd", "urn:uuid:0a1b2c3d00004000800000000000abcd"}) {
    EXPECT_EQ(Uuid::parse(text), id) << text;
  }
}
TEST(Uuid, RefusesPartsOfTheseForms) {
  for (const char* text : {"{0a1b2c3d00004000800000000000abcd}", "{0a1b2c3d-0000-4000-8000-00000000abcd-",
                           "URN:UUID:0a1b2c3d00004000800000000000abcd", "urn:uuid:", "urn:uuid:urn:uuid:00004000800000000000abcd",
                           "urn:uuid:{0a1b2c3d-0000-4000-8000-00000000abcd}", "0a1b2c3d00004000800000000000abc-", "{}"}) {
    EXPECT_FALSE(Uuid::parse(text)) << text;
  }
}
TEST(Uuid, RefusesAnythingElse) {
  for (const char* text : {"", "x", "0a1b2c3d-0000-4000-8000-00000000abcg",
                           "{0a1b2c3d-0000-4000-8000-00000000abc}", "0a1b2c3d-0000-4000-8000-00000000abcd0"}) {
    EXPECT_FALSE(Uuid::parse(text)) << text;
  }
}
TEST(Uuid, OfVersion4SaysSo) {
  SeededRandom random;
  const std::string text = Uuid::v4(random).to_string();
  EXPECT_EQ(text[14], '4');
  EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos);
}

TEST(Base64url, FollowsRfc4648WithoutPadding) {
  EXPECT_EQ(base64url_encode(""), "");
  EXPECT_EQ(base64url_encode("f"), "Zg");
  EXPECT_EQ(base64url_encode("fo"), "Zm8");
  EXPECT_EQ(base64url_encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64url_encode("\xff\xfe\xfd"), "__79");
  EXPECT_EQ(base64url_decode("__79"), "\xff\xfe\xfd");
}
TEST(Base64url, HasOneTextPerValue) {
  for (const char* text : {"Zg==", "Zh", "Zm9=", "Z", "Zm 8", "+/79", "Zm8\n"}) EXPECT_FALSE(base64url_decode(text)) << text;
}

TEST(Sha256, MatchesFips180) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
TEST(HmacSha256, MatchesRfc4231) {
  EXPECT_EQ(to_hex(HmacSha256("Jefe")("what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(HmacSha256(std::string(131, '\xaa'))("Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(SecretString, EqualsNothingWhenItIsEmpty) {
  EXPECT_FALSE(SecretString().equals(""));
  EXPECT_TRUE(SecretString("x").equals("x"));
  EXPECT_FALSE(SecretString("x").equals("xx"));
}

TEST(Utf8, IsToldFromOtherBytes) {
  EXPECT_TRUE(is_valid_utf8("Zoë 😀"));
  for (const char* text : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xe2\x82", "\xf4\x90\x80\x80", "a\x80"}) {
    EXPECT_FALSE(is_valid_utf8(text));
  }
  EXPECT_EQ(count_code_points("Zoë 😀"), 5u);
}

TEST(Utf8, IsCutBetweenCharacters) {
  EXPECT_EQ(cut_utf8("Zoë", 3), "Zo");
  EXPECT_EQ(cut_utf8("Zoë", 4), "Zoë");
  EXPECT_EQ(cut_utf8("😀", 3), "");
  EXPECT_EQ(cut_utf8("", 3), "");
}

TEST(HttpRequest, FindsFieldsWithoutRegardToCase) {
  HttpRequest request;
  request.fields = {{"Content-Type", "a"}, {"content-type", "b"}};
  EXPECT_EQ(request.field("CONTENT-TYPE"), "a");
  EXPECT_FALSE(request.has_field("Content"));
}
TEST(OwnedHttpRequest, KeepsItsBytesWhenItMoves) {
  std::string body = "body";
  HttpRequest request;
  request.body = body;
  request.fields = {{body, body}};
  OwnedHttpRequest owned(request);
  body = "gone";
  const OwnedHttpRequest moved = std::move(owned);
  EXPECT_EQ(moved.get().body, "body");
  EXPECT_EQ(moved.get().field("body"), "body");
}
TEST(HttpResponse, KeepsLineBreaksOutOfFields) {
  HttpResponse response;
  response.add_field("X", "a\r\nSet-Cookie: b");
  EXPECT_EQ(response.fields[0].second, "aSet-Cookie: b");
}

}  // namespace
}  // namespace gotrue
