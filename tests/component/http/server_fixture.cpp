#include "server_fixture.hpp"

#include <stdexcept>

namespace gotrue::http {
namespace {

std::string_view name_of(TransportError error) {
  switch (error) {
    case TransportError::NotFound: return "404 NotFound";
    case TransportError::MethodNotAllowed: return "405 MethodNotAllowed";
    case TransportError::BadRequest: return "400 BadRequest";
    case TransportError::HeadersTooLarge: return "431 HeadersTooLarge";
    case TransportError::BodyTooLarge: return "413 BodyTooLarge";
    case TransportError::RequestTimeout: return "408 RequestTimeout";
    case TransportError::RateLimited: return "429 RateLimited";
    case TransportError::ServerBusy: return "503 ServerBusy";
    case TransportError::Internal: return "500 Internal";
  }
  return "500";
}

HttpResponse present(TransportError error, std::string_view request_id) {
  const std::string name(name_of(error));
  return {std::stoi(name), {{"Request-Id", std::string(request_id)}}, name};
}

HttpResponse answer_parameter(RequestScope& scope) { return {200, {}, scope.parameters.front()}; }

HttpResponse throw_error(RequestScope&) { throw std::runtime_error("broken on purpose"); }

}  // namespace

void Gate::enter() {
  std::unique_lock lock(mutex_);
  const bool is_first = ++entered_ == 1;
  changed_.notify_all();
  changed_.wait(lock, [&] { return is_open_ || (is_first && is_first_free_); });
}

void Gate::open() {
  const std::lock_guard lock(mutex_);
  is_open_ = true;
  changed_.notify_all();
}

void Gate::let_pass_first() {
  const std::lock_guard lock(mutex_);
  is_first_free_ = true;
  changed_.notify_all();
}

void Gate::await_entered(int count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return entered_ >= count; });
}

ServerFixture::ServerFixture() {
  options_.host = "127.0.0.1";
  options_.port = 0;
  options_.io_threads = 1;
  options_.timeouts.resolution = std::chrono::milliseconds(1);
}

ServerFixture::~ServerFixture() {
  gate_.open();
  server_.reset();
  lane_.reset();
}

void ServerFixture::start() {
  lane_ = std::make_unique<ThreadLane>(lane_options_);
  server_ = std::make_unique<Server>(options_, make_dialect(),
                                     Collaborators{.clock = clock_, .random = random_,
                                                   .blocking = lane_.get(), .outbound = lane_.get()});
  const auto started = server_->start();
  ASSERT_TRUE(started) << started.error();
  probe_ = std::make_unique<Client>(server_->port());
  await_server();
}

// After the first round trip every client is accepted, after the second one what it sent is read.
void ServerFixture::await_server() {
  ASSERT_EQ(probe_->ask(get("/hello")).status, 200);
  ASSERT_EQ(probe_->ask(get("/hello")).status, 200);
}

std::string ServerFixture::large_text() {
  std::string text(kLargeSize, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>('a' + i % 23);
  return text;
}

Dialect ServerFixture::make_dialect() {
  const auto say_hello = [](RequestScope&) { return HttpResponse{200, {}, "hello"}; };
  const auto echo = [](RequestScope& scope) { return HttpResponse{200, {}, std::string(scope.http.body)}; };
  const auto wait_at_gate = [this](RequestScope& scope) {
    gate_.enter();
    return answer_parameter(scope);
  };
  const auto answer_large = [text = large_text()](RequestScope&) { return HttpResponse{200, {}, text}; };
  std::vector<Route> routes = {
      {.method = Method::Get, .pattern = "/hello", .handler = say_hello},
      {.method = Method::Post, .pattern = "/echo", .handler = echo},
      {.method = Method::Post, .pattern = "/echo-later", .lane = Lane::Blocking, .handler = echo},
      {.method = Method::Get, .pattern = "/at-once/{}", .handler = answer_parameter},
      {.method = Method::Get, .pattern = "/later/{}", .lane = Lane::Blocking, .handler = answer_parameter},
      {.method = Method::Get, .pattern = "/held/{}", .lane = Lane::Blocking, .handler = wait_at_gate},
      {.method = Method::Get, .pattern = "/held-outbound/{}", .lane = Lane::Outbound, .handler = wait_at_gate},
      {.method = Method::Get, .pattern = "/large", .handler = answer_large},
      {.method = Method::Get, .pattern = "/throw", .handler = throw_error},
      {.method = Method::Get, .pattern = "/throw-later", .lane = Lane::Blocking, .handler = throw_error},
  };
  return {std::move(routes), present};
}

}  // namespace gotrue::http
