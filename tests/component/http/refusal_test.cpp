// Requests that are too large, lanes that are full, clients that go.
#include <thread>

#include "server_fixture.hpp"

namespace gotrue::http {
namespace {

class Refusal : public ServerFixture {
 protected:
  void SetUp() override { start(); }
};

TEST_F(Refusal, OfAHugeBodyReachesAClientThatSendsItAll) {
  Client client = connect();
  client.send(post("/echo", std::string(4 * 1024 * 1024, 'x')));
  const ClientAnswer answer = client.read_answer();
  EXPECT_EQ(answer.body, "413 BodyTooLarge");
  EXPECT_EQ(answer.field("Connection"), "close");
  client.close_sending();
  const Remainder rest = client.read_to_end();
  EXPECT_EQ(rest.bytes, "");
  EXPECT_FALSE(rest.was_reset);
}

TEST_F(Refusal, OfAHugeChunkedBodyComesWhenItIsTooLarge) {
  Client client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  for (int i = 0; i < 17; ++i) client.send(chunk);
  EXPECT_EQ(client.read_answer().body, "413 BodyTooLarge");
}

constexpr std::string_view kHeadOfAPage = "POST /echo HTTP/1.1\r\nHost: a\r\nOrigin: https://a.example\r\n";

TEST_F(Refusal, OfBytesBehindAKnownOriginMayBeReadByItsPage) {
  const std::string head(kHeadOfAPage);
  for (const std::string& text : {head + "Transfer-Encoding: chunked\r\n\r\nno size\r\n",
                                  head + "X: " + std::string(70'000, 'x'), head + "Content-Length: 9999999\r\n\r\n",
                                  head + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n"}) {
    Client client = connect();
    client.send(text);
    const ClientAnswer answer = client.read_answer();
    EXPECT_GE(answer.status, 400);
    EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "*") << answer.body;
  }
}

TEST_F(Refusal, OfBytesThatAreNoRequestNamesNoOrigin) {
  Client client = connect();
  client.send("POST  /echo HTTP/1.1\r\nOrigin: https://a.example\r\n\r\n");
  const ClientAnswer answer = client.read_answer();
  EXPECT_EQ(answer.body, "400 BadRequest");
  EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "");
}

class Memory : public ServerFixture {
 protected:
  void SetUp() override {
    options_.max_held = 4 * kBody;
    start();
  }

  // Clients whose bodies lack their last byte.
  std::vector<Client> crowd() {
    std::vector<Client> clients;
    const std::string request = post("/echo", std::string(kBody, 'x'));
    for (int i = 0; i < 8; ++i) {
      clients.push_back(connect());
      clients.back().send(std::string_view(request).substr(0, request.size() - 1));
      await_server();
    }
    return clients;
  }

