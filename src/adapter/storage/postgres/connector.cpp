#include "adapter/storage/postgres/connector.hpp"

#include <vector>

#include "adapter/storage/postgres/connection_url.hpp"
#include "adapter/storage/postgres/postgres_connection.hpp"
#include "adapter/storage/postgres/server_error.hpp"

namespace gotrue::postgres {
namespace {

// libpq's words name hosts, users and databases; a password never.
std::string failure_text(const ConnectionSettings& settings, PGconn* connection) {
  std::string text = connection ? one_line(PqLibrary::get().error_message(connection)) : "out of memory";
  for (const char* keyword : {"password", "sslpassword"}) {
    const std::string secret = settings.value_of(keyword);
    if (!secret.empty() && text.find(secret) != std::string::npos) text = "the server refuses";
  }
  return "cannot connect to PostgreSQL: " + text;
}

class PostgresConnector final : public sql::Connector {
 public:
  explicit PostgresConnector(ConnectionSettings settings) : settings_(std::move(settings)) {}

  std::unique_ptr<sql::ServerConnection> connect() override {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (const auto& [keyword, value] : settings_.parameters) {
      keywords.push_back(keyword.c_str());
      values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);

    const PqLibrary& pq = PqLibrary::get();
    ConnectionHandle connection(pq.connect(keywords.data(), values.data(), 0));
    if (!connection || pq.status(connection.get()) != CONNECTION_OK) {
      throw StorageError(StorageError::Kind::Unavailable, failure_text(settings_, connection.get()));
    }
    return std::make_unique<PostgresConnection>(std::move(connection));
  }

 private:
  const ConnectionSettings settings_;
};

}  // namespace

std::unique_ptr<sql::Connector> make_connector(const std::string& url) {
  auto settings = parse_url(url);
  if (!settings) throw StorageError(StorageError::Kind::Broken, "the database URL " + settings.error());
  return std::make_unique<PostgresConnector>(std::move(*settings));
}

}  // namespace gotrue::postgres
