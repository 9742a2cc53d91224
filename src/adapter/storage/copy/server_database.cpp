#include "adapter/storage/copy/copy_database.hpp"

namespace gotrue::copy {
namespace {

class ServerDatabase final : public CopyDatabase {
 public:
  ServerDatabase(std::unique_ptr<sql::ServerConnection> connection, sql::Engine engine)
      : connection_(std::move(connection)),
        engine_(engine),
        tables_(*connection_, "SELECT 1 FROM information_schema.tables WHERE table_name = ? AND table_schema = " + schema()),
        columns_(*connection_, "SELECT 1 FROM information_schema.columns WHERE table_name = ? AND column_name = ? AND"
                               " table_schema = " + schema()) {}

  sql::Connection& connection() override { return *connection_; }
  sql::Engine engine() const override { return engine_; }
  void begin() override { connection_->begin(); }
  void begin_read() override { connection_->begin_read(); }
  void commit() override { connection_->commit(); }
  void rollback() noexcept override { connection_->rollback(); }
  void execute(const std::string& sql) override { connection_->execute(sql); }
  bool has_table(const std::string& table) override { return tables_(table).next(); }
  bool has_column(const std::string& table, const char* column) override { return columns_(table, column).next(); }

 private:
  std::string schema() const { return engine_ == sql::Engine::Mysql ? "DATABASE()" : "current_schema()"; }

  const std::unique_ptr<sql::ServerConnection> connection_;
  const sql::Engine engine_;
  sql::PreparedQuery tables_;
  sql::PreparedQuery columns_;
};

}  // namespace

std::unique_ptr<CopyDatabase> make_server_database(std::unique_ptr<sql::ServerConnection> connection,
                                                   sql::Engine engine) {
  return std::make_unique<ServerDatabase>(std::move(connection), engine);
}

}  // namespace gotrue::copy
