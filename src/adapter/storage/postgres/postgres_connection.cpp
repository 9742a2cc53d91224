#include "adapter/storage/postgres/postgres_connection.hpp"

#include <string_view>

#include "adapter/storage/postgres/postgres_statement.hpp"

namespace gotrue::postgres {
namespace {

constexpr std::chrono::seconds kPingTimeout{3};
constexpr std::chrono::minutes kExecuteTimeout{10};

}  // namespace

// Each statement is written for an index. A plan that the server makes while a table is nearly empty, and keeps for the prepared
// statement, would read the whole of it and go on doing so when it has grown.
PostgresConnection::PostgresConnection(ConnectionHandle connection) : link_(std::move(connection)) {
  link_.query(
      "SET TIME ZONE 'UTC'; SET lock_timeout = '5s'; SET statement_timeout = '9s';"
      " SET idle_in_transaction_session_timeout = '30s'; SET jit = off;"
      " SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off");
}

std::unique_ptr<sql::Statement> PostgresConnection::prepare(const std::string& sql) {
  return std::make_unique<PostgresStatement>(link_, sql);
}

void PostgresConnection::begin() { link_.run_later("BEGIN ISOLATION LEVEL READ COMMITTED"); }

void PostgresConnection::begin_read() { link_.run_later("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); }

void PostgresConnection::commit() {
  if (link_.begins_later() && link_.count_later() == 1) return link_.forget_later();
  const ResultHandle result = link_.run("COMMIT");
  // What the server says when a statement of the transaction had failed and somebody went on.
  if (std::string_view(PqLibrary::get().command_status(result.get())) == "ROLLBACK") {
    throw StorageError(StorageError::Kind::Broken, "postgres: the transaction had failed before its commit");
  }
}

void PostgresConnection::rollback() noexcept {
  const bool was_begun = !link_.begins_later();
  link_.forget_later();
  if (!was_begun || !is_usable()) return;
  try {
    link_.query("ROLLBACK");
  } catch (const std::exception&) {
    link_.abandon();
  }
}

bool PostgresConnection::ping() noexcept {
  try {
    link_.query("", kPingTimeout);
    return is_usable();
  } catch (const std::exception&) {
    link_.abandon();
    return false;
  }
}

void PostgresConnection::execute(const std::string& sql) { link_.query(sql, kExecuteTimeout); }

}  // namespace gotrue::postgres
