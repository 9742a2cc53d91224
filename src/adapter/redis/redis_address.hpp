// Where Redis listens and who asks, from GOTRUE_REDIS_URL: redis://[[user]:password@]host[:port][/database].
#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/secret_string.hpp"

namespace gotrue {

struct RedisAddress {
  std::string host;
  int port = 6379;
  std::string user;  // empty: the default user
  SecretString password;
  int database = 0;

  // The error says what is wrong without any part of the URL, which may hold a password.
  static tl::expected<RedisAddress, std::string> parse(std::string_view url);
};

}  // namespace gotrue
