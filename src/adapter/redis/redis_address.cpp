#include "adapter/redis/redis_address.hpp"

#include <charconv>
#include <optional>

#include "base/url.hpp"

namespace gotrue {
namespace {

constexpr int kMostDatabases = 1'000'000;

std::optional<int> parse_number(std::string_view text, int most) {
  int number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = result.ec == std::errc() && result.ptr == text.data() + text.size();
  if (!is_whole || number < 0 || number > most) return std::nullopt;
  return number;
}

using Outcome = tl::expected<void, std::string>;
tl::unexpected<std::string> wrong(const char* reason) { return tl::unexpected<std::string>(reason); }

Outcome read_user(const Url& url, RedisAddress& address) {
  const auto colon = url.user_info.find(':');
  const auto user = percent_decode(std::string_view(url.user_info).substr(0, colon), false);
  const auto password =
      percent_decode(colon == std::string::npos ? std::string_view() : std::string_view(url.user_info).substr(colon + 1), false);
  if (!user || !password) return wrong("user or password has a malformed escape");
  if (password->empty() && !user->empty()) return wrong("has a user but no password; write redis://user:password@host");
  address.user = *user;
  address.password = SecretString(*password);
  return {};
}

Outcome read_place(const Url& url, RedisAddress& address) {
  if (url.host.empty()) return wrong("names no host");
  address.host = url.host.starts_with('[') ? url.host.substr(1, url.host.size() - 2) : url.host;
  if (!url.port.empty()) {
    const auto port = parse_number(url.port, 65535);
    if (!port || *port == 0) return wrong("the port must be a number from 1 to 65535");
    address.port = *port;
  }
  if (url.path.empty() || url.path == "/") return {};
  const auto database = parse_number(std::string_view(url.path).substr(1), kMostDatabases);
  if (!database) return wrong("the path must be the number of a database");
  address.database = *database;
  return {};
}

}  // namespace

tl::expected<RedisAddress, std::string> RedisAddress::parse(std::string_view text) {
  const auto url = Url::parse(text);
  if (!url) return wrong("is no URL");
  if (url->scheme == "rediss") return wrong("TLS to Redis is not supported; use redis:// over a private network or a tunnel");
  if (url->scheme != "redis") return wrong("must begin with redis://");
  if (url->has_query || !url->fragment.empty()) return wrong("options behind ? or # are not known");
  RedisAddress address;
  if (const auto user = read_user(*url, address); !user) return tl::unexpected(user.error());
  if (const auto place = read_place(*url, address); !place) return tl::unexpected(place.error());
  return address;
}

}  // namespace gotrue
