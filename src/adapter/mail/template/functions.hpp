// The functions of the template language, and what a value is worth in it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "base/json.hpp"

namespace gotrue::mail_template {

using FunctionResult = tl::expected<json::Value, std::string>;
using Function = FunctionResult (*)(const std::vector<json::Value>& arguments);

// nullptr for a name that is none.
Function find_function(std::string_view name);

// Go's truth: not null, false, 0, nor empty.
bool is_true(const json::Value& value);
// As Go prints a value that came from JSON; null prints as nothing.
std::string printed(const json::Value& value);

}  // namespace gotrue::mail_template
