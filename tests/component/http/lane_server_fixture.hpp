// A server whose requests go through a lane of the test's own; keeps the fields that the request's line would have.
#pragma once
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client.hpp"
#include "fake_clock.hpp"
#include "http/server.hpp"
#include "seeded_random.hpp"

namespace gotrue::http {

class LaneServerFixture : public ::testing::Test {
 protected:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  // `lane` is that of the dialect's routes; end the server before it.
  void start(Dialect dialect, LaneExecutor* Collaborators::*lane_of_routes, LaneExecutor& lane) {
    ServerOptions options;
    options.host = "127.0.0.1";
    options.port = 0;
    options.io_threads = 1;
    Collaborators collaborators{.clock = clock, .random = random};
    collaborators.*lane_of_routes = &lane;
    collaborators.listeners.on_complete = [this](const RequestCompletion& completion) {
      fields = completion.fields.fields;
    };
    server.emplace(options, std::move(dialect), std::move(collaborators));
    EXPECT_TRUE(server->start());
  }

  // The server is gone afterwards, and with it the threads that may have written what the test looks at.
  std::string ask(const std::string& path) {
    std::string body = Client(server->port()).ask(get(path)).body;
    server.reset();
    return body;
  }

  FakeClock clock;
  SeededRandom random;
  Fields fields;
  std::optional<Server> server;
};

}  // namespace gotrue::http
