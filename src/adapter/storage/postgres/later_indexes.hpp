// Indexes that are built while their table is in use.
#pragma once
#include <string>

#include "adapter/storage/postgres/versions.hpp"
#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::postgres {

std::string statement_of(const std::string& prefix, const LaterIndex& index);
// Builds the index where there is none; one that a killed run left half-built is dropped first. Outside of a
// transaction only.
void build(sql::ServerConnection& connection, const std::string& prefix, const LaterIndex& index);

}  // namespace gotrue::postgres
