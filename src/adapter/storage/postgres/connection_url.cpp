#include "adapter/storage/postgres/connection_url.hpp"

#include <charconv>
#include <memory>
#include <optional>
#include <string_view>

#include "adapter/storage/postgres/pq_library.hpp"

namespace gotrue::postgres {
namespace {

constexpr std::pair<const char*, const char*> kDefaults[] = {
    {"connect_timeout", "5"},
    {"tcp_user_timeout", "10000"},
    {"keepalives_idle", "30"},
    {"keepalives_interval", "5"},
    {"keepalives_count", "3"},
    {"target_session_attrs", "read-write"},
    {"fallback_application_name", "gotrue"},
    {"client_encoding", "UTF8"},
};

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PqLibrary::get().conninfo_free(options); }
};
struct FreeMessage {
  void operator()(char* message) const { PqLibrary::get().freemem(message); }
};

constexpr const char* kEscape =
    "the characters / : @ ? # and % in a user name or password are written as %2F %3A %40 %3F %23 %25";

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

// A password with a bare `/` or `:` ends up in the port, and libpq's message about it would show that.
bool are_ports(std::string_view list) {
  while (true) {
    const std::size_t comma = list.find(',');
    const std::string_view port = list.substr(0, comma);
    if (!port.empty() && !is_port(port)) return false;
    if (comma == std::string_view::npos) return true;
    list.remove_prefix(comma + 1);
  }
}

std::optional<std::string> fault_of(const ConnectionSettings& settings) {
  if (!are_ports(settings.value_of("port"))) return std::string("has a port that is no number; ") + kEscape;
  if (settings.value_of("host").find('@') != std::string::npos) return std::string("has two @; ") + kEscape;
  return std::nullopt;
}

}  // namespace

std::string ConnectionSettings::value_of(const std::string& keyword) const {
  for (const auto& [name, value] : parameters) {
    if (name == keyword) return value;
  }
  return {};
}

tl::expected<ConnectionSettings, std::string> parse_url(const std::string& url) {
  const bool has_scheme = url.starts_with("postgres://") || url.starts_with("postgresql://");
  if (!has_scheme && url.find("://") != std::string::npos) {
    return tl::unexpected<std::string>("is no URL of PostgreSQL; write postgres://user:password@host/database");
  }
  char* text = nullptr;
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(
      PqLibrary::get().conninfo_parse((has_scheme ? url : "postgres://" + url).c_str(), &text));
  const std::unique_ptr<char, FreeMessage> message(text);
  if (!options) {
    return tl::unexpected(std::string("is no URL that libpq takes: check its parameters; ") + kEscape);
  }

  ConnectionSettings settings;
  for (const PQconninfoOption* option = options.get(); option->keyword; ++option) {
    if (option->val && *option->val) settings.parameters.emplace_back(option->keyword, option->val);
  }
  if (auto fault = fault_of(settings)) return tl::unexpected(std::move(*fault));
  for (const auto& [keyword, value] : kDefaults) {
    if (settings.value_of(keyword).empty()) settings.parameters.emplace_back(keyword, value);
  }
  return settings;
}

}  // namespace gotrue::postgres
