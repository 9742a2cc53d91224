// What a lane does not do, or did in vain, is answered ServerBusy, and the log says why.
#include "client.hpp"
#include "fake_clock.hpp"
#include "http/server.hpp"
#include "seeded_random.hpp"

namespace gotrue::http {
namespace {

// Does each job on the thread that submits it, and tells it what the test says.
class TellingLane final : public LaneExecutor {
 public:
  bool try_submit(std::unique_ptr<LaneJob>& job) override {
    if (is_full) return false;
    job->run();
    job->finish(failure);
    job->announce();
    return true;
  }

  bool is_full = false;
  std::string failure;
};

class LaneRefusal : public ::testing::Test {
 protected:
  LaneRefusal() {
    options.host = "127.0.0.1";
    options.port = 0;
    options.io_threads = 1;
    Collaborators collaborators{.clock = clock, .random = random, .write = &lane};
    collaborators.listeners.on_complete = [this](const RequestCompletion& completion) {
      fields = completion.fields.fields;
    };
    server.emplace(options, make_dialect(), std::move(collaborators));
    EXPECT_TRUE(server->start());
  }

  static Dialect make_dialect() {
    const auto answer = [](RequestScope& scope) {
      scope.log.set("user_id", "7");
      return HttpResponse{200, {}, "done"};
    };
    std::vector<Route> routes = {{.method = Method::Get, .pattern = "/write", .lane = Lane::Write, .handler = answer}};
    return {std::move(routes), [](TransportError error, std::string_view) {
              return HttpResponse{error == TransportError::ServerBusy ? 503 : 500, {}, "error"};
            }};
  }

  // The server is gone afterwards, and with it the threads that may have written what the test looks at.
  std::string ask() {
    std::string body = Client(server->port()).ask(get("/write")).body;
    server.reset();
    return body;
  }

  using Fields = std::vector<std::pair<std::string, std::string>>;
  FakeClock clock;
  SeededRandom random;
  TellingLane lane;
  ServerOptions options;
  Fields fields;
  std::optional<Server> server;
};

TEST_F(LaneRefusal, WhatCountsIsAnsweredAndLoggedAsItIs) {
  EXPECT_EQ(ask(), "done");
  EXPECT_EQ(fields, (Fields{{"user_id", "7"}}));
}

TEST_F(LaneRefusal, OfWhatWasDoneInVainIsLoggedWithItsReason) {
  lane.failure = "cannot commit: the disk is full";
  EXPECT_EQ(ask(), "error");
  EXPECT_EQ(fields, (Fields{{"user_id", "7"}, {"error", "cannot commit: the disk is full"}}));
}

TEST_F(LaneRefusal, OfALaneThatIsFullIsLoggedAsThat) {
  lane.is_full = true;
  EXPECT_EQ(ask(), "error");
  EXPECT_EQ(fields, (Fields{{"error", "too many requests are waiting"}}));
}

}  // namespace
}  // namespace gotrue::http
