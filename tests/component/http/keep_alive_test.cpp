// What holds for requests on one connection, one after the other.
#include "server_fixture.hpp"

namespace gotrue::http {
namespace {

class KeepAlive : public ServerFixture {
 protected:
  void SetUp() override { start(); }
};

TEST_F(KeepAlive, ServesManyRequestsOnOneConnection) {
  Client client = connect();
  for (int i = 0; i < 100; ++i) ASSERT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST_F(KeepAlive, EndsWhenTheClientSaysSo) {
  Client client = connect();
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const ClientAnswer answer = client.read_answer();
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.field("Connection"), "close");
  EXPECT_TRUE(client.read_to_end().has_ended);
}

TEST_F(KeepAlive, IsAskedForInHttp10) {
  Client asking = connect();
  asking.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(asking.read_answer().field("Connection"), "keep-alive");
  EXPECT_EQ(asking.ask(get("/hello")).status, 200);
  Client silent = connect();
  silent.send("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(silent.read_answer().body, "hello");
  EXPECT_TRUE(silent.read_to_end().has_ended);
}

TEST_F(KeepAlive, GoesOnAfterHeadWithoutABody) {
  Client client = connect();
  client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_answer(true).field("Content-Length"), "5");
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST_F(KeepAlive, GoesOnAfterErrorsOfARequest) {
  Client client = connect();
  EXPECT_EQ(client.ask(get("/nothing")).body, "404 NotFound");
  const ClientAnswer not_allowed = client.ask(post("/hello", "body"));
  EXPECT_EQ(not_allowed.status, 405);
  EXPECT_EQ(not_allowed.field("Allow"), "GET");
  EXPECT_EQ(client.ask(get("/throw")).body, "500 Internal");
  EXPECT_EQ(client.ask(get("/throw-later")).body, "500 Internal");
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST_F(KeepAlive, GoesOnAfterAChunkedBody) {
  Client client = connect();
  client.send_byte_by_byte("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(client.read_answer().body, "abcde");
  EXPECT_EQ(client.ask(post("/echo", "next")).body, "next");
}

TEST_F(KeepAlive, TellsAClientThatWaitsToContinue) {
  Client client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.read_bytes(25), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send_byte_by_byte("body");
  EXPECT_EQ(client.read_answer().body, "body");
}

TEST_F(KeepAlive, RefusesABodyInsteadOfTellingToContinue) {
  Client client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 413);
}

class Pipelining : public KeepAlive {};

TEST_F(Pipelining, AnswersInTheOrderOfTheRequests) {
  Client client = connect();
  client.send(get("/at-once/1") + post("/echo", "2") + get("/at-once/3"));
  EXPECT_EQ(client.read_answer().body, "1");
  EXPECT_EQ(client.read_answer().body, "2");
  EXPECT_EQ(client.read_answer().body, "3");
}

TEST_F(Pipelining, AnswersInTheirOrderAcrossLanes) {
  Client client = connect();
  client.send(get("/held/1") + get("/at-once/2") + post("/echo-later", "3") + get("/later/4") + get("/at-once/5"));
  gate_.await_entered(1);
  await_server();
  gate_.open();
  for (const std::string expected : {"1", "2", "3", "4", "5"}) EXPECT_EQ(client.read_answer().body, expected);
}

TEST_F(Pipelining, AnswersInTheirOrderWhenBytesArriveOneByOne) {
  Client client = connect();
  client.send_byte_by_byte(get("/later/1") + get("/at-once/2") + post("/echo-later", "3") + get("/at-once/4"));
  for (const std::string expected : {"1", "2", "3", "4"}) EXPECT_EQ(client.read_answer().body, expected);
}

TEST_F(Pipelining, TakesMoreRequestsThanOneReadHolds) {
  constexpr int kCount = 3000;
  std::string requests;
  for (int i = 0; i < kCount; ++i) requests += get((i % 100 == 0 ? "/later/" : "/at-once/") + std::to_string(i));
  Client client = connect();
  client.send(requests);
  for (int i = 0; i < kCount; ++i) ASSERT_EQ(client.read_answer().body, std::to_string(i));
}

TEST_F(Pipelining, MixesLargeAnswersAndJobs) {
  Client client = connect();
  client.send(get("/large") + get("/later/a") + get("/large") + get("/at-once/b"));
  EXPECT_EQ(client.read_answer().body.size(), kLargeSize);
  EXPECT_EQ(client.read_answer().body, "a");
  EXPECT_EQ(client.read_answer().body.size(), kLargeSize);
  EXPECT_EQ(client.read_answer().body, "b");
}

TEST_F(Pipelining, AnswersNothingBehindAClosingRequest) {
  Client client = connect();
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + get("/hello"));
  EXPECT_EQ(client.read_answer().body, "hello");
  EXPECT_EQ(client.read_to_end().bytes, "");
}

TEST_F(Pipelining, AnswersNothingBehindABadRequest) {
  Client client = connect();
  client.send(get("/hello") + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
              get("/hello"));
  EXPECT_EQ(client.read_answer().body, "hello");
  const ClientAnswer refusal = client.read_answer();
  EXPECT_EQ(refusal.body, "400 BadRequest");
  EXPECT_EQ(refusal.field("Connection"), "close");
  EXPECT_EQ(client.read_to_end().bytes, "");
}

class HalfClosedClient : public KeepAlive {};

TEST_F(HalfClosedClient, GetsItsAnswer) {
  Client client = connect();
  client.send(get("/hello"));
  client.close_sending();
  EXPECT_EQ(client.read_answer().body, "hello");
  EXPECT_TRUE(client.read_to_end().has_ended);
}

TEST_F(HalfClosedClient, GetsTheAnswersOfItsJobs) {
  Client client = connect();
  client.send(get("/held/1") + get("/at-once/2") + get("/later/3"));
  client.close_sending();
  gate_.await_entered(1);
  await_server();
  gate_.open();
  for (const std::string expected : {"1", "2", "3"}) EXPECT_EQ(client.read_answer().body, expected);
  EXPECT_TRUE(client.read_to_end().has_ended);
}

TEST_F(HalfClosedClient, GetsTheAnswerOfAJobThatRanAlready) {
  Client client = connect();
  client.send(get("/held/1"));
  gate_.await_entered(1);
  client.close_sending();
  await_server();
  gate_.open();
  EXPECT_EQ(client.read_answer().body, "1");
  EXPECT_TRUE(client.read_to_end().has_ended);
}

TEST_F(HalfClosedClient, GetsNothingForHalfARequest) {
  Client client = connect();
  client.send("GET /hello HTTP/1.1\r\n");
  client.close_sending();
  const Remainder rest = client.read_to_end();
  EXPECT_EQ(rest.bytes, "");
  EXPECT_TRUE(rest.has_ended);
}

}  // namespace
}  // namespace gotrue::http
