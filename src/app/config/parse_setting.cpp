#include "app/config/parse_setting.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/ascii.hpp"
#include "base/duration.hpp"

namespace gotrue {
namespace {

using Complaint = std::optional<std::string>;
using std::chrono::microseconds;
using std::chrono::seconds;

constexpr std::string_view kDurationWording = "must be seconds (900) or a duration like 15m or 1h30m, at most 100 years";
constexpr std::string_view kLimitWording = "must be <n>/<duration>, like 30/5m, or off";

Complaint complain(std::string_view wording) { return std::string(wording); }

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const auto first = text.find_first_not_of(kSpaces);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

// The items between commas without surrounding spaces; empty items are left out.
std::vector<std::string_view> items_of(std::string_view text) {
  std::vector<std::string_view> items;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const auto item = trim(text.substr(0, comma));
    if (!item.empty()) items.push_back(item);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return items;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto digits = text.starts_with('-') ? text.substr(1) : text;
  // A leading zero would be octal to the original's reader: refused rather than read in two ways.
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<microseconds> parse_duration(std::string_view text) {
  text = trim(text);
  const auto number = parse_integer(text);
  const std::int64_t most = kLongestDuration.count();
  if (number) return *number >= 0 && *number <= most ? std::optional(microseconds(seconds(*number))) : std::nullopt;
  const auto duration = parse_go_duration(text);
  if (!duration || *duration < microseconds(0) || *duration > kLongestDuration) return std::nullopt;
  return duration;
}

std::optional<bool> parse_boolean(std::string_view text) {
  const std::string word = lower_ascii(trim(text));
  if (word == "1" || word == "t" || word == "true") return true;
  if (word == "0" || word == "f" || word == "false") return false;
  return std::nullopt;
}

std::optional<RateLimit> parse_limit(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  const auto requests = parse_integer(text.substr(0, slash));
  const auto period = parse_duration(text.substr(slash + 1));
  if (!requests || *requests < 1 || !period || *period == microseconds(0)) return std::nullopt;
  return RateLimit{*requests, *period};
}

// Reads one kind of slot after another; each overload sets its member or complains.
struct Reader {
  std::string_view text;
  Configuration& configuration;

  Complaint operator()(const slot::Text& slot) const {
    if (text.empty()) return std::nullopt;
    if (const auto wrong = check(slot.constraint, text)) return wrong;
    slot.at(configuration) = std::string(text);
    return std::nullopt;
  }

  Complaint operator()(const slot::Secret& slot) const {
    slot.at(configuration) = SecretString(std::string(text));
    return std::nullopt;
  }

  Complaint operator()(const slot::Flag& slot) const { return read_flag(slot.at(configuration)); }
  Complaint operator()(const slot::OptionalFlag& slot) const { return read_flag(slot.at(configuration)); }

  Complaint operator()(const slot::Number& slot) const {
    if (trim(text).empty()) return std::nullopt;
    const auto number = parse_integer(text);
    if (number == 0 && slot.zero_is_default) return std::nullopt;
    if (!number || *number < slot.least || *number > slot.most) return complain(wording_of(slot));
    slot.at(configuration) = static_cast<int>(*number);
    return std::nullopt;
  }

  Complaint operator()(const slot::Seconds& slot) const {
    if (trim(text).empty()) return std::nullopt;
    const auto number = parse_integer(text);
    if (number == 0 && slot.zero_is_default) return std::nullopt;
    const std::int64_t most = kLongestDuration.count();
    if (!number || *number < (slot.may_be_negative ? -most : 0) || *number > most) {
      return complain("must be a whole number of seconds, at most 100 years");
    }
    slot.at(configuration) = seconds(*number);
    return std::nullopt;
  }

  Complaint operator()(const slot::Duration& slot) const {
    if (trim(text).empty()) return std::nullopt;
    const auto duration = parse_duration(text);
    if (!duration) return complain(kDurationWording);
    if (*duration > microseconds(0)) slot.at(configuration) = *duration;
    return std::nullopt;
  }

  Complaint operator()(const slot::List& slot) const {
    std::vector<std::string> list;
    for (const auto item : items_of(text)) {
      if (const auto wrong = check(slot.constraint, item)) return "each item " + *wrong;
      list.emplace_back(item);
    }
    slot.at(configuration) = std::move(list);
    return std::nullopt;
  }

  Complaint operator()(const slot::Map& slot) const {
    TextMap map;
    for (const auto item : items_of(text)) {
      const auto colon = item.find(':');
      if (colon == item.npos || colon == 0) return complain("must be pairs like key:value,key:value");
      map.emplace_back(trim(item.substr(0, colon)), trim(item.substr(colon + 1)));
    }
    slot.at(configuration) = std::move(map);
    return std::nullopt;
  }

  Complaint operator()(const slot::Networks& slot) const { return read_networks(slot.at(configuration)); }
  Complaint operator()(const slot::OptionalNetworks& slot) const { return read_networks(slot.at(configuration)); }

  Complaint operator()(const slot::Limit& slot) const {
    if (trim(text).empty()) return std::nullopt;
    auto& limit = configuration.rate_limits.limits[static_cast<std::size_t>(slot.endpoint)];
    const bool is_off = lower_ascii(trim(text)) == "off";
    const auto parsed = parse_limit(text);
    if (!is_off && !parsed) return complain(kLimitWording);
    limit = parsed;
    return std::nullopt;
  }

  Complaint operator()(const slot::AllLimits&) const {
    if (trim(text).empty()) return std::nullopt;
    auto& limits = configuration.rate_limits;
    const auto parsed = parse_limit(text);
    limits.enabled = lower_ascii(trim(text)) != "off";
    if (limits.enabled && !parsed) return complain(kLimitWording);
    limits.limits.fill(parsed);
    limits.limits[static_cast<std::size_t>(LimitClass::None)] = std::nullopt;
    return std::nullopt;
  }

  Complaint operator()(const slot::Choice& slot) const {
    const std::string word = lower_ascii(trim(text));
    if (word.empty()) return std::nullopt;
    std::string wording = "must be one of";
    for (const auto& [known, enumerator] : slot.words) {
      if (word == known) {
        slot.set(configuration, enumerator);
        return std::nullopt;
      }
      wording += " " + std::string(known);
    }
    return wording;
  }

 private:
  static Complaint check(const Constraint& constraint, std::string_view value) {
    if (!constraint.holds || constraint.holds(value)) return std::nullopt;
    return "must be " + std::string(constraint.wording);
  }

  static std::string wording_of(const slot::Number& slot) {
    if (slot.most == std::numeric_limits<int>::max()) return "must be a number from " + std::to_string(slot.least);
    return "must be a number from " + std::to_string(slot.least) + " to " + std::to_string(slot.most);
  }

  template <class Bool>
  Complaint read_flag(Bool& flag) const {
    if (trim(text).empty()) return std::nullopt;
    const auto value = parse_boolean(text);
    if (!value) return complain("must be true or false (1, t, 0 and f will do)");
    flag = *value;
    return std::nullopt;
  }

  template <class Networks>
  Complaint read_networks(Networks& networks) const {
    std::vector<IpNetwork> list;
    for (const auto item : items_of(text)) {
      const auto network = IpNetwork::parse(item);
      if (!network) return complain("must be networks like 10.0.0.0/8,2001:db8::/32");
      list.push_back(*network);
    }
    networks = std::move(list);
    return std::nullopt;
  }
};

}  // namespace

std::optional<std::string> parse_setting(const Slot& slot, std::string_view text, Configuration& configuration) {
  return std::visit(Reader{text, configuration}, slot);
}

}  // namespace gotrue
