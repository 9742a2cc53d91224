// Takes a JSON Schema apart. Everything that cannot be checked later is an error now, keywords of later drafts
// included: a rule that is silently not kept is worse than none.
#pragma once
#include <tl/expected.hpp>

#include "adapter/schema/schema_node.hpp"

namespace gotrue::schema {

// The error names the keyword and where it stands: "#/properties/age/minimum: must be a number".
tl::expected<Document, std::string> parse_schema(const json::Value& schema);

}  // namespace gotrue::schema
