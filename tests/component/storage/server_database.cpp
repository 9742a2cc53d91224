#include "server_database.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "adapter/storage/mysql/connector.hpp"
#include "adapter/storage/mysql/mysql_schema.hpp"
#include "adapter/storage/postgres/connector.hpp"
#include "adapter/storage/postgres/postgres_schema.hpp"

namespace gotrue {
namespace {

constexpr const char* kMysqlCatalogue =
    "SELECT CONCAT('table ', table_name) FROM information_schema.tables WHERE table_schema = DATABASE() UNION ALL"
    " SELECT CONCAT('column ', table_name, '.', column_name, ' ', column_type, ' ', COALESCE(column_default, ''), ' ',"
    " COALESCE(generation_expression, '')) FROM information_schema.columns WHERE table_schema = DATABASE() UNION ALL"
    " SELECT CONCAT('index ', table_name, '.', index_name, ' ', seq_in_index, ' ', column_name, ' ', non_unique)"
    " FROM information_schema.statistics WHERE table_schema = DATABASE()";

constexpr const char* kPostgresCatalogue =
    "SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns"
    " WHERE table_schema = 'public' UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'"
    " UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = CAST('public' AS regnamespace)"
    " UNION ALL SELECT 'invalid ' || CAST(indexrelid AS text) FROM pg_index WHERE NOT indisvalid";

std::string with_database(const std::string& url, const std::string& name) {
  const auto slash = url.rfind('/');
  const auto question = url.find('?', slash);
  return url.substr(0, slash + 1) + name + (question == url.npos ? "" : url.substr(question));
}

std::string next_name() {
  static int counter = 0;
  return "gotrue_schema_" + std::to_string(getpid()) + "_" + std::to_string(++counter);
}

// Shared by a connection and its statements.
struct Fuse {
  int& count;
  const int at;
  bool is_blown = false;

  template <class Send>
  void send(const Send& send) {
    if (is_blown) throw sql::ConnectionLost("cut");
    send();
    is_blown = ++count == at;
    if (is_blown) throw sql::ConnectionLost("cut");
  }
};

class BreakingStatement final : public sql::Statement {
 public:
  BreakingStatement(std::unique_ptr<sql::Statement> inner, Fuse& fuse, bool is_counted)
      : inner_(std::move(inner)), fuse_(fuse), is_counted_(is_counted) {}
  void bind_null(int i) override { inner_->bind_null(i); }
  void bind_int64(int i, std::int64_t v) override { inner_->bind_int64(i, v); }
  void bind_text(int i, std::string_view v) override { inner_->bind_text(i, v); }
  void bind_blob(int i, std::string_view v) override { inner_->bind_blob(i, v); }
  void bind_time(int i, Time v) override { inner_->bind_time(i, v); }
  bool step() override {
    bool has_row = false;
    const auto step_inner = [&] { has_row = inner_->step(); };
    if (was_sent_ || !is_counted_) {
      step_inner();
    } else {
      was_sent_ = true;
      fuse_.send(step_inner);
    }
    return has_row;
  }
  std::int64_t changed_rows() const override { return inner_->changed_rows(); }
  bool is_null(int c) const override { return inner_->is_null(c); }
  std::int64_t int64(int c) const override { return inner_->int64(c); }
  std::string_view text(int c) const override { return inner_->text(c); }
  Time time(int c) const override { return inner_->time(c); }
  void reset() override {
    was_sent_ = false;
    inner_->reset();
  }

 private:
  std::unique_ptr<sql::Statement> inner_;
  Fuse& fuse_;
  const bool is_counted_;
  bool was_sent_ = false;
};

class BreakingConnection final : public sql::ServerConnection {
 public:
  BreakingConnection(std::unique_ptr<sql::ServerConnection> inner, int at, int& count)
      : inner_(std::move(inner)), fuse_{count, at} {}
  std::unique_ptr<sql::Statement> prepare(const std::string& sql) override {
    if (fuse_.is_blown) throw sql::ConnectionLost("cut");
    return std::make_unique<BreakingStatement>(inner_->prepare(sql), fuse_, !sql.starts_with("SELECT"));
  }
  void set_deadline(const sql::Deadline& deadline) noexcept override { inner_->set_deadline(deadline); }
  void begin_look_up() override { fuse_.send([&] { inner_->begin_look_up(); }); }
  void begin() override { fuse_.send([&] { inner_->begin(); }); }
  void begin_read() override { fuse_.send([&] { inner_->begin_read(); }); }
  void commit() override { fuse_.send([&] { inner_->commit(); }); }
  void rollback() noexcept override {
    if (!fuse_.is_blown) inner_->rollback();
  }
  bool is_usable() const noexcept override { return !fuse_.is_blown && inner_->is_usable(); }
  bool ping() noexcept override { return !fuse_.is_blown && inner_->ping(); }
  void execute(const std::string& sql) override { fuse_.send([&] { inner_->execute(sql); }); }

 private:
  std::unique_ptr<sql::ServerConnection> inner_;
  Fuse fuse_;
};

void add(std::vector<SchemaEngine>& engines, const char* variable, SchemaEngine engine) {
  const char* url = std::getenv(variable);
  if (!url || !*url) return;
  engine.url = url;
  engines.push_back(std::move(engine));
}

}  // namespace

std::vector<SchemaEngine> schema_engines() {
  std::vector<SchemaEngine> engines;
  add(engines, "GOTRUE_TEST_MYSQL_URL", {"MySQL", {}, mysql::make_connector, mysql::make_schema, kMysqlCatalogue});
  add(engines, "GOTRUE_TEST_POSTGRES_URL",
      {"PostgreSQL", {}, postgres::make_connector, postgres::make_schema, kPostgresCatalogue});
  return engines;
}

ServerDatabaseOfTest::ServerDatabaseOfTest(const SchemaEngine& engine)
    : engine_(engine), name_(next_name()), url_(with_database(engine.url, name_)) {
  engine_.make_connector(engine_.url)->connect()->execute("CREATE DATABASE " + name_);
}

ServerDatabaseOfTest::~ServerDatabaseOfTest() {
  engine_.make_connector(engine_.url)->connect()->execute(
      "DROP DATABASE " + name_ + (engine_.name == "PostgreSQL" ? " WITH (FORCE)" : ""));
}

std::string ServerDatabaseOfTest::query(const std::string& sql) const {
  const auto connection = connect();
  sql::PreparedQuery prepared(*connection, sql);
  sql::Cursor row = prepared();
  return row.next() ? row.text(0) : "no row";
}

std::vector<std::string> ServerDatabaseOfTest::catalogue() const {
  const auto connection = connect();
  sql::PreparedQuery prepared(*connection, engine_.catalogue_query);
  std::vector<std::string> lines;
  sql::Cursor row = prepared();
  while (row.next()) lines.push_back(row.text(0));
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::unique_ptr<sql::ServerConnection> make_breaking(std::unique_ptr<sql::ServerConnection> connection, int at,
                                                     int& count) {
  return std::make_unique<BreakingConnection>(std::move(connection), at, count);
}

}  // namespace gotrue
