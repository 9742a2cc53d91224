// The users whom the scenarios act as: signed up once, logged in once per connection.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "endpoint.hpp"

namespace gotrue::bench {

inline constexpr std::string_view kPassword = "correct horse battery staple";

struct Session {
  std::string access_token;
  std::string refresh_token;
};

struct Accounts {
  std::string run_name;  // part of every address, so that a run never meets the users of another
  std::vector<std::string> emails;
  std::vector<Session> sessions;  // one per connection; refreshed in place
};

std::string sign_up_request(const Endpoint& endpoint, std::string_view email);
std::string log_in_request(const Endpoint& endpoint, std::string_view email);
std::string refresh_request(const Endpoint& endpoint, const Session& session);

// The tokens in the body of an answer of /token. Throws std::runtime_error when they are not there.
Session parse_session(std::string_view body);

// Throws std::runtime_error when the server refuses, as one does that wants addresses confirmed.
Accounts prepare_accounts(const Endpoint& endpoint, int connections);

}  // namespace gotrue::bench
