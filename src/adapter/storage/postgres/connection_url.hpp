// A database URL in libpq's own form: several hosts, every parameter that libpq knows.
#pragma once
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace gotrue::postgres {

struct ConnectionSettings {
  // Keywords and values for libpq: those of the URL, then what it leaves open.
  std::vector<std::pair<std::string, std::string>> parameters;

  // Empty when it is not set.
  std::string value_of(const std::string& keyword) const;
};

// Takes postgres://, postgresql:// and user@host/db. The error says what is wrong without any part of the URL, which
// may hold a password. Adds what a URL rarely says: time-outs, keepalive, and that only a server that takes writes will
// do. Opens nothing but libpq, which reads the URL: throws StorageError when it is not installed.
tl::expected<ConnectionSettings, std::string> parse_url(const std::string& url);

}  // namespace gotrue::postgres
