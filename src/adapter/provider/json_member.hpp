// Reads what providers answer, strictly: a value of another type than expected is an error, never a guess
// (security.md 15).
#pragma once
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "core/model/external_account.hpp"

namespace gotrue {

// ExternalAccountUnreadable with the reason for the log.
tl::unexpected<Error> unreadable(std::string reason);

// The whole text as an object.
Result<json::Object> read_object(std::string_view text);
// An absent or null member is an empty text.
Result<std::string> read_text(const json::Object& object, std::string_view name);
// An absent or null member is false.
Result<bool> read_flag(const json::Object& object, std::string_view name);
// The id of an account, an integer or a text; never empty or 0.
Result<std::string> read_subject(const json::Object& object, std::string_view name);
// The objects of an array.
Result<std::vector<json::Object>> read_objects(const json::Value& value);
// The object at `name`, an empty one when it is absent or null.
Result<json::Object> read_member_object(const json::Object& object, std::string_view name);

// Adds an address that is not empty and no longer than one can be; of more than a hundred the first ones and the primary one.
void add_address(ExternalAccount& account, ExternalAddress address);
// Adds a text that is not empty to the profile, or the text member of an object.
void add_profile_text(ExternalAccount& account, std::string name, const std::string& text);
Status add_profile_member(ExternalAccount& account, std::string name, const json::Object& object,
                          std::string_view member);
// The account when it has an address.
Result<ExternalAccount> with_address(ExternalAccount account);

}  // namespace gotrue
