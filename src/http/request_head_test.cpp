#include "http/request_head.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gotrue::http {
namespace {

struct Head {
  std::string text;
  HttpRequest request;
  Framing framing;
  std::optional<TransportError> error;
};

// The head keeps its bytes: the request points into them.
std::unique_ptr<Head> read(std::string text) {
  auto head = std::make_unique<Head>();
  head->text = std::move(text);
  head->error = read_request_head(head->text, head->request, head->framing);
  return head;
}

// A request with these lines between the request line and the empty line; each ends with CRLF.
std::unique_ptr<Head> read_fields(const std::string& lines) {
  return read("POST /token HTTP/1.1\r\nHost: id.example\r\n" + lines + "\r\n");
}

void expect_bad_request(const std::string& lines) {
  EXPECT_EQ(read_fields(lines)->error, TransportError::BadRequest) << lines;
}

TEST(RequestHead, ReadsLineAndFields) {
  const auto head = read("PUT /user?a=b HTTP/1.1\r\nHost: id.example\r\nX-JWT-AUD:\t aud \r\nX-Empty:\r\n\r\n");
  ASSERT_EQ(head->error, std::nullopt);
  EXPECT_EQ(head->request.method, Method::Put);
  EXPECT_EQ(head->request.method_name, "PUT");
  EXPECT_EQ(head->request.path, "/user");
  EXPECT_EQ(head->request.query, "a=b");
  ASSERT_EQ(head->request.fields.size(), 3u);
  EXPECT_EQ(head->request.field("x-jwt-aud"), "aud");
  EXPECT_TRUE(head->request.has_field("X-Empty"));
}

TEST(RequestHead, KnowsTheMethodsByTheirExactNames) {
  EXPECT_EQ(read("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n")->request.method, Method::Delete);
  EXPECT_EQ(read("get / HTTP/1.1\r\nHost: a\r\n\r\n")->request.method, Method::Other);
  EXPECT_EQ(read("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n")->request.method, Method::Other);
}

TEST(RequestHead, RefusesAnythingButOneSpaceBetweenTheParts) {
  for (const std::string line : {"GET  / HTTP/1.1", "GET /  HTTP/1.1", " GET / HTTP/1.1", "GET / HTTP/1.1 ", "GET\t/\tHTTP/1.1",
                                 "GET / x HTTP/1.1", "GET /", "GET", "/ HTTP/1.1", "G@T / HTTP/1.1"}) {
    EXPECT_EQ(read(line + "\r\nHost: a\r\n\r\n")->error, TransportError::BadRequest) << line;
  }
}

TEST(RequestHead, RefusesOtherVersions) {
  for (const std::string version : {"HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/1.10", "http/1.1", "HTTP/1", "HTTPS/1.1", ""}) {
    EXPECT_EQ(read("GET / " + version + "\r\nHost: a\r\n\r\n")->error, TransportError::BadRequest) << version;
  }
}

TEST(RequestHead, KeepsAliveFromVersionAndConnection) {
  EXPECT_TRUE(read("GET / HTTP/1.1\r\nHost: a\r\n\r\n")->framing.keeps_alive);
  EXPECT_FALSE(read("GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n")->framing.keeps_alive);
  EXPECT_FALSE(read("GET / HTTP/1.0\r\n\r\n")->framing.keeps_alive);
  EXPECT_TRUE(read("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")->framing.keeps_alive);
  EXPECT_FALSE(read("GET / HTTP/1.0\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n")->framing.keeps_alive);
}

TEST(RequestHead, NeedsOneHostInHttp11) {
  EXPECT_EQ(read("GET / HTTP/1.1\r\n\r\n")->error, TransportError::BadRequest);
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")->error, TransportError::BadRequest);
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a b\r\n\r\n")->error, TransportError::BadRequest);
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n")->error, TransportError::BadRequest);
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost:\r\n\r\n")->error, std::nullopt);
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n")->error, std::nullopt);
  EXPECT_EQ(read("GET / HTTP/1.0\r\n\r\n")->error, std::nullopt);
}

TEST(RequestHead, ReadsTheLengthOfTheBody) {
  EXPECT_EQ(read_fields("Content-Length: 42\r\n")->framing.content_length, 42u);
  EXPECT_EQ(read_fields("content-length:007\r\n")->framing.content_length, 7u);
}

TEST(RequestHead, RefusesALengthThatIsNoNumber) {
  for (const std::string value : {"", "-1", "+1", "1 1", "1,1", "1, 1", "0x10", "1.0", "1;", "\xB2"}) {
    expect_bad_request("Content-Length: " + value + "\r\n");
  }
}

TEST(RequestHead, TakesALengthThatNoNumberHoldsForTooLarge) {
  EXPECT_EQ(read_fields("Content-Length: 99999999999999999999999\r\n")->error, TransportError::BodyTooLarge);
}

TEST(RequestHead, RefusesTwoLengths) {
  expect_bad_request("Content-Length: 1\r\nContent-Length: 2\r\n");
  expect_bad_request("Content-Length: 1\r\ncontent-length: 1\r\n");
  expect_bad_request("Content-Length: 99999999999999999999999\r\nContent-Length: 1\r\n");
}

TEST(RequestHead, RefusesLengthAndEncodingTogether) {
  expect_bad_request("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
  expect_bad_request("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n");
}

TEST(RequestHead, KnowsChunkedAloneAmongTheEncodings) {
  EXPECT_TRUE(read_fields("Transfer-Encoding: Chunked\r\n")->framing.is_chunked);
  for (const std::string value : {"gzip, chunked", "chunked, chunked", "identity", "xchunked", "chunked;q=1", "", "\vchunked"}) {
    expect_bad_request("Transfer-Encoding: " + value + "\r\n");
  }
  expect_bad_request("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
  expect_bad_request("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n");
}

TEST(RequestHead, RefusesAnEncodingInHttp10) {
  const auto head = read("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(head->error, TransportError::BadRequest);
}

TEST(RequestHead, RefusesFoldedLines) {
  expect_bad_request("X-A: one\r\n two\r\n");
  expect_bad_request("X-A: one\r\n\ttwo: x\r\n");
  expect_bad_request(" X-A: one\r\n");
}

TEST(RequestHead, RefusesNamesThatAreNoTokens) {
  for (const std::string line : {"Content-Length : 5", "X A: 1", ": 1", "no colon", "X(: 1", "X\x80: 1", "\"X\": 1"}) {
    expect_bad_request(line + "\r\n");
  }
}

TEST(RequestHead, RefusesControlCharactersInValues) {
  using namespace std::string_literals;
  expect_bad_request("X-A: a\0b\r\n"s);
  expect_bad_request("X-A: a\rContent-Length: 5\r\n");
  expect_bad_request("X-A: a\x7F\r\n");
  EXPECT_EQ(read_fields("X-A: a\tb \xE4\r\n")->error, std::nullopt);
}

TEST(RequestHead, HasSoManyFieldsAndNoMore) {
  std::string lines;
  for (std::size_t i = 1; i < kMaxFields; ++i) lines += "X: y\r\n";
  EXPECT_EQ(read_fields(lines)->error, std::nullopt);
  EXPECT_EQ(read_fields(lines + "X: y\r\n")->error, TransportError::HeadersTooLarge);
}

TEST(RequestHead, RefusesATargetThatIsTooLong) {
  const std::string longest(kMaxTarget - 1, 'a');
  EXPECT_EQ(read("GET /" + longest + " HTTP/1.1\r\nHost: a\r\n\r\n")->error, std::nullopt);
  EXPECT_EQ(read("GET /" + longest + "a HTTP/1.1\r\nHost: a\r\n\r\n")->error, TransportError::BadRequest);
}

TEST(RequestHead, ExpectsContinueInHttp11Alone) {
  EXPECT_TRUE(read_fields("Expect: 100-Continue\r\n")->framing.expects_continue);
  EXPECT_FALSE(read("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n")->framing.expects_continue);
  EXPECT_EQ(read_fields("Expect: something\r\n")->error, std::nullopt);
}

TEST(RequestHead, ForgetsTheRequestBefore) {
  auto head = read("POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\n");
  head->text = "GET /b HTTP/1.1\r\nHost: a\r\n\r\n";
  ASSERT_EQ(read_request_head(head->text, head->request, head->framing), std::nullopt);
  EXPECT_EQ(head->request.fields.size(), 1u);
  EXPECT_EQ(head->framing.content_length, 0u);
  EXPECT_FALSE(head->framing.is_http_1_0);
}

}  // namespace
}  // namespace gotrue::http
