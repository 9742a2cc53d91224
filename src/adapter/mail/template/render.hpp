// Runs a template on the data of a mail.
#pragma once
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "adapter/mail/template/syntax.hpp"

namespace gotrue::mail_template {

enum class Output {
  Html,  // values are escaped by their context
  Text,  // values as they are: subjects
};

// Error: what went wrong, for the log. The output and the number of steps are bounded.
tl::expected<std::string, std::string> render(const Nodes& nodes, const json::Value& data, Output output);
// Parses and runs.
tl::expected<std::string, std::string> render(std::string_view text, const json::Value& data, Output output);

}  // namespace gotrue::mail_template
