#include "adapter/storage/mysql/dsn_options.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/duration.hpp"
#include "base/url.hpp"

namespace gotrue::mysql {
namespace {

using Done = tl::expected<void, std::string>;

// What the Go driver needs to be told and this one does by itself.
constexpr std::array<std::string_view, 14> kNotNeeded = {
    "parseTime",         "collation",        "charset",      "clientFoundRows",  "columnsWithAlias",
    "interpolateParams", "multiStatements",  "rejectReadOnly", "checkConnLiveness", "maxAllowedPacket",
    "timeTruncate",      "allowNativePasswords", "allowOldPasswords", "allowAllFiles"};

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), value) != words.end();
}

// The words for booleans of the Go driver.
std::optional<bool> parse_boolean(std::string_view value) {
  if (is_one_of(value, {"1", "true", "TRUE", "True"})) return true;
  if (is_one_of(value, {"0", "false", "FALSE", "False"})) return false;
  return std::nullopt;
}

Done apply_tls(std::string_view value, Dsn& dsn) {
  std::string word(value);
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
  if (const auto is_on = parse_boolean(value)) {
    dsn.tls = *is_on ? Tls::Verified : Tls::Off;
  } else if (word == "skip-verify") {
    dsn.tls = Tls::Unchecked;
  } else if (word == "preferred") {
    dsn.tls = Tls::Preferred;
  } else {
    return tl::unexpected<std::string>("has an unknown value of tls; write true, skip-verify, preferred or false");
  }
  return {};
}

// Whole seconds, at least one; zero is the Go driver's word for no limit and leaves ours.
Done apply_timeout(std::string_view name, std::string_view value, std::chrono::seconds& timeout) {
  const auto duration = parse_go_duration(value);
  if (!duration || duration->count() < 0 || *duration > std::chrono::hours(24)) {
    return tl::unexpected("has no duration in " + std::string(name) + "; write it as 5s or 1m30s");
  }
  if (duration->count() > 0) timeout = std::chrono::ceil<std::chrono::seconds>(*duration);
  return {};
}

Done apply_option(const std::string& name, const std::string& value, Dsn& dsn) {
  if (name == "tls") return apply_tls(value, dsn);
  if (name == "timeout") return apply_timeout(name, value, dsn.connect_timeout);
  if (name == "readTimeout") return apply_timeout(name, value, dsn.read_timeout);
  if (name == "writeTimeout") return apply_timeout(name, value, dsn.write_timeout);
  if (name == "allowCleartextPasswords") {
    dsn.may_send_password = parse_boolean(value).value_or(false);
  } else if (name == "loc") {
    if (!value.empty() && value != "UTC") dsn.warnings.push_back("option loc is ignored: times are stored in UTC");
  } else if (std::find(kNotNeeded.begin(), kNotNeeded.end(), name) == kNotNeeded.end()) {
    dsn.warnings.push_back("option " + name + " is not known and ignored");
  }
  return {};
}

// A name is a word: what stands there by a slip of the pen may be a part of a password.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-' || c == '.';
  });
}

}  // namespace

Done apply_options(std::string_view query, Dsn& dsn) {
  const auto fields = parse_form(query);
  if (!fields) return tl::unexpected<std::string>("has a malformed escape in its options");
  for (const auto& [name, value] : *fields) {
    if (!is_name(name)) return tl::unexpected<std::string>("has an option without a name");
    if (const Done done = apply_option(name, value, dsn); !done) return done;
  }
  const bool is_local =
      std::all_of(dsn.hosts.begin(), dsn.hosts.end(), [](const Host& host) { return !host.socket.empty(); });
  if (dsn.may_send_password && dsn.tls != Tls::Verified && !is_local) {
    return tl::unexpected<std::string>("has allowCleartextPasswords without tls=true: anyone on the way could read it");
  }
  return {};
}

}  // namespace gotrue::mysql
