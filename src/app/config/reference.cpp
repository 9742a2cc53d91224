#include "app/config/reference.hpp"

#include "app/config/oidc_keys.hpp"
#include "app/config/setting.hpp"

namespace gotrue {
namespace {

constexpr std::string_view kIntroduction = R"(# Configuration

<!-- Written by `gotrue config-reference` from the table that parses; a test fails when this page is stale. -->

Keys are environment variables. They may also stand in an env file: `.env` in the working directory, or the
file that `-c FILE` names. The environment wins over the file.

- Every key has the prefix `GOTRUE_`. Names that also count without it are given with the key; the prefixed one wins.
- A **duration** is a number of seconds (`900`) or text like `15m` or `1h30m`; **seconds** take the plain number
  alone. 0 gives the default, except where a key says otherwise.
- A **boolean** is `1`, `t`, `true`, `0`, `f` or `false`, in any case.
- A **list** is separated by commas, a **map** is `key:value,key:value`, **networks** are a list like
  `10.0.0.0/8,2001:db8::/32`.
- A **rate** is `<n>/<duration>`, like `30/5m`: n requests at once, refilled over the duration; or `off`.
- An empty number, boolean, text or rate counts as not set.
- A value that does not parse, or a required one that is missing, is an error at start. All errors come at once, and
  a **secret** is never printed. A key that is one letter away from a known one gets a warning.

In the env file a line is `KEY=value`, `KEY: value` or either with `export` before it. A value in single quotes is
taken as it stands. In double quotes `\n` is a line end and a backslash escapes. Outside single quotes `$KEY` and
`${KEY}` stand for what earlier lines of the file set. `#` begins a comment, also behind an unquoted value.

Keys marked + are not known to the original GoTrue; a deployment that sets none of them behaves as it did there.
)";

std::string code(const std::string& text) { return text.empty() ? "" : "`" + text + "`"; }

template <class Items>
std::string join(const Items& items) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : ",") + std::string(item);
  return text;
}

std::string duration_text(std::chrono::microseconds duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  if (seconds % 3600 == 0) return std::to_string(seconds / 3600) + "h";
  if (seconds % 60 == 0) return std::to_string(seconds / 60) + "m";
  return std::to_string(seconds) + "s";
}

std::string choice_words(const slot::Choice& slot) {
  std::string text;
  for (const auto& [word, enumerator] : slot.words) text += (text.empty() ? "`" : ", `") + std::string(word) + "`";
  return text;
}

struct TypeName {
  std::string operator()(const slot::Text&) const { return "text"; }
  std::string operator()(const slot::Secret&) const { return "secret"; }
  std::string operator()(const slot::Flag&) const { return "boolean"; }
  std::string operator()(const slot::OptionalFlag&) const { return "boolean"; }
  std::string operator()(const slot::Number& slot) const {
    const bool is_open = slot.most == std::numeric_limits<int>::max();
    return "number from " + std::to_string(slot.least) + (is_open ? "" : " to " + std::to_string(slot.most));
  }
  std::string operator()(const slot::Seconds&) const { return "seconds"; }
  std::string operator()(const slot::Duration&) const { return "duration"; }
  std::string operator()(const slot::List&) const { return "list"; }
  std::string operator()(const slot::Map&) const { return "map"; }
  std::string operator()(const slot::Networks&) const { return "networks"; }
  std::string operator()(const slot::OptionalNetworks&) const { return "networks"; }
  std::string operator()(const slot::Limit&) const { return "rate"; }
  std::string operator()(const slot::AllLimits&) const { return "rate"; }
  std::string operator()(const slot::Choice& slot) const { return choice_words(slot); }
};

// The value that a Configuration has when nothing is set.
struct DefaultValue {
  Configuration& initial;

  std::string operator()(const slot::Text& slot) const { return code(slot.at(initial)); }
  std::string operator()(const slot::Secret&) const { return ""; }
  std::string operator()(const slot::Flag& slot) const { return slot.at(initial) ? "`true`" : "`false`"; }
  std::string operator()(const slot::OptionalFlag&) const { return ""; }
  std::string operator()(const slot::Number& slot) const { return code(std::to_string(slot.at(initial))); }
  std::string operator()(const slot::Seconds& slot) const { return code(std::to_string(slot.at(initial).count())); }
  std::string operator()(const slot::Duration& slot) const { return code(duration_text(slot.at(initial))); }
  std::string operator()(const slot::List& slot) const { return code(join(slot.at(initial))); }
  std::string operator()(const slot::Map&) const { return ""; }
  std::string operator()(const slot::Networks&) const { return ""; }
  std::string operator()(const slot::OptionalNetworks&) const { return ""; }
  std::string operator()(const slot::Limit& slot) const {
    const auto& limit = initial.rate_limits.limit_of(slot.endpoint);
    return limit ? code(std::to_string(limit->requests) + "/" + duration_text(limit->period)) : "`off`";
  }
  std::string operator()(const slot::AllLimits&) const { return "each as below"; }
  std::string operator()(const slot::Choice&) const { return ""; }
};

std::string other_names(const Key& key) {
  auto names = variable_names(key);
  names.erase(names.begin());
  if (names.empty()) return "";
  std::string text = " Also read as ";
  for (std::size_t i = 0; i < names.size(); ++i) text += (i > 0 ? " or `" : "`") + names[i] + "`";
  return text + ".";
}

std::string row(const Key& key, Configuration& initial) {
  const std::string type = std::visit(TypeName{}, key.slot);
  const std::string value = key.default_note.empty() ? std::visit(DefaultValue{initial}, key.slot)
                                                     : std::string(key.default_note);
  return "| `" + key.name + "`" + (key.is_ours ? " +" : "") + " | " + type + " | " + value + " | " + key.note +
         other_names(key) + " |\n";
}

std::string table_head(std::string_view title) {
  return "\n## " + std::string(title) + "\n\n| key | type | default | meaning |\n|---|---|---|---|\n";
}

std::string oidc_table() {
  std::string text =
      "\n## Any OpenID Connect provider +\n\n`<NAME>` is a name of your choice.\n\n| key | type | meaning |\n|---|---|---|\n";
  for (const auto& field : oidc_fields()) {
    text += "| `EXTERNAL_OIDC_<NAME>_" + std::string(field.suffix) + "` | " + std::string(field.type) + " | " +
            std::string(field.note) + " |\n";
  }
  return text;
}

}  // namespace

std::string config_reference() {
  Configuration initial;
  std::string page(kIntroduction);
  for (const auto& group : configuration_keys()) {
    page += table_head(group.title);
    for (const auto& key : group.keys) page += row(key, initial);
    if (group.title == "Ways to sign in") page += oidc_table();
  }
  return page;
}

}  // namespace gotrue
