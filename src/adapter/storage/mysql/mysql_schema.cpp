#include "adapter/storage/mysql/mysql_schema.hpp"

#include "adapter/storage/mysql/adoption.hpp"
#include "adapter/storage/mysql/connector.hpp"
#include "adapter/storage/mysql/migrations.hpp"
#include "adapter/storage/mysql/obstacles.hpp"

namespace gotrue::mysql {
namespace {

class MysqlSchema final : public sql::Schema {
 public:
  MysqlSchema(std::unique_ptr<sql::ServerConnection> connection, std::string prefix, Reconnect reconnect)
      : connection_(std::move(connection)), prefix_(std::move(prefix)), reconnect_(std::move(reconnect)) {}

  int version() override { return schema_version(*connection_, prefix_); }
  int newest() const override { return newest_schema_version(); }
  std::vector<std::string> pending() override { return pending_statements(*connection_, prefix_); }
  std::vector<sql::Obstacle> check() override { 
    return find_obstacles(*connection_, prefix_, version() < newest());
  }
  void migrate(Time now) override { mysql::migrate(*connection_, prefix_, now, reconnect_); }
  std::size_t adopt_rows(const std::function<void(std::size_t)>& report) override {
    return mysql::adopt_rows(*connection_, prefix_, report);
  }

 private:
  const std::unique_ptr<sql::ServerConnection> connection_;
  const std::string prefix_;
  const Reconnect reconnect_;
};

}  // namespace

std::unique_ptr<sql::Schema> make_schema(std::unique_ptr<sql::ServerConnection> connection, const std::string& prefix) {
  return std::make_unique<MysqlSchema>(std::move(connection), prefix, Reconnect());
}

std::unique_ptr<sql::Schema> open_schema(const std::string& url, const std::string& prefix) {
  const std::shared_ptr<sql::Connector> connector = make_connector(url);
  return std::make_unique<MysqlSchema>(connector->connect(), prefix, [connector] { return connector->connect(); });
}

}  // namespace gotrue::mysql
