#include "http/response_writer.hpp"

#include <gtest/gtest.h>

namespace gotrue::http {
namespace {

constexpr std::string_view kDate = "Tue, 14 Nov 2023 22:13:20 GMT";

std::string text_of(const HttpResponse& response, const AnswerForm& form = {.date = kDate}) {
  std::string text;
  append_response(text, response, form);
  return text;
}

TEST(ResponseWriter, WritesLineFieldsAndBody) {
  EXPECT_EQ(text_of({200, {{"Content-Type", "application/json"}}, "{}"}),
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
            "Content-Length: 2\r\n\r\n{}");
}

TEST(ResponseWriter, AppendsBehindTheAnswerBefore) {
  std::string out = "before";
  append_response(out, {404, {}, ""}, {.date = kDate});
  EXPECT_TRUE(out.starts_with("beforeHTTP/1.1 404 Not Found\r\n"));
}

TEST(ResponseWriter, SaysHowTheConnectionGoesOn) {
  EXPECT_EQ(text_of({}).find("Connection"), std::string::npos);
  EXPECT_NE(text_of({}, {.date = kDate, .keeps_alive = false}).find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_NE(text_of({}, {.date = kDate, .is_for_http_1_0 = true}).find("\r\nConnection: keep-alive\r\n"), std::string::npos);
}

TEST(ResponseWriter, GivesHeadTheLengthButNotTheBody) {
  const std::string text = text_of({200, {}, "body"}, {.date = kDate, .is_for_head = true});
  EXPECT_NE(text.find("Content-Length: 4\r\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\r\n\r\n"));
}

TEST(ResponseWriter, GivesNoContentNeitherLengthNorBody) {
  for (const int status : {204, 304}) {
    const std::string text = text_of({status, {}, "body"});
    EXPECT_EQ(text.find("Content-Length"), std::string::npos);
    EXPECT_TRUE(text.ends_with("\r\n\r\n"));
  }
}

TEST(ResponseWriter, LetsNoFieldSplitTheAnswer) {
  using namespace std::string_literals;
  const std::string value = "a\r\nSet-Cookie: x=y\r\n\r\n<html>\0\x7F\tb"s;
  const std::string text = text_of({302, {{"Location", value}, {"X-\r\nA", "b"}}, ""});
  EXPECT_NE(text.find("\r\nLocation: aSet-Cookie: x=y<html>\tb\r\nX-A: b\r\nDate"), std::string::npos) << text;
}

TEST(DateText, IsThatOfTheProtocol) {
  DateText date;
  EXPECT_EQ(date.at(Time(std::chrono::seconds(1'700'000'000))), kDate);
  EXPECT_EQ(date.at(Time(std::chrono::seconds(784'111'777))), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(DateText, ChangesWithTheSecond) {
  DateText date;
  const Time start(std::chrono::seconds(1'700'000'000));
  EXPECT_EQ(date.at(start + std::chrono::microseconds(999'999)), kDate);
  EXPECT_EQ(date.at(start + std::chrono::seconds(1)), "Tue, 14 Nov 2023 22:13:21 GMT");
}

}  // namespace
}  // namespace gotrue::http
