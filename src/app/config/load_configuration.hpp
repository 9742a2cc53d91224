// From variables to a Configuration: one pass over the key table, then the checks that need more than one key.
// The command line calls it; nothing else reads variables.
#pragma once
#include <string>
#include <vector>

#include "app/config/configuration.hpp"
#include "app/config/env_file.hpp"

namespace gotrue {

// Which command will use the configuration; it decides which keys are required.
enum class RunMode { Serve, Multi, Admin, Migrate };

struct LoadInput {
  const Variables& variables;
  RunMode mode = RunMode::Serve;
  bool mail_to_log = false;  // `serve --mail-to-log`
};

struct ConfigurationOutcome {
  Configuration configuration;        // to be used only when there are no errors
  std::vector<std::string> warnings;  // one line each
  std::vector<std::string> errors;    // one line each, all that were found: "GOTRUE_API_PORT: must be ..."

  bool ok() const { return errors.empty(); }
};

// Errors and warnings name keys and never hold a value of a secret.
ConfigurationOutcome load_configuration(const LoadInput& input);

}  // namespace gotrue
