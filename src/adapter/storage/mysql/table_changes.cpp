#include "adapter/storage/mysql/table_changes.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

#include "adapter/storage/mysql/online_alter.hpp"

namespace gotrue::mysql {
namespace {

using Statements = std::vector<std::string>;

bool is_generated(const ColumnAddition& column) {
  return std::string_view(column.type).find(" GENERATED ") != std::string_view::npos;
}

// Beside readers and writers, like an index.
void lengthen_keys(Catalogue& catalogue, const std::string& name, const Table& table, Statements& statements) {
  const bool has_all = std::all_of(table.indexes.begin(), table.indexes.end(), [&](const IndexAddition& index) {
    return catalogue.has_index(name, index.name);
  });
  if (!has_all && catalogue.has_short_keys(name)) statements.push_back("ALTER TABLE " + name + " ROW_FORMAT=DYNAMIC");
}

// One ALTER for all plain columns; generated ones follow, because they may be made of those.
void add_columns(Catalogue& catalogue, const std::string& name, const Table& table, Statements& statements) {
  std::string plain;
  Statements generated;
  for (const ColumnAddition& column : table.columns) {
    if (catalogue.has_column(name, column.name)) continue;
    const std::string clause = std::string("ADD COLUMN ") + column.name + " " + column.type;
    if (is_generated(column)) {
      generated.push_back("ALTER TABLE " + name + " " + clause);
    } else {
      plain += (plain.empty() ? "ALTER TABLE " + name + " " : ", ") + clause;
    }
  }
  if (!plain.empty()) statements.push_back(plain);
  statements.insert(statements.end(), generated.begin(), generated.end());
}

void set_defaults(Catalogue& catalogue, const std::string& name, const Table& table, Statements& statements) {
  for (const ColumnAddition& column : table.columns) {
    if (!column.later_default || catalogue.has_default(name, column.name) || !catalogue.knows_expressions()) continue;
    statements.push_back("ALTER TABLE " + name + " ALTER COLUMN " + column.name + " SET DEFAULT (" +
                         column.later_default + ")");
  }
}

// One by one: each is built beside readers and writers, and a kill loses one at the most.
void add_indexes(Catalogue& catalogue, const std::string& name, const Table& table, Statements& statements) {
  for (const IndexAddition& index : table.indexes) {
    if (catalogue.has_index(name, index.name)) continue;
    statements.push_back("ALTER TABLE " + name + (index.is_unique ? " ADD UNIQUE INDEX " : " ADD INDEX ") + index.name +
                         " (" + index.columns + ")");
  }
}

bool is_missing(Catalogue& catalogue, const std::string& prefix, const Table& table, const std::string& statement) {
  const Statements missing = missing_statements(catalogue, prefix, table);
  return std::find(missing.begin(), missing.end(), statement) != missing.end();
}

// Where the server's lock does not hold (clusters), another node may have been faster.
void run(sql::ServerConnection& connection, const std::string& statement, const std::function<bool()>& is_done) {
  try {
    alter_online(connection, statement);
  } catch (const sql::ConnectionLost&) {
    throw;
  } catch (const StorageError&) {
    if (!is_done()) throw;
  } catch (const DuplicateKey&) {
    throw StorageError(StorageError::Kind::Broken, "the rows that are there do not fit: " + statement);
  }
}

}  // namespace

std::vector<std::string> missing_statements(Catalogue& catalogue, const std::string& prefix, const Table& table) {
  const std::string name = prefix + table.name;
  Statements statements;
  if (!table.is_there() && !catalogue.has_table(name)) statements.push_back("CREATE TABLE " + name + " " + table.definition);
  lengthen_keys(catalogue, name, table, statements);
  add_columns(catalogue, name, table, statements);
  set_defaults(catalogue, name, table, statements);
  add_indexes(catalogue, name, table, statements);
  return statements;
}

std::string foreign_table_reason(Catalogue& catalogue, const std::string& prefix, const Table& table) {
  const std::string name = prefix + table.name;
  if (!catalogue.has_table(name)) return {};
  for (const char* column : table.known_columns) {
    if (!catalogue.has_column(name, column)) return std::string("it lacks the column ") + column;
  }
  return {};
}

void bring_up_to_date(sql::ServerConnection& connection, const std::string& prefix, const Table& table) {
  Catalogue catalogue(connection);
  const std::string reason = foreign_table_reason(catalogue, prefix, table);
  if (!reason.empty()) {
    throw StorageError(StorageError::Kind::Broken,
                       "the database has a table " + prefix + table.name + " that is not gotrue's: " + reason);
  }
  for (const std::string& statement : missing_statements(catalogue, prefix, table)) {
    run(connection, statement, [&] { return !is_missing(catalogue, prefix, table, statement); });
  }
}

}  // namespace gotrue::mysql
