#include "adapter/storage/postgres/later_indexes.hpp"

namespace gotrue::postgres {
namespace {

enum class IndexState { Missing, HalfBuilt, Ready };

IndexState state_of(sql::Connection& connection, const std::string& name) {
  sql::PreparedQuery query(connection, "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(?)");
  sql::Cursor row = query(name);
  if (!row.next()) return IndexState::Missing;
  return row.boolean(0) ? IndexState::Ready : IndexState::HalfBuilt;
}

}  // namespace

std::string statement_of(const std::string& prefix, const LaterIndex& index) {
  return std::string(index.is_unique ? "CREATE UNIQUE INDEX" : "CREATE INDEX") + " CONCURRENTLY " + prefix + index.name +
         " ON " + prefix + index.table + " " + index.columns;
}

void build(sql::ServerConnection& connection, const std::string& prefix, const LaterIndex& index) {
  const std::string name = prefix + index.name;
  const IndexState state = state_of(connection, name);
  if (state == IndexState::Ready) return;
  if (state == IndexState::HalfBuilt) connection.execute("DROP INDEX CONCURRENTLY " + name);
  connection.execute(statement_of(prefix, index));
}

}  // namespace gotrue::postgres