  static constexpr std::size_t kBody = 256 * 1024;
};

TEST_F(Memory, OfAllRequestsTogetherIsBoundedByRefusingLargeOnes) {
  std::vector<Client> clients = crowd();
  int refused = 0;
  for (Client& client : clients) {
    client.send("x");
    refused += client.read_answer().body == "503 ServerBusy";
  }
  EXPECT_GE(refused, 3);
  EXPECT_LT(refused, 8);
}

TEST_F(Memory, IsLeftForSmallRequestsWhenLargeOnesHaveTakenTheirs) {
  const std::vector<Client> clients = crowd();
  Client client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
  await_server();
  client.send("lo");
  EXPECT_EQ(client.read_answer().body, "hello");
}

TEST_F(Memory, ComesBackWithTheRequestsThatAreOver) {
  for (int round = 0; round < 3; ++round) {
    for (Client& client : crowd()) client.reset();
    await_server();
    Client client = connect();
    EXPECT_EQ(client.ask(post("/echo", std::string(kBody, 'x'))).body.size(), kBody);
    EXPECT_EQ(client.ask(post("/echo-later", std::string(kBody, 'x'))).body.size(), kBody);
  }
}

TEST_F(Refusal, LeavesTheLargestBodyAlone) {
  const std::string body(options_.limits.body, 'x');
  Client client = connect();
  EXPECT_EQ(client.ask(post("/echo", body)).body.size(), body.size());
  EXPECT_EQ(client.ask(post("/echo-later", body)).body.size(), body.size());
}

TEST_F(Refusal, OfHugeHeaders) {
  Client client = connect();
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(70 * 1024, 'x') + "\r\n\r\n");
  EXPECT_EQ(client.read_answer().body, "431 HeadersTooLarge");
  client.close_sending();
  const Remainder rest = client.read_to_end();
  EXPECT_EQ(rest.bytes, "");
  EXPECT_FALSE(rest.was_reset);
}

TEST_F(Refusal, OfTooManyHeaders) {
  std::string request = "GET /hello HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 256; ++i) request += "X: y\r\n";
  Client client = connect();
  EXPECT_EQ(client.ask(request + "\r\n").body, "431 HeadersTooLarge");
}

class FullLane : public ServerFixture {
 protected:
  void SetUp() override {
    lane_options_.max_threads = 1;
    lane_options_.max_queue = 1;
    start();
  }
};

TEST_F(FullLane, RefusesAtOnceAndSaysWhenToComeBack) {
  Client running = connect();
  Client waiting = connect();
  Client refused = connect();
  running.send(get("/held/1"));
  gate_.await_entered(1);
  waiting.send(get("/held/2"));
  await_server();
  const ClientAnswer answer = refused.ask(get("/held/3"));
  EXPECT_EQ(answer.body, "503 ServerBusy");
  EXPECT_EQ(answer.field("Retry-After"), "1");
  EXPECT_EQ(refused.ask(get("/hello")).body, "hello");
  gate_.open();
  EXPECT_EQ(running.read_answer().body, "1");
  EXPECT_EQ(waiting.read_answer().body, "2");
  EXPECT_EQ(refused.ask(get("/held/4")).body, "4");
}

TEST_F(FullLane, ThatStopsAnswersWhatWaits) {
  Client running = connect();
  Client waiting = connect();
  running.send(get("/held/1"));
  gate_.await_entered(1);
  waiting.send(get("/held/2"));
  await_server();
  std::thread stopper([this] { lane_->stop(); });
  EXPECT_EQ(waiting.read_answer().body, "503 ServerBusy");
  gate_.open();
  EXPECT_EQ(running.read_answer().body, "1");
  stopper.join();
  EXPECT_EQ(running.ask(get("/later/3")).body, "503 ServerBusy");
}

class GoneClient : public Refusal {};

TEST_F(GoneClient, LeavesAnAnswerThatNobodyGets) {
  Client gone = connect();
  gone.send(get("/held/secret"));
  gate_.await_entered(1);
  gone.reset();
  await_server();
  gate_.open();
  lane_->stop();
  await_server();
}

class GoneClientOfTwoThreads : public ServerFixture {
 protected:
  void SetUp() override {
    lane_options_.max_threads = 2;
    start();
  }
};

TEST_F(GoneClientOfTwoThreads, LeavesNoAnswerForTheNextOneInItsPlace) {
  Client gone = connect();
  gone.send(get("/held/secret"));
  gate_.await_entered(1);
  gone.reset();
  await_server();
  Client next = connect();
  next.send(get("/held/own"));
  gate_.await_entered(2);
  Client third = connect();
  third.send(get("/later/x"));
  gate_.let_pass_first();
  EXPECT_EQ(third.read_answer().body, "x");  // on the thread that gave the secret away before
  gate_.open();
  EXPECT_EQ(next.read_answer().body, "own");
  next.close_sending();
  EXPECT_EQ(next.read_to_end().bytes, "");
}

TEST_F(GoneClient, MayGoInTheMiddleOfALargeAnswer) {
  for (int i = 0; i < 20; ++i) {
    Client gone(server_->port(), 4096);
    gone.send(get("/large"));
    gone.read_bytes(1000);
    gone.reset();
  }
  await_server();
}

TEST_F(GoneClient, MayGoWithoutAWord) {
  for (int i = 0; i < 200; ++i) connect().reset();
  await_server();
}

class FullServer : public ServerFixture {
 protected:
  void SetUp() override {
    options_.max_connections = 3;  // one of them is the fixture's
    start();
  }
};

TEST_F(FullServer, TellsOneMoreClientAtOnce) {
  Client first = connect();
  Client second = connect();
  ASSERT_EQ(first.ask(get("/hello")).status, 200);
  ASSERT_EQ(second.ask(get("/hello")).status, 200);
  Client third = connect();
  EXPECT_TRUE(third.read_to_end().has_ended);
  first.reset();
  await_server();
  EXPECT_EQ(connect().ask(get("/hello")).status, 200);
}

TEST(Server, SaysWhichPortItCannotHave) {
  FakeClock clock;
  SeededRandom random;
  ServerOptions options;
  options.host = "127.0.0.1";
  options.port = 0;
  Server first(options, {}, {.clock = clock, .random = random});
  ASSERT_TRUE(first.start());
  options.port = first.port();
  Server second(options, {}, {.clock = clock, .random = random});
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error(), "cannot listen on 127.0.0.1:" + std::to_string(first.port()) + ": Address already in use");
}

}  // namespace
}  // namespace gotrue::http
