#include "sign_in_users.hpp"

#include <string>

#include "answer.hpp"

namespace gotrue::bench {
namespace {

// A browser that has begun a sign-in before.
constexpr std::string_view kCookie = "nf_state=AAAAAAAAAAAAAAAAAAAAAA";

std::string authorize_request(const Endpoint& endpoint) {
  return endpoint.get("/authorize?provider=github", {}, kCookie);
}

// The state in the address that the browser is sent to; empty when there is none.
std::string_view find_state(const Answer& answer) {
  constexpr std::string_view kName = "&state=";
  const std::size_t begin = answer.head.find(kName);
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = answer.head.substr(begin + kName.size());
  return rest.substr(0, rest.find_first_of("&\r"));
}

class AuthorizeAgain : public VirtualUser {
 public:
  explicit AuthorizeAgain(const Endpoint& endpoint) : request_(authorize_request(endpoint)) {}
  std::string_view next_request() override { return request_; }
  bool accepts(const Answer& answer) const override { return answer.status == 302 && !find_state(answer).empty(); }

 private:
  const std::string request_;
};

class SignInAgain : public VirtualUser {
 public:
  SignInAgain(const Endpoint& endpoint, std::size_t account) : endpoint_(endpoint), account_(std::to_string(account)) {}

  std::string_view next_request() override {
    comes_back_ = !state_.empty();
    if (!comes_back_) return request_ = authorize_request(endpoint_);
    return request_ = endpoint_.get("/callback?code=" + account_ + "&state=" + state_, {}, kCookie);
  }
  void receive(const Answer& answer) override {
    state_ = comes_back_ ? std::string_view() : find_state(answer);
  }
  bool counts() const override { return comes_back_; }
  bool accepts(const Answer& answer) const override {
    return answer.status == 302 && answer.head.find("#access_token=") != std::string_view::npos;
  }

 private:
  const Endpoint& endpoint_;
  const std::string account_;
  std::string state_;
  std::string request_;
  bool comes_back_ = false;
};

}  // namespace

std::unique_ptr<VirtualUser> make_authorize_user(const Endpoint& endpoint) {
  return std::make_unique<AuthorizeAgain>(endpoint);
}

std::unique_ptr<VirtualUser> make_callback_user(const Endpoint& endpoint, std::size_t account) {
  return std::make_unique<SignInAgain>(endpoint, account);
}

}  // namespace gotrue::bench
