#include "http/request_parser.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gotrue::http {
namespace {

using Status = RequestParser::Status;

// Feeds a parser as a connection does; the bytes lie in memory of exactly their size, at another address each time.
class Feed {
 public:
  explicit Feed(ParserLimits limits = {}) : limits_(limits) {}

  Status add(std::string_view text) {
    std::vector<char> grown;
    grown.reserve(bytes_.size() + text.size());
    grown.assign(bytes_.begin(), bytes_.end());
    grown.insert(grown.end(), text.begin(), text.end());
    bytes_.swap(grown);
    return parser_.parse(bytes_, limits_, request_);
  }
  Status add_byte_by_byte(std::string_view text) {
    Status status = Status::NeedMore;
    for (std::size_t i = 0; i < text.size() && status == Status::NeedMore; ++i) status = add(text.substr(i, 1));
    return status;
  }

  bool read_head_so_far(HttpRequest& request) const { return parser_.read_head_so_far(bytes_, request); }
  const HttpRequest& request() const { return request_; }
  const RequestParser& parser() const { return parser_; }

 private:
  ParserLimits limits_;
  RequestParser parser_;
  std::vector<char> bytes_;
  HttpRequest request_;
};

void expect_failure(std::string_view text, TransportError error, ParserLimits limits = {}) {
  Feed at_once(limits);
  EXPECT_EQ(at_once.add(text), Status::Failed) << text;
  EXPECT_EQ(at_once.parser().error(), error) << text;
  Feed slowly(limits);
  EXPECT_EQ(slowly.add_byte_by_byte(text), Status::Failed) << text;
  EXPECT_EQ(slowly.parser().error(), error) << text;
}

constexpr std::string_view kPost = "POST /token?a=b HTTP/1.1\r\nHost: id.example\r\nContent-Length: 5\r\n\r\nhello";
constexpr std::string_view kChunked =
    "POST /token HTTP/1.1\r\nHost: id.example\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";

TEST(RequestParser, ReadsARequestAtOnce) {
  Feed feed;
  ASSERT_EQ(feed.add(kPost), Status::Complete);
  EXPECT_EQ(feed.request().method, Method::Post);
  EXPECT_EQ(feed.request().path, "/token");
  EXPECT_EQ(feed.request().body, "hello");
  EXPECT_EQ(feed.parser().size(), kPost.size());
}

TEST(RequestParser, ReadsARequestByteByByte) {
  Feed feed;
  ASSERT_EQ(feed.add_byte_by_byte(kPost), Status::Complete);
  EXPECT_EQ(feed.request().query, "a=b");
  EXPECT_EQ(feed.request().field("Host"), "id.example");
  EXPECT_EQ(feed.request().body, "hello");
  EXPECT_EQ(feed.parser().size(), kPost.size());
}

TEST(RequestParser, ReadsAChunkedRequestByteByByte) {
  Feed feed;
  ASSERT_EQ(feed.add_byte_by_byte(kChunked), Status::Complete);
  EXPECT_EQ(feed.request().path, "/token");
  EXPECT_EQ(feed.request().body, "hello");
  EXPECT_EQ(feed.parser().size(), kChunked.size());
}

TEST(RequestParser, ReadsARequestCutInTwoAnywhere) {
  for (const std::string_view text : {kPost, kChunked}) {
    for (std::size_t cut = 1; cut < text.size(); ++cut) {
      Feed feed;
      ASSERT_EQ(feed.add(text.substr(0, cut)), Status::NeedMore) << cut;
      ASSERT_EQ(feed.add(text.substr(cut)), Status::Complete) << cut;
      ASSERT_EQ(feed.request().body, "hello") << cut;
    }
  }
}

TEST(RequestParser, LeavesTheNextRequestAlone) {
  for (const std::string_view text : {kPost, kChunked}) {
    Feed feed;
    ASSERT_EQ(feed.add(std::string(text) + "GET /next HTTP/1.1\r\n"), Status::Complete);
    EXPECT_EQ(feed.parser().size(), text.size());
    EXPECT_EQ(feed.request().body, "hello");
  }
}

TEST(RequestParser, TellsWhenTheHeadIsComplete) {
  Feed feed;
  feed.add("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r");
  EXPECT_FALSE(feed.parser().has_head());
  EXPECT_EQ(feed.add("\n"), Status::NeedMore);
  EXPECT_TRUE(feed.parser().has_head());
  EXPECT_TRUE(feed.parser().framing().expects_continue);
  EXPECT_EQ(feed.add("x"), Status::Complete);
}

TEST(RequestParser, SkipsOneEmptyLineInFrontOfARequest) {
  Feed feed;
  ASSERT_EQ(feed.add_byte_by_byte("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), Status::Complete);
  EXPECT_EQ(feed.parser().size(), 29u);
  expect_failure("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", TransportError::BadRequest);
}

TEST(RequestParser, ReadsHttp10WithoutHost) {
  Feed feed;
  ASSERT_EQ(feed.add_byte_by_byte("GET / HTTP/1.0\r\n\r\n"), Status::Complete);
  EXPECT_TRUE(feed.parser().framing().is_http_1_0);
}

TEST(RequestParser, ReadsAbsoluteForm) {
  Feed feed;
  ASSERT_EQ(feed.add_byte_by_byte("GET http://id.example/user?x HTTP/1.1\r\nHost: id.example\r\n\r\n"), Status::Complete);
  EXPECT_EQ(feed.request().path, "/user");
}

// Whatever two servers could take for two different requests.
TEST(RequestParser, RefusesWhatCouldSmuggleARequest) {
  const std::string start = "POST / HTTP/1.1\r\nHost: a\r\n";
  for (const std::string rest : {
           "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
           "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nG",
           "Content-Length: 6\r\nContent-Length: 5\r\n\r\n123456",
           "Content-Length: 5\r\nContent-Length: 5\r\n\r\n12345",
           "Content-Length: 5, 5\r\n\r\n12345",
           "Content-Length : 5\r\n\r\n12345",
           "Content-Length:\r\n 5\r\n\r\n12345",
           "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
           "X: y\rTransfer-Encoding: chunked\r\n\r\n",
           "X: y\nTransfer-Encoding: chunked\r\n\r\n",
           "Transfer-Encoding: chunked\r\n\r\n1 \r\na\r\n0\r\n\r\n",
           "Transfer-Encoding: chunked\r\n\r\n-1\r\na\r\n0\r\n\r\n",
           "Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
           "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
           "Transfer-Encoding: chunked\r\n\r\n10000000000000001\r\na\r\n0\r\n\r\n",
       }) {
    expect_failure(start + rest, TransportError::BadRequest);
  }
}

TEST(RequestParser, RefusesBareLineFeeds) {
  expect_failure("GET / HTTP/1.1\nHost: a\n\n", TransportError::BadRequest);
  expect_failure("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", TransportError::BadRequest);
  expect_failure("GET / HTTP/1.1\r\nHost: a\n\r\n", TransportError::BadRequest);
  expect_failure("GET / HTTP/1.1\r\nHost: a\r\n\n", TransportError::BadRequest);
}

TEST(RequestParser, RefusesNul) {
  using namespace std::string_view_literals;
  expect_failure("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"sv, TransportError::BadRequest);
  expect_failure("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"sv, TransportError::BadRequest);
  expect_failure("GET / HTTP/1.1\r\nHo\0st: a\r\n\r\n"sv, TransportError::BadRequest);
}

TEST(RequestParser, SeesAtTheFirstByteThatItIsNoHttp) {
  Feed feed;
  EXPECT_EQ(feed.add("\x16\x03\x01"), Status::Failed);
}

TEST(RequestParser, RefusesARequestLineWithoutEnd) {
  expect_failure("GET /" + std::string(17 * 1024, 'a'), TransportError::BadRequest);
}

TEST(RequestParser, RefusesFieldsThatAreTooLarge) {
  const ParserLimits limits{.fields = 100};
  const std::string start = "GET / HTTP/1.1\r\n";
  Feed feed(limits);
  EXPECT_EQ(feed.add_byte_by_byte(start + "Host: a\r\nX: " + std::string(84, 'x') + "\r\n\r\n"), Status::Complete);
  expect_failure(start + "Host: a\r\nX: " + std::string(85, 'x') + "\r\n\r\n", TransportError::HeadersTooLarge, limits);
  expect_failure(start + "Host: a\r\nX: " + std::string(200, 'x'), TransportError::HeadersTooLarge, limits);
}

TEST(RequestParser, LooksAtTheDefaultLimitsWithoutAnEndInSight) {
  expect_failure("GET / HTTP/1.1\r\nX: " + std::string(64 * 1024, 'x'), TransportError::HeadersTooLarge);
}

TEST(RequestParser, RefusesABodyThatIsTooLargeBeforeItArrives) {
  const ParserLimits limits{.body = 10};
  expect_failure("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", TransportError::BodyTooLarge, limits);
  expect_failure("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", TransportError::BodyTooLarge,
                 limits);
  expect_failure("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nB\r\n", TransportError::BodyTooLarge,
                 limits);
  Feed feed(limits);
  EXPECT_EQ(feed.add("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789"), Status::Complete);
}

TEST(RequestParser, TellsWhatItReadOfAHeadThatGoesNoFurther) {
  const std::string start = "GET /user HTTP/1.1\r\nHost: a\r\nOrigin: https://a.example\r\n";
  std::string many = start;
  for (std::size_t i = 0; i <= kMaxFields; ++i) many += "A: b\r\n";
  for (const std::string& text : {start, start + "Cookie: half", start + "X: " + std::string(70'000, 'x'), many + "\r\n",
                                  start + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", start + "Content-Length: 9\r\n\r\n"}) {
    Feed feed;
    feed.add(text);
    HttpRequest request;
    ASSERT_TRUE(feed.read_head_so_far(request)) << text.substr(0, 200);
    EXPECT_EQ(request.path, "/user");
    EXPECT_EQ(request.field("Origin"), "https://a.example");
    EXPECT_EQ(request.body, "");
  }
}

TEST(RequestParser, KnowsNothingOfWhatIsNoHead) {
  for (const char* text : {"", "GET /us", "GET /user", "GET  /user HTTP/1.1\r\n", "\r\n", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n",
                           "GET /user HTTP/1.1\r\nOrigin : https://a.example\r\n", "GET /user HTTP/1.1\n"}) {
    Feed feed;
    feed.add(text);
    HttpRequest request;
    EXPECT_FALSE(feed.read_head_so_far(request)) << text;
  }
}

}  // namespace
}  // namespace gotrue::http
