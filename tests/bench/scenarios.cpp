#include "scenarios.hpp"

#include <array>
#include <chrono>
#include <string>

#include "sign_in_users.hpp"

namespace gotrue::bench {
namespace {

class RepeatRequest : public VirtualUser {
 public:
  explicit RepeatRequest(std::string request) : request_(std::move(request)) {}
  std::string_view next_request() override { return request_; }

 private:
  const std::string request_;
};

// Follows one chain of refresh tokens; a refused one is tried again.
class RefreshChain : public VirtualUser {
 public:
  RefreshChain(const Endpoint& endpoint, Session& session) : endpoint_(endpoint), session_(session) {}

  std::string_view next_request() override { return request_ = refresh_request(endpoint_, session_); }
  void receive(const Answer& answer) override {
    if (answer.is_success()) session_ = parse_session(answer.body);
  }

 private:
  const Endpoint& endpoint_;
  Session& session_;
  std::string request_;
};

class SignUpAgain : public VirtualUser {
 public:
  SignUpAgain(const Endpoint& endpoint, std::string name) : endpoint_(endpoint), name_(std::move(name)) {}

  std::string_view next_request() override {
    const std::string email = "new-" + name_ + "-" + std::to_string(++count_) + "@example.com";
    return request_ = sign_up_request(endpoint_, email);
  }

 private:
  const Endpoint& endpoint_;
  const std::string name_;
  int count_ = 0;
  std::string request_;
};

std::unique_ptr<VirtualUser> make_health_user(const Stage& stage, std::size_t) {
  return std::make_unique<RepeatRequest>(stage.endpoint.get("/health"));
}

std::unique_ptr<VirtualUser> make_settings_user(const Stage& stage, std::size_t) {
  return std::make_unique<RepeatRequest>(stage.endpoint.get("/settings"));
}

std::unique_ptr<VirtualUser> make_profile_user(const Stage& stage, std::size_t index) {
  return std::make_unique<RepeatRequest>(
      stage.endpoint.get("/user", stage.accounts.sessions[index].access_token));
}

std::unique_ptr<VirtualUser> make_refresh_user(const Stage& stage, std::size_t index) {
  return std::make_unique<RefreshChain>(stage.endpoint, stage.accounts.sessions[index]);
}

std::unique_ptr<VirtualUser> make_sign_up_user(const Stage& stage, std::size_t index) {
  return std::make_unique<SignUpAgain>(stage.endpoint, stage.accounts.run_name + "-" + std::to_string(index));
}

// Without it, all that is seen beside logins is how requests queue for a core that they fill themselves.
constexpr std::chrono::milliseconds kPause{64};

std::unique_ptr<VirtualUser> make_authorize_user(const Stage& stage, std::size_t) {
  return make_authorize_user(stage.endpoint);
}

std::unique_ptr<VirtualUser> make_callback_user(const Stage& stage, std::size_t index) {
  return make_callback_user(stage.endpoint, index);
}

constexpr std::array kScenarios{
    Scenario{"health", "120,000/s", make_health_user},
    Scenario{"settings", "120,000/s", make_settings_user},
    Scenario{"user", "60,000/s", make_profile_user},
    Scenario{"refresh", "20,000/s", make_refresh_user},
    Scenario{"refresh-paced", "-", make_refresh_user, kPause},
    Scenario{"refresh-beside-logins", "p99 <20 ms", make_refresh_user, kPause, true},
    Scenario{"user-beside-logins", "p99 <20 ms", make_profile_user, kPause, true},
    Scenario{.name = "authorize",
             .target = "20,000/s",
             .make_user = make_authorize_user,
             .signs_in_externally = true},
    Scenario{.name = "callback",
             .target = "p50 <5 ms",
             .make_user = make_callback_user,
             .signs_in_externally = true,
             .connections = 1},
    Scenario{"login", "-", make_log_in_user},
    Scenario{"signup", "-", make_sign_up_user},
    Scenario{"user-log-info", "60,000/s", make_profile_user, std::chrono::milliseconds(0), false, "info"},
};

}  // namespace

std::unique_ptr<VirtualUser> make_log_in_user(const Stage& stage, std::size_t index) {
  const auto& emails = stage.accounts.emails;
  return std::make_unique<RepeatRequest>(log_in_request(stage.endpoint, emails[index % emails.size()]));
}

std::span<const Scenario> list_scenarios() { return kScenarios; }

}  // namespace gotrue::bench
