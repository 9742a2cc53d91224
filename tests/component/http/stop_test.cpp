// How a server ends.
#include <thread>

#include "server_fixture.hpp"

namespace gotrue::http {
namespace {

using namespace std::chrono_literals;

class Stop : public ServerFixture {
 protected:
  void SetUp() override { start(); }
  void TearDown() override {
    gate_.open();
    if (stopper_.joinable()) stopper_.join();
  }
  // Returns when the server has begun to stop, which idle clients notice.
  void begin_stop(std::chrono::milliseconds grace) {
    stopper_ = std::thread([this, grace] { server_->stop(grace); });
    probe_->read_to_end();
  }

  std::thread stopper_;
};

TEST_F(Stop, LetsARunningRequestFinish) {
  Client running = connect();
  running.send(get("/held/x"));
  gate_.await_entered(1);
  begin_stop(10min);
  gate_.open();
  const ClientAnswer answer = running.read_answer();
  EXPECT_EQ(answer.body, "x");
  EXPECT_EQ(answer.field("Connection"), "close");
  EXPECT_TRUE(running.read_to_end().has_ended);
}

TEST_F(Stop, AcceptsNoNewClient) {
  const int port = server_->port();
  Client running = connect();
  running.send(get("/held/x"));
  gate_.await_entered(1);
  begin_stop(10min);
  EXPECT_FALSE(Client(port).is_connected());
}

TEST_F(Stop, LetsALargeAnswerFinish) {
  Client client(server_->port(), 4096);
  client.send(get("/large"));
  await_server();
  begin_stop(10min);
  EXPECT_EQ(client.read_answer().body.size(), kLargeSize);
  EXPECT_TRUE(client.read_to_end().has_ended);
}

TEST_F(Stop, AnswersARequestThatHasArrived) {
  Client client = connect();
  client.send(get("/held/1") + get("/at-once/2"));
  gate_.await_entered(1);
  begin_stop(10min);
  gate_.open();
  EXPECT_EQ(client.read_answer().body, "1");
  EXPECT_EQ(client.read_to_end().bytes, "");
}

TEST_F(Stop, EndsIdleClients) {
  Client client = connect();
  await_server();
  server_->stop(10min);
  const Remainder rest = client.read_to_end();
  EXPECT_EQ(rest.bytes, "");
  EXPECT_TRUE(rest.has_ended);
}

TEST_F(Stop, WaitsNoLongerThanItsGrace) {
  Client client = connect();
  client.send(get("/held/x"));
  gate_.await_entered(1);
  begin_stop(1min);
  clock_.advance(1min);
  stopper_.join();
  EXPECT_TRUE(client.read_to_end().has_ended);
  gate_.open();
}

TEST_F(Stop, DropsAnswersThatComeAfterTheServer) {
  Client client = connect();
  client.send(get("/held/x"));
  gate_.await_entered(1);
  server_.reset();
  gate_.open();
  lane_->stop();
  EXPECT_EQ(client.read_to_end().bytes, "");
}

TEST_F(Stop, MayBeAskedForTwice) {
  server_->stop(0ms);
  server_->stop(0ms);
}

TEST_F(Stop, IsNothingForAServerThatNeverStarted) {
  Server server(options_, {}, {.clock = clock_, .random = random_});
  server.stop(0ms);
}

}  // namespace
}  // namespace gotrue::http
