// One row of the configuration table: how a key is named, what it holds, where it goes and what the reference
// says of it. Parsing, validation and documentation all follow these rows.
#pragma once
#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "app/config/configuration.hpp"

namespace gotrue {

inline constexpr std::string_view kKeyPrefix = "GOTRUE_";
// The longest duration of any key: 100 years, far from the limits of the clock.
inline constexpr std::chrono::seconds kLongestDuration = std::chrono::hours(24 * 36525);

// The member of a Configuration that a chain of member pointers leads to.
template <auto... Members>
auto& at(Configuration& configuration) {
  return (configuration .* ... .* Members);
}
// What a text must be besides text; `wording` completes "must be ...".
struct Constraint {
  bool (*holds)(std::string_view) = nullptr;
  std::string_view wording;
};

namespace slot {

template <class T>
using At = T& (*)(Configuration&);

struct Text {
  At<std::string> at;
  Constraint constraint = {};
};
struct Secret {
  At<SecretString> at;
};
struct Flag {
  At<bool> at;
};
// Unset differs from both.
struct OptionalFlag {
  At<std::optional<bool>> at;
};
struct Number {
  At<int> at;
  int least = 0;
  int most = std::numeric_limits<int>::max();
  bool zero_is_default = false;
};
// A plain number of seconds.
struct Seconds {
  At<std::chrono::seconds> at;
  bool zero_is_default = true;
  bool may_be_negative = false;
};
// Seconds or a Go duration; 0 is the default.
struct Duration {
  At<std::chrono::microseconds> at;
};
struct List {
  At<std::vector<std::string>> at;
  Constraint constraint = {};  // of each item
};
struct Map {
  At<TextMap> at;
};
struct Networks {
  At<std::vector<IpNetwork>> at;
};
struct OptionalNetworks {
  At<std::optional<std::vector<IpNetwork>>> at;
};
// `<n>/<duration>` or `off`.
struct Limit {
  LimitClass endpoint;
};
// RATE_LIMITS: the limit of every endpoint that has none of its own, or `off` for all.
struct AllLimits {};
// One of some words, in any case; each stands for an enumerator.
struct Choice {
  std::vector<std::pair<std::string_view, int>> words;
  void (*set)(Configuration&, int enumerator);
};

}  // namespace slot

using Slot = std::variant<slot::Text, slot::Secret, slot::Flag, slot::OptionalFlag, slot::Number, slot::Seconds,
                          slot::Duration, slot::List, slot::Map, slot::Networks, slot::OptionalNetworks, slot::Limit,
                          slot::AllLimits, slot::Choice>;

struct Key {
  std::string name;  // without prefix
  Slot slot;
  std::string note;                           // one sentence of the reference
  std::vector<std::string_view> aliases = {};     // further names, with the prefix as well
  std::vector<std::string_view> bare_names = {};  // names that count without the prefix
  std::string_view default_note = {};             // printed instead of the default value
  bool is_ours = false;                           // the original server has no such key
};

struct KeyGroup {
  std::string_view title;
  std::vector<Key> keys;
};

// The whole table, in the order of the reference. Built once; lives as long as the program.
const std::vector<KeyGroup>& configuration_keys();

}  // namespace gotrue
