// What a lane does not do, or did in vain, is answered ServerBusy, and the log says why.
#include "lane_server_fixture.hpp"

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

class LaneRefusal : public LaneServerFixture {
 protected:
  LaneRefusal() { start(make_dialect(), &Collaborators::write, lane); }
  ~LaneRefusal() override { server.reset(); }

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

  TellingLane lane;
};

TEST_F(LaneRefusal, WhatCountsIsAnsweredAndLoggedAsItIs) {
  EXPECT_EQ(ask("/write"), "done");
  EXPECT_EQ(fields, (Fields{{"user_id", "7"}}));
}

TEST_F(LaneRefusal, OfWhatWasDoneInVainIsLoggedWithItsReason) {
  lane.failure = "cannot commit: the disk is full";
  EXPECT_EQ(ask("/write"), "error");
  EXPECT_EQ(fields, (Fields{{"user_id", "7"}, {"error", "cannot commit: the disk is full"}}));
}

TEST_F(LaneRefusal, OfALaneThatIsFullIsLoggedAsThat) {
  lane.is_full = true;
  EXPECT_EQ(ask("/write"), "error");
  EXPECT_EQ(fields, (Fields{{"error", "too many requests are waiting"}}));
}

}  // namespace
}  // namespace gotrue::http
