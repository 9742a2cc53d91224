// Clients that send or read too slowly. The server's clock stands still but for the steps of a test.
#include "server_fixture.hpp"

namespace gotrue::http {
namespace {

using namespace std::chrono_literals;

class SlowClient : public ServerFixture {
 protected:
  void SetUp() override {
    options_.request_id_header = "X-Request-Id";
    options_.timeouts.outbound = options_.timeouts.answer + 60s;
    start();
  }
};

void expect_timeout(Client& client) {
  EXPECT_EQ(client.read_answer().body, "408 RequestTimeout");
  EXPECT_TRUE(client.read_to_end().has_ended);
}

TEST_F(SlowClient, HasAsLongForAHead) {
  Client client = connect();
  client.send("GET /hello HTTP/1.1\r\n");
  await_server();
  clock_.advance(options_.timeouts.head);
  expect_timeout(client);
}

TEST_F(SlowClient, GetsNoMoreTimeForMoreBytesOfAHead) {
  Client client = connect();
  client.send("GET /hello HTTP/1.1\r\n");
  await_server();
  clock_.advance(options_.timeouts.head - 1s);
  await_server();
  client.send("Host: a\r\n");
  await_server();
  clock_.advance(1s);
  expect_timeout(client);
}

TEST_F(SlowClient, HasAsLongForABodyThatStops) {
  Client client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  await_server();
  clock_.advance(options_.timeouts.body);
  expect_timeout(client);
}

TEST_F(SlowClient, ThatIsAPageOfAnotherOriginMayReadThatItWasTooSlow) {
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nOrigin: https://a.example\r\n";
  for (const std::string& text : {head, head + "Content-Length: 10\r\n\r\nabc"}) {
    Client client = connect();
    client.send(text);
    await_server();
    clock_.advance(std::max(options_.timeouts.head, options_.timeouts.body));
    const ClientAnswer answer = client.read_answer();
    EXPECT_EQ(answer.body, "408 RequestTimeout");
    EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "*");
    probe_ = std::make_unique<Client>(server_->port());
  }
}

TEST_F(SlowClient, MayTakeLongForABodyThatMoves) {
  const std::string piece(options_.timeouts.least_progress, 'x');
  Client client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(8 * piece.size()) + "\r\n\r\n");
  for (int i = 0; i < 8; ++i) {
    client.send(piece);
    await_server();
    clock_.advance(options_.timeouts.body);
    await_server();
  }
  EXPECT_EQ(client.read_answer().body.size(), 8 * piece.size());
}

TEST_F(SlowClient, MayBeIdleForAWhile) {
  Client client = connect();
  ASSERT_EQ(client.ask(get("/hello")).status, 200);
  await_server();
  clock_.advance(options_.timeouts.idle);
  const Remainder rest = client.read_to_end();
  EXPECT_EQ(rest.bytes, "");
  EXPECT_TRUE(rest.has_ended);
}

TEST_F(SlowClient, GetsTheTimeOfIdlenessAnewWithEachRequest) {
  Client client = connect();
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(client.ask(get("/hello")).status, 200);
    await_server();
    clock_.advance(options_.timeouts.idle - 1s);
    await_server();
  }
  EXPECT_EQ(client.ask(get("/hello")).status, 200);
}

TEST_F(SlowClient, GetsALargeAnswerWholeWhileOthersAreServed) {
  const std::string expected = large_text();
  Client client(server_->port(), 4096);
  client.send(get("/large"));
  await_server();
  ClientAnswer answer = client.read_answer(true);
  std::string body;
  while (body.size() < expected.size()) {
    const std::string piece = client.read_bytes(std::min<std::size_t>(256 * 1024, expected.size() - body.size()));
    ASSERT_FALSE(piece.empty());
    body += piece;
    await_server();
  }
  EXPECT_TRUE(body == expected);
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST_F(SlowClient, IsLeftWhenItReadsNothing) {
  Client client(server_->port(), 4096);
  client.send(get("/large"));
  await_server();
  // What went into the buffers of the kernel counts as progress, once.
  for (int i = 0; i < 3; ++i) {
    clock_.advance(options_.timeouts.write);
    await_server();
  }
  const Remainder rest = client.read_to_end();
  EXPECT_TRUE(rest.has_ended);
  EXPECT_LT(rest.bytes.size(), kLargeSize);
}

TEST_F(SlowClient, IsNotReadFromWhileItsAnswersWait) {
  Client client(server_->port(), 4096);
  client.send(get("/large") + get("/at-once/next"));
  await_server();
  EXPECT_EQ(client.read_answer().body.size(), kLargeSize);
  EXPECT_EQ(client.read_answer().body, "next");
}

TEST_F(SlowClient, IsToldThatALaneTookTooLong) {
  Client client = connect();
  client.send("GET /held/x HTTP/1.1\r\nHost: a\r\nX-Request-Id: of-the-client\r\nOrigin: https://a.example\r\n\r\n");
  gate_.await_entered(1);
  await_server();
  clock_.advance(options_.timeouts.answer);
  const ClientAnswer answer = client.read_answer();
  EXPECT_EQ(answer.body, "503 ServerBusy");
  EXPECT_EQ(answer.field("Retry-After"), "1");
  EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(answer.field("Request-Id"), "of-the-client");
  gate_.open();
  EXPECT_EQ(client.read_to_end().bytes, "");
}

TEST_F(SlowClient, GetsMoreTimeWhereServersOfOthersAreWaitedFor) {
  Client patient = connect();
  patient.send(get("/held-outbound/a"));
  Client other = connect();
  other.send(get("/held/b"));
  gate_.await_entered(2);
  await_server();
  clock_.advance(options_.timeouts.answer);
  EXPECT_EQ(other.read_answer().body, "503 ServerBusy");
  gate_.open();
  EXPECT_EQ(patient.read_answer().body, "a");
}

TEST_F(SlowClient, IsToldThatServersOfOthersTookTooLong) {
  Client client = connect();
  client.send(get("/held-outbound/a"));
  gate_.await_entered(1);
  await_server();
  clock_.advance(options_.timeouts.outbound);
  EXPECT_EQ(client.read_answer().body, "503 ServerBusy");
}

}  // namespace
}  // namespace gotrue::http
