#include "http/chunked_body.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gotrue::http {
namespace {

using Status = ChunkedBody::Status;
constexpr std::size_t kMaxBody = 1'000'000;

// Feeds a body in pieces of `step` bytes, each time at another address, and keeps what the decoder left.
struct Decoded {
  Status status = Status::NeedMore;
  std::string body;
  std::size_t encoded_size = 0;
};

Decoded decode(std::string_view text, std::size_t step, std::size_t max_body = kMaxBody) {
  ChunkedBody body;
  std::vector<char> bytes;
  Decoded result;
  for (std::size_t at = 0; at < text.size() && result.status == Status::NeedMore; at += step) {
    const std::string_view piece = text.substr(at, step);
    std::vector<char> grown(bytes);
    grown.insert(grown.end(), piece.begin(), piece.end());
    grown.shrink_to_fit();
    bytes.swap(grown);
    result.status = body.decode(bytes, max_body);
  }
  result.body.assign(bytes.data(), body.decoded_size());
  result.encoded_size = body.encoded_size();
  return result;
}

void expect_status(std::string_view text, Status status, std::size_t max_body = kMaxBody) {
  EXPECT_EQ(decode(text, text.size(), max_body).status, status) << text;
  EXPECT_EQ(decode(text, 1, max_body).status, status) << "byte by byte: " << text;
}

TEST(ChunkedBody, PutsTheChunksTogether) {
  const std::string_view text = "5\r\nhello\r\n1\r\n \r\nA\r\nwide world\r\n0\r\n\r\n";
  for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{7}, text.size()}) {
    const Decoded decoded = decode(text, step);
    EXPECT_EQ(decoded.status, Status::Complete);
    EXPECT_EQ(decoded.body, "hello wide world");
    EXPECT_EQ(decoded.encoded_size, text.size());
  }
}

TEST(ChunkedBody, EndsWhereTheNextRequestBegins) {
  const std::string_view text = "1\r\na\r\n0\r\n\r\nGET / HTTP/1.1\r\n";
  const Decoded decoded = decode(text, text.size());
  EXPECT_EQ(decoded.status, Status::Complete);
  EXPECT_EQ(text.substr(decoded.encoded_size), "GET / HTTP/1.1\r\n");
}

TEST(ChunkedBody, MayBeEmpty) {
  EXPECT_EQ(decode("0\r\n\r\n", 1).status, Status::Complete);
  EXPECT_EQ(decode("000\r\n\r\n", 1).body, "");
}

TEST(ChunkedBody, ReadsSizesInBothCasesOfHexadecimal) {
  EXPECT_EQ(decode("a\r\n0123456789\r\n0\r\n\r\n", 1).body, "0123456789");
  EXPECT_EQ(decode("00A\r\n0123456789\r\n0\r\n\r\n", 1).body, "0123456789");
}

TEST(ChunkedBody, DropsExtensionsAndTrailers) {
  const Decoded decoded = decode("2;name=\"value\"\r\nhi\r\n0;last\r\nDigest: abc\r\nX-Other:\r\n\r\n", 1);
  EXPECT_EQ(decoded.status, Status::Complete);
  EXPECT_EQ(decoded.body, "hi");
}

TEST(ChunkedBody, CarriesAnyByte) {
  using namespace std::string_literals;
  const std::string bytes = "\0\r\n\xff"s;
  EXPECT_EQ(decode("4\r\n" + bytes + "\r\n0\r\n\r\n", 1).body, bytes);
}

TEST(ChunkedBody, WaitsForTheLastByte) {
  const std::string_view text = "2\r\nhi\r\n0\r\n\r\n";
  for (std::size_t size = 1; size < text.size(); ++size) {
    EXPECT_EQ(decode(text.substr(0, size), size).status, Status::NeedMore) << size;
  }
}

TEST(ChunkedBody, RefusesBadSizes) {
  for (const std::string_view size : {"", "g", "-1", "+1", "0x1", " 1", "1 ", "1\t", "1,1", ";a", "1 ;a", "\"1\"",
                                      "FFFFFFFFFFFFFFFF", "10000000000000000", "0000000000000001"}) {
    expect_status(std::string(size) + "\r\na\r\n0\r\n\r\n", Status::Malformed);
  }
}

TEST(ChunkedBody, RefusesABareLineFeed) {
  expect_status("1\na\r\n0\r\n\r\n", Status::Malformed);
  expect_status("1\r\na\n0\r\n\r\n", Status::Malformed);
  expect_status("1\r\na\r\n0\n\r\n", Status::Malformed);
  expect_status("1\r\na\r\n0\r\n\n", Status::Malformed);
}

TEST(ChunkedBody, RefusesAChunkThatIsLongerThanItSays) {
  expect_status("1\r\nab\r\n0\r\n\r\n", Status::Malformed);
  expect_status("1\r\na\rb0\r\n\r\n", Status::Malformed);
}

TEST(ChunkedBody, RefusesControlCharactersInItsLines) {
  using namespace std::string_view_literals;
  expect_status("1;a\0\r\na\r\n0\r\n\r\n"sv, Status::Malformed);
  expect_status("1;a\rb\r\na\r\n0\r\n\r\n", Status::Malformed);
}

TEST(ChunkedBody, RefusesATrailerThatIsNoField) {
  expect_status("0\r\nno colon\r\n\r\n", Status::Malformed);
  expect_status("0\r\n: no name\r\n\r\n", Status::Malformed);
  expect_status("0\r\n folded: x\r\n\r\n", Status::Malformed);
  expect_status("0\r\nGET / HTTP/1.1\r\n\r\n", Status::Malformed);
}

TEST(ChunkedBody, HasAsManyBytesAsAllowedAndNoMore) {
  expect_status("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", Status::Complete, 5);
  expect_status("3\r\nabc\r\n3\r\n", Status::TooLarge, 5);
  expect_status("FFFFFFFFFFFFFFF\r\n", Status::TooLarge, 5);
}

TEST(ChunkedBody, RefusesALineWithoutEnd) {
  expect_status("1;" + std::string(1022, 'x') + "\r\na\r\n0\r\n\r\n", Status::Malformed);
  expect_status(std::string(2000, ' '), Status::Malformed);
}

TEST(ChunkedBody, RefusesFramingThatOutweighsItsBytes) {
  const std::string chunk = "1;" + std::string(900, 'x') + "\r\na\r\n";
  std::string text;
  for (int i = 0; i < 400; ++i) text += chunk;
  EXPECT_EQ(decode(text, text.size()).status, Status::Malformed);
}

}  // namespace
}  // namespace gotrue::http
