#include "adapter/storage/postgres/connector.hpp"

#include <algorithm>
#include <cstdlib>
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

  using Connector::connect;
  std::unique_ptr<sql::ServerConnection> connect(std::chrono::milliseconds patience) override {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (const auto& [keyword, value] : settings_.parameters) {
      keywords.push_back(keyword.c_str());
      values.push_back(value.c_str());
    }
    // Behind that of the URL: of two the last counts.
    const std::string time_out = std::to_string(time_out_within(patience));
    keywords.push_back("connect_timeout");
    values.push_back(time_out.c_str());
    keywords.push_back(nullptr);
    values.push_back(nullptr);

    const PqLibrary& pq = PqLibrary::get();
    ConnectionHandle connection(pq.connect(keywords.data(), values.data(), 0));
    if (!connection || pq.status(connection.get()) != CONNECTION_OK) {
      throw sql::CannotConnect(failure_text(settings_, connection.get()));
    }
    return std::make_unique<PostgresConnection>(std::move(connection));
  }

 private:
  // In seconds, for each host; libpq takes no less than two.
  long time_out_within(std::chrono::milliseconds patience) const {
    const long most = std::max(2L, static_cast<long>(std::chrono::ceil<std::chrono::seconds>(patience).count()));
    const long asked = std::strtol(settings_.value_of("connect_timeout").c_str(), nullptr, 10);
    return asked > 0 ? std::min(asked, most) : most;
  }

  const ConnectionSettings settings_;
};

}  // namespace

std::unique_ptr<sql::Connector> make_connector(const std::string& url) {
  auto settings = parse_url(url);
  if (!settings) throw StorageError(StorageError::Kind::Broken, "the database URL " + settings.error());
  return std::make_unique<PostgresConnector>(std::move(*settings));
}

}  // namespace gotrue::postgres
