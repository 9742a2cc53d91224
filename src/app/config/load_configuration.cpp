#include "app/config/load_configuration.hpp"

#include "app/config/check_configuration.hpp"
#include "app/config/oidc_keys.hpp"
#include "app/config/parse_setting.hpp"
#include "app/config/setting.hpp"
#include "app/config/spelling.hpp"
#include "base/url.hpp"

namespace gotrue {
namespace {

void read_table(const Variables& variables, ConfigurationOutcome& outcome) {
  for (const auto& group : configuration_keys()) {
    for (const auto& key : group.keys) {
      const auto setting = find_setting(key, variables);
      if (!setting) continue;
      const auto complaint = parse_setting(key.slot, setting->value, outcome.configuration);
      if (complaint) outcome.errors.push_back(setting->name + ": " + *complaint);
    }
  }
}

// Values that mean the same take one form, so that whoever uses them compares plain texts.
void normalize(Configuration& configuration) {
  auto& api = configuration.api;
  for (auto& origin : api.cors_allowed_origins) origin = Url::parse(origin)->origin();
  for (auto& prefix : api.path_prefixes) {
    while (prefix.ends_with('/')) prefix.pop_back();
  }
  std::erase(api.path_prefixes, "");
  auto& prefix = configuration.db.table_prefix;
  if (!prefix.empty()) prefix += '_';
}

}  // namespace

ConfigurationOutcome load_configuration(const LoadInput& input) {
  ConfigurationOutcome outcome;
  read_table(input.variables, outcome);
  normalize(outcome.configuration);
  read_oidc_keys(input.variables, outcome);
  outcome.warnings = find_misspelt_keys(input.variables);
  check_configuration(input, outcome);
  return outcome;
}

}  // namespace gotrue
