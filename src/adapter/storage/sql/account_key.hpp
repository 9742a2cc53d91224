// How a MySQL database finds accounts by address: the column account_key of rows that this server wrote or adopted, and
// unkeyed_email of rows that the original server wrote since (mysql/schema.cpp, docs/wire/schema.md).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace gotrue::sql {

// Audience, NUL, normal form of the address.
std::string account_key(std::string_view audience, std::string_view normal_email);

// What unkeyed_email is for rows whose address may have this normal form; both are to be looked for.
struct UnkeyedForms {
  std::string whole;
  std::string without_domain;
};
UnkeyedForms unkeyed_forms(std::string_view normal_email);

// What is stored beside an address: none for an empty one, which belongs to nobody who could log in.
std::optional<std::string> stored_normal_email(std::string_view email);

}  // namespace gotrue::sql
