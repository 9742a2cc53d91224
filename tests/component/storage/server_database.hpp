// A database of its own on a test server, gone at the end; and a connection that breaks when a test says so.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapter/storage/sql/server_connection.hpp"
#include "adapter/storage/sql/schema.hpp"

namespace gotrue {

// What a test of migrations must know of an engine that is a server.
struct SchemaEngine {
  std::string name;
  std::string url;
  std::unique_ptr<sql::Connector> (*make_connector)(const std::string& url);
  std::unique_ptr<sql::Schema> (*make_schema)(std::unique_ptr<sql::ServerConnection> connection,
                                              const std::string& prefix);
  // A query for the names of all tables, columns and indexes, a row each.
  std::string catalogue_query;
};

std::vector<SchemaEngine> schema_engines();
inline std::ostream& operator<<(std::ostream& out, const SchemaEngine& engine) { return out << engine.name; }

// Not thread-safe to make; what it gives may be used from any thread and process.
class ServerDatabaseOfTest {
 public:
  explicit ServerDatabaseOfTest(const SchemaEngine& engine);
  ~ServerDatabaseOfTest();
  ServerDatabaseOfTest(const ServerDatabaseOfTest&) = delete;
  ServerDatabaseOfTest& operator=(const ServerDatabaseOfTest&) = delete;

  const std::string& url() const { return url_; }
  std::unique_ptr<sql::ServerConnection> connect() const { return engine_.make_connector(url_)->connect(); }
  std::unique_ptr<sql::Schema> schema(const std::string& prefix = "") const {
    return engine_.make_schema(connect(), prefix);
  }
  void execute(const std::string& sql) const { connect()->execute(sql); }
  // The first column of the first row.
  std::string query(const std::string& sql) const;
  // Tables, columns and indexes, a line each, sorted.
  std::vector<std::string> catalogue() const;

 private:
  const SchemaEngine engine_;
  const std::string name_;
  std::string url_;
};

// Counts what changes the server (all but SELECT) and dies behind the `at`-th of it: the server has done it and nobody
// hears of it. Before the next one is the same to the server.
std::unique_ptr<sql::ServerConnection> make_breaking(std::unique_ptr<sql::ServerConnection> connection, int at,
                                                     int& count);

}  // namespace gotrue
