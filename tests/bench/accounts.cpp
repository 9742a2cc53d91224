#include "accounts.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>
#include <stdexcept>

#include "base/json.hpp"
#include "base/url.hpp"
#include "load_loop.hpp"

namespace gotrue::bench {
namespace {

// Each costs a password hash, of which a core does about a hundred per second.
constexpr std::size_t kMostAccounts = 64;
constexpr std::size_t kAtOnce = 64;

class AskOnce : public VirtualUser {
 public:
  explicit AskOnce(std::string request) : request_(std::move(request)) {}
  std::string_view next_request() override { return body_ ? std::string_view() : request_; }
  void receive(const Answer& answer) override { body_ = answer.body; }
  std::string take_body() { return std::move(body_).value(); }

 private:
  const std::string request_;
  std::optional<std::string> body_;
};

std::vector<std::string> ask_at_once(const Endpoint& endpoint, const std::vector<std::string>& requests) {
  std::deque<AskOnce> users;
  Outcome outcome;
  LoadLoop loop(endpoint);
  for (const std::string& request : requests) loop.add(users.emplace_back(request), outcome);
  loop.run({.length = std::chrono::minutes(1)});
  if (outcome.errors > 0) throw std::runtime_error("the server refused to prepare users: " + outcome.first_error);
  std::vector<std::string> bodies;
  for (AskOnce& user : users) bodies.push_back(user.take_body());
  return bodies;
}

std::vector<Session> log_in(const Endpoint& endpoint, const std::vector<std::string>& emails, std::size_t count) {
  std::vector<Session> sessions;
  while (sessions.size() < count) {
    std::vector<std::string> requests;
    const std::size_t end = std::min(count, sessions.size() + kAtOnce);
    for (std::size_t i = sessions.size(); i < end; ++i) {
      requests.push_back(log_in_request(endpoint, emails[i % emails.size()]));
    }
    for (const std::string& body : ask_at_once(endpoint, requests)) sessions.push_back(parse_session(body));
  }
  return sessions;
}

}  // namespace

std::string sign_up_request(const Endpoint& endpoint, std::string_view email) {
  json::Object body;
  body.set("email", email);
  body.set("password", kPassword);
  return endpoint.post_json("/signup", json::to_text(body));
}

std::string log_in_request(const Endpoint& endpoint, std::string_view email) {
  return endpoint.post_form("/token", "grant_type=password&username=" + form_encode(email) +
                                          "&password=" + form_encode(kPassword));
}

std::string refresh_request(const Endpoint& endpoint, const Session& session) {
  return endpoint.post_form("/token",
                            "grant_type=refresh_token&refresh_token=" + form_encode(session.refresh_token));
}

Session parse_session(std::string_view body) {
  const auto parsed = json::parse(body);
  const json::Object* const object = parsed ? parsed->as_object() : nullptr;
  const json::Value* const access = object ? object->find("access_token") : nullptr;
  const json::Value* const refresh = object ? object->find("refresh_token") : nullptr;
  if (!access || !access->as_string() || !refresh || !refresh->as_string()) {
    throw std::runtime_error("an answer of /token has no tokens");
  }
  return {*access->as_string(), *refresh->as_string()};
}

Accounts prepare_accounts(const Endpoint& endpoint, int connections) {
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  Accounts accounts{std::to_string(now) + "-" + std::to_string(getpid()), {}, {}};
  std::vector<std::string> requests;
  for (std::size_t i = 0; i < std::min<std::size_t>(connections, kMostAccounts); ++i) {
    accounts.emails.push_back("bench-" + accounts.run_name + "-" + std::to_string(i) + "@example.com");
    requests.push_back(sign_up_request(endpoint, accounts.emails.back()));
  }
  ask_at_once(endpoint, requests);
  accounts.sessions = log_in(endpoint, accounts.emails, static_cast<std::size_t>(connections));
  return accounts;
}

}  // namespace gotrue::bench
