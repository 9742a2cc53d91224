// What tables, columns and indexes the database has, by its information_schema.
#pragma once
#include <string>

#include "adapter/storage/sql/connection.hpp"

namespace gotrue::mysql {

class Catalogue {
 public:
  explicit Catalogue(sql::Connection& connection);

  bool has_table(const std::string& table) { return tables_(table).next(); }
  bool has_column(const std::string& table, const char* name) { return columns_(table, name).next(); }
  bool has_default(const std::string& table, const char* name) { return defaults_(table, name).next(); }
  bool has_index(const std::string& table, const char* name) { return indexes_(table, name).next(); }
  // Tables of before MySQL 5.7, whose keys have 767 bytes at the most.
  bool has_short_keys(const std::string& table) { return short_keys_(table).next(); }
  // A column of 3-byte utf8.
  bool is_narrow(const std::string& table, const char* column) { return narrow_(table, column).next(); }
  // Tables without transactions: MyISAM and the like.
  bool is_transactional(const std::string& table);
  // Defaults that are expressions came with MariaDB 10.2 and MySQL 8.0.13.
  bool knows_expressions();

 private:
  sql::PreparedQuery tables_;
  sql::PreparedQuery columns_;
  sql::PreparedQuery defaults_;
  sql::PreparedQuery indexes_;
  sql::PreparedQuery engines_;
  sql::PreparedQuery short_keys_;
  sql::PreparedQuery narrow_;
  sql::PreparedQuery knows_expressions_;
};

}  // namespace gotrue::mysql
