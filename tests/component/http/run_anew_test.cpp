// A lane may ask a request for the row that it seeks and run it more than once: the last run is what counts.
#include "lane_server_fixture.hpp"

namespace gotrue::http {
namespace {

// Runs each job twice, on the thread that submits it.
class TwiceLane final : public LaneExecutor {
 public:
  bool try_submit(std::unique_ptr<LaneJob>& job) override {
    may_seek = job->may_seek();
    if (may_seek) sought = job->seek();
    job->run();
    job->run();
    job->finish({});
    job->announce();
    return true;
  }

  bool may_seek = false;
  SoughtRow sought;
};

class RunAnew : public LaneServerFixture {
 protected:
  RunAnew() { start(make_dialect(), &Collaborators::read, lane); }
  ~RunAnew() override { server.reset(); }

  Dialect make_dialect() {
    const auto answer = [this](RequestScope& scope) {
      scope.log.set("run", std::to_string(++runs));
      return HttpResponse{200, {}, std::to_string(runs)};
    };
    const auto seek = [](RequestScope& scope) -> SoughtRow {
      scope.log.set("sought", "yes");
      return SoughtRefreshToken{{}, scope.parameters.front()};
    };
    const auto fail_to_seek = [](RequestScope&) -> SoughtRow { throw std::runtime_error("broken on purpose"); };
    std::vector<Route> routes = {
        {.method = Method::Get, .pattern = "/plain/{}", .lane = Lane::Read, .handler = answer},
        {.method = Method::Get, .pattern = "/seeks/{}", .lane = Lane::Read, .handler = answer, .seek = seek},
        {.method = Method::Get, .pattern = "/fails/{}", .lane = Lane::Read, .handler = answer, .seek = fail_to_seek},
    };
    return {std::move(routes), [](TransportError, std::string_view) { return HttpResponse{500, {}, "error"}; }};
  }

  TwiceLane lane;
  int runs = 0;
};

TEST_F(RunAnew, TheLastAnswerGoesOutAndTheLastFieldsAreLogged) {
  EXPECT_EQ(ask("/plain/a"), "2");
  EXPECT_FALSE(lane.may_seek);
  EXPECT_EQ(fields, (Fields{{"run", "2"}}));
}

TEST_F(RunAnew, WhatIsSoughtLeavesNoTrace) {
  EXPECT_EQ(ask("/seeks/a"), "2");
  EXPECT_EQ(std::get<SoughtRefreshToken>(lane.sought).token, "a");
  EXPECT_EQ(fields, (Fields{{"run", "2"}}));
}

TEST_F(RunAnew, WhoCannotSayWhatItSeeksIsRunAllTheSame) {
  EXPECT_EQ(ask("/fails/a"), "2");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(lane.sought));
}

}  // namespace
}  // namespace gotrue::http
