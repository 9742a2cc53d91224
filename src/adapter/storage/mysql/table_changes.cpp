#include "adapter/storage/mysql/table_changes.hpp"

#include <vector>

namespace gotrue::mysql {
namespace {

// Asks whether a row of information_schema is there.
class Catalogue {
 public:
  explicit Catalogue(sql::Connection& c)
      : tables_(c, "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?"),
        columns_(c, "SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?"
                    " AND column_name = ?"),
        defaults_(c, "SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?"
                     " AND column_name = ? AND column_default IS NOT NULL AND column_default <> 'NULL'"),
        indexes_(c, "SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ?"
                    " AND index_name = ?"),
        knows_expressions_(c, "SELECT VERSION() LIKE '%MariaDB%' OR"
                              " CAST(SUBSTRING_INDEX(VERSION(), '.', 1) AS UNSIGNED) > 8 OR"
                              " (VERSION() LIKE '8.%' AND (VERSION() NOT LIKE '8.0.%' OR"
                              " CAST(SUBSTRING_INDEX(VERSION(), '.', -1) AS UNSIGNED) >= 13))") {}

  bool has_table(const std::string& table) { return tables_(table).next(); }
  bool has_column(const std::string& table, const char* name) { return columns_(table, name).next(); }
  bool has_default(const std::string& table, const char* name) { return defaults_(table, name).next(); }
  bool has_index(const std::string& table, const char* name) { return indexes_(table, name).next(); }
  // Defaults that are expressions came with MariaDB 10.2 and MySQL 8.0.13.
  bool knows_expressions() {
    sql::Cursor row = knows_expressions_();
    return row.next() && row.boolean(0);
  }

 private:
  sql::PreparedQuery tables_;
  sql::PreparedQuery columns_;
  sql::PreparedQuery defaults_;
  sql::PreparedQuery indexes_;
  sql::PreparedQuery knows_expressions_;
};

// Where the server's lock does not hold (clusters), another node may have been faster.
template <class IsDone>
void change(sql::ServerConnection& connection, const std::string& sql, const IsDone& is_done) {
  try {
    connection.execute(sql);
  } catch (const sql::ConnectionLost&) {
    throw;
  } catch (const StorageError&) {
    if (!is_done()) throw;
  } catch (const DuplicateKey&) {
    throw StorageError(StorageError::Kind::Broken, "mysql: the rows that are there do not fit a unique index");
  }
}

// One ALTER for several clauses, so that a large table is gone through once.
template <class IsDone>
void alter(sql::ServerConnection& connection, const std::string& name, const std::vector<std::string>& clauses,
           const IsDone& is_done) {
  if (clauses.empty()) return;
  std::string sql = "ALTER TABLE " + name;
  for (const std::string& clause : clauses) sql += (&clause == &clauses.front() ? " " : ", ") + clause;
  change(connection, sql, is_done);
}

void add_columns(sql::ServerConnection& connection, Catalogue& catalogue, const std::string& name, const Table& table) {
  const auto missing = [&] {
    std::vector<std::string> clauses;
    for (const ColumnAddition& column : table.columns) {
      if (catalogue.has_column(name, column.name)) continue;
      clauses.push_back(std::string("ADD COLUMN ") + column.name + " " + column.type);
    }
    return clauses;
  };
  alter(connection, name, missing(), [&] { return missing().empty(); });
}

void set_defaults(sql::ServerConnection& connection, Catalogue& catalogue, const std::string& name,
                  const Table& table) {
  for (const ColumnAddition& column : table.columns) {
    if (!column.later_default || !catalogue.knows_expressions() || catalogue.has_default(name, column.name)) continue;
    change(connection,
           "ALTER TABLE " + name + " ALTER COLUMN " + column.name + " SET DEFAULT (" + column.later_default + ")",
           [&] { return catalogue.has_default(name, column.name); });
  }
}

void add_indexes(sql::ServerConnection& connection, Catalogue& catalogue, const std::string& name, const Table& table) {
  const auto missing = [&] {
    std::vector<std::string> clauses;
    for (const IndexAddition& index : table.indexes) {
      if (catalogue.has_index(name, index.name)) continue;
      clauses.push_back(std::string(index.is_unique ? "ADD UNIQUE INDEX " : "ADD INDEX ") + index.name + " (" +
                        index.columns + ")");
    }
    return clauses;
  };
  alter(connection, name, missing(), [&] { return missing().empty(); });
}

}  // namespace

bool table_exists(sql::ServerConnection& connection, const std::string& name) {
  return Catalogue(connection).has_table(name);
}

void bring_up_to_date(sql::ServerConnection& connection, const std::string& prefix, const Table& table) {
  const std::string name = prefix + table.name;
  Catalogue catalogue(connection);
  if (!catalogue.has_table(name)) {
    change(connection, "CREATE TABLE " + name + " " + table.definition, [&] { return catalogue.has_table(name); });
  }
  for (const char* column : table.known_columns) {
    if (catalogue.has_column(name, column)) continue;
    throw StorageError(StorageError::Kind::Broken, "the database has a table " + name +
                                                       " that is not gotrue's: it lacks the column " + column);
  }
  add_columns(connection, catalogue, name, table);
  set_defaults(connection, catalogue, name, table);
  add_indexes(connection, catalogue, name, table);
}

}  // namespace gotrue::mysql
