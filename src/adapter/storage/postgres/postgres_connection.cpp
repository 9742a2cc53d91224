#include "adapter/storage/postgres/postgres_connection.hpp"

#include <string_view>

#include "adapter/storage/postgres/postgres_statement.hpp"
#include "adapter/storage/postgres/statement_text.hpp"

namespace gotrue::postgres {
namespace {

constexpr std::chrono::seconds kPingTimeout{3};
constexpr std::chrono::minutes kExecuteTimeout{10};

}  // namespace

PostgresConnection::PostgresConnection(ConnectionHandle connection) : link_(std::move(connection)) {
  link_.query(
      "SET TIME ZONE 'UTC'; SET lock_timeout = '5s'; SET statement_timeout = '9s';"
      " SET idle_in_transaction_session_timeout = '30s'; SET jit = off");
}

std::unique_ptr<sql::Statement> PostgresConnection::prepare(const std::string& sql) {
  auto found = prepared_.find(sql);
  if (found == prepared_.end()) {
    const std::string name = "s" + std::to_string(prepared_.size() + 1);
    const bool inserts = inserts_one_row(sql);
    ServerStatement statement = link_.prepare(name, number_placeholders(inserts ? without_duplicates(sql) : sql));
    statement.inserts_one_row = inserts;
    found = prepared_.emplace(sql, std::move(statement)).first;
  }
  return std::make_unique<PostgresStatement>(link_, found->second);
}

void PostgresConnection::begin() { link_.defer("BEGIN ISOLATION LEVEL READ COMMITTED"); }

void PostgresConnection::begin_read() { link_.defer("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); }

void PostgresConnection::commit() {
  if (link_.take_deferred()) return;
  const ResultHandle result = link_.query("COMMIT");
  // What the server says when a statement of the transaction had failed and somebody went on.
  if (std::string_view(PqLibrary::get().command_status(result.get())) == "ROLLBACK") {
    throw StorageError(StorageError::Kind::Broken, "postgres: the transaction had failed before its commit");
  }
}

void PostgresConnection::rollback() noexcept {
  if (link_.take_deferred() || !is_usable()) return;
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
