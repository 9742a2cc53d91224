#include "adapter/storage/mysql/dsn.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "adapter/storage/mysql/dsn_options.hpp"
#include "base/url.hpp"

namespace gotrue::mysql {
namespace {

using Hosts = tl::expected<std::vector<Host>, std::string>;

constexpr std::string_view kForm =
    "write user:password@tcp(host:3306)/database or mysql://user:password@host:3306/database";

tl::unexpected<std::string> wrong(std::string_view reason) { return tl::unexpected(std::string(reason)); }

// The host's name must not be a part of a password that slipped: it stands in error texts.
bool is_host_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '.' || c == '-' || c == '_';
  });
}

bool is_ip6(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || c == ':' || c == '.' || c == '%';
  });
}

std::optional<unsigned> parse_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535) return std::nullopt;
  return port;
}

// `host`, `host:3306`, `[::1]:3306`; the default host of the Go driver when there is none.
tl::expected<Host, std::string> parse_host(std::string_view text) {
  Host host;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos || !is_ip6(text.substr(1, end - 1))) return wrong("has a malformed IPv6 address");
    host.name = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else {
    const auto colon = text.find(':');
    host.name = text.substr(0, colon);
    if (colon != text.npos) port = text.substr(colon);
    if (host.name.empty()) host.name = "127.0.0.1";
    if (!is_host_name(host.name)) return wrong("has a malformed host");
  }
  if (port.empty() || port == ":") return host;
  const auto number = port.front() == ':' ? parse_port(port.substr(1)) : std::nullopt;
  if (!number) return wrong("has a malformed port");
  host.port = *number;
  return host;
}

// Hosts separated by commas.
Hosts parse_hosts(std::string_view text) {
  std::vector<Host> hosts;
  while (true) {
    const auto comma = text.find(',');
    const auto host = parse_host(text.substr(0, comma));
    if (!host) return tl::unexpected(host.error());
    hosts.push_back(*host);
    if (comma == text.npos) return hosts;
    text.remove_prefix(comma + 1);
  }
}

// `protocol(address)` of a Go DSN, or hosts alone.
Hosts parse_address(std::string_view text) {
  const auto open = text.find('(');
  if (open == text.npos) {
    if (text == "unix") return wrong("has no path of a socket; write user@unix(/path/to.sock)/database");
    return parse_hosts(text == "tcp" ? "" : text);
  }
  if (!text.ends_with(')')) return wrong("has an address without its ')'");
  const auto protocol = text.substr(0, open);
  const auto address = text.substr(open + 1, text.size() - open - 2);
  if (protocol == "unix") {
    if (!address.starts_with('/')) return wrong("has no absolute path of a socket");
    Host host;
    host.socket = address;
    return std::vector<Host>{host};
  }
  if (protocol == "cloudsql") {
    return wrong("uses cloudsql(...), which is not supported; connect with tcp(host:port) or unix(/path)");
  }
  if (!protocol.empty() && protocol != "tcp" && protocol != "tcp4" && protocol != "tcp6") {
    return wrong("has an unknown protocol; write tcp(host:port) or unix(/path)");
  }
  return parse_hosts(address);
}

// Escapes are undone where they are well-formed: a password as it is may hold a '%'.
std::string undo_escapes(std::string_view text) {
  return percent_decode(text, false).value_or(std::string(text));
}

void set_user(std::string_view text, bool is_escaped, Dsn& dsn) {
  const auto colon = text.find(':');
  const auto user = text.substr(0, colon);
  const auto password = colon == text.npos ? std::string_view() : text.substr(colon + 1);
  dsn.user = is_escaped ? undo_escapes(user) : std::string(user);
  dsn.password = SecretString(is_escaped ? undo_escapes(password) : std::string(password));
}

bool take_scheme(std::string_view& url) {
  for (const std::string_view scheme : {"mysql://", "mariadb://"}) {
    if (!url.starts_with(scheme)) continue;
    url.remove_prefix(scheme.size());
    return true;
  }
  return false;
}

bool holds_nul(const Dsn& dsn) {
  const auto holds = [](std::string_view text) { return text.find('\0') != text.npos; };
  return holds(dsn.user) || holds(dsn.password.reveal()) || holds(dsn.database) ||
         std::any_of(dsn.hosts.begin(), dsn.hosts.end(), [&](const Host& host) { return holds(host.socket); });
}

}  // namespace

tl::expected<Dsn, std::string> parse_dsn(std::string_view url) {
  const bool is_url = take_scheme(url);
  const auto slash = url.rfind('/');
  if (slash == url.npos) return wrong("names no database; " + std::string(kForm));
  const auto left = url.substr(0, slash);
  const auto right = url.substr(slash + 1);

  Dsn dsn;
  const auto at = left.rfind('@');
  const auto address = at == left.npos ? left : left.substr(at + 1);
  auto hosts = parse_address(address);
  if (!hosts) return tl::unexpected(hosts.error());
  dsn.hosts = std::move(*hosts);
  const bool is_go = address.find('(') != address.npos;
  if (at != left.npos) set_user(left.substr(0, at), is_url && !is_go, dsn);

  const auto question = right.find('?');
  dsn.database = undo_escapes(right.substr(0, question));
  if (dsn.database.empty()) return wrong("names no database; " + std::string(kForm));
  if (holds_nul(dsn)) return wrong("holds a NUL");
  if (question != right.npos) {
    const auto applied = apply_options(right.substr(question + 1), dsn);
    if (!applied) return tl::unexpected(applied.error());
  }
  return dsn;
}

}  // namespace gotrue::mysql
