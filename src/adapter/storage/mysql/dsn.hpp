// What a database URL of MySQL means: a Go DSN `user:pw@tcp(host:3306)/db?tls=true`, its short forms, or a URL
// `mysql://user:pw@host:3306,other:3306/db`. Pure: nothing is looked up or connected.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/secret_string.hpp"

namespace gotrue::mysql {

// One server: a host and port, or the path of a unix socket.
struct Host {
  std::string name;  // without the brackets of IPv6
  unsigned port = 3306;
  std::string socket;
};

// The words of the Go driver's option `tls`.
enum class Tls {
  Off,        // false
  Preferred,  // preferred: without a check, and only if the server has it
  Unchecked,  // skip-verify: required, any certificate
  Verified,   // true: required, the certificate is valid and names the host
};

struct Dsn {
  std::string user;
  SecretString password;
  std::vector<Host> hosts;  // in the order of trying; never empty
  std::string database;
  Tls tls = Tls::Off;
  // The server may ask for the password itself (allowCleartextPasswords); over verified TLS or a socket only.
  bool may_send_password = false;
  std::chrono::seconds connect_timeout{5};
  std::chrono::seconds read_timeout{10};
  std::chrono::seconds write_timeout{10};
  std::vector<std::string> warnings;  // one line each, without values
};

// The last `@` ends the password and the last `/` begins the database, so that both may stand in a password. The error
// says what is wrong without any part of the URL but the name of an option.
tl::expected<Dsn, std::string> parse_dsn(std::string_view url);

}  // namespace gotrue::mysql
