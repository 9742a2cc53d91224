// What the virtual users ask for, one scenario per row of the table.
#pragma once
#include <chrono>
#include <memory>
#include <span>
#include <string_view>

#include "accounts.hpp"
#include "load_loop.hpp"

namespace gotrue::bench {

struct Stage {
  const Endpoint& endpoint;
  Accounts& accounts;
};

using UserFactory = std::unique_ptr<VirtualUser> (*)(const Stage& stage, std::size_t index);

struct Scenario {
  std::string_view name;
  std::string_view target;
  UserFactory make_user;
  std::chrono::milliseconds pause{0};  // between the requests of a connection
  bool beside_logins = false;          // 64 more connections log in without pause
  std::string_view log_level = "warn";
  bool signs_in_externally = false;    // needs the stand-in for a provider, which a server that runs already lacks
  int connections = 0;                 // 0: as many as are asked for
};

inline constexpr std::size_t kWaitingLogins = 64;

std::span<const Scenario> list_scenarios();
std::unique_ptr<VirtualUser> make_log_in_user(const Stage& stage, std::size_t index);

}  // namespace gotrue::bench
