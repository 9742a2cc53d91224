#include "adapter/storage/mysql/connector.hpp"

#include <algorithm>

#include "adapter/storage/mysql/dsn.hpp"
#include "adapter/storage/mysql/mysql_connection.hpp"
#include "adapter/storage/mysql/server_error.hpp"

namespace gotrue::mysql {
namespace {

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

void set_tls(MYSQL* handle, Tls tls) {
  if (tls == Tls::Off) return;
  const auto set = MariadbLibrary::get().set_option;
  const my_bool is_asked_for = 1;
  const my_bool is_checked = tls == Tls::Verified;
  // The library takes it for a wish where nothing is checked (require_tls).
  set(handle, MYSQL_OPT_SSL_ENFORCE, &is_asked_for);
  set(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &is_checked);
  set(handle, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
}

void set_options(MYSQL* handle, const Dsn& dsn, const Host& host, std::chrono::milliseconds patience) {
  const auto set = MariadbLibrary::get().set_option;
  const auto longest = std::max(std::chrono::seconds(1), std::chrono::ceil<std::chrono::seconds>(patience));
  const auto connect_timeout = static_cast<unsigned>(std::min(dsn.connect_timeout, longest).count());
  const auto read_timeout = static_cast<unsigned>(dsn.read_timeout.count());
  const auto write_timeout = static_cast<unsigned>(dsn.write_timeout.count());
  const unsigned protocol = host.socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
  const unsigned no_local_files = 0;
  const my_bool no_reconnect = 0;
  const my_bool reports_cut = 1;
  set(handle, MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout);
  set(handle, MYSQL_OPT_READ_TIMEOUT, &read_timeout);
  set(handle, MYSQL_OPT_WRITE_TIMEOUT, &write_timeout);
  set(handle, MYSQL_OPT_PROTOCOL, &protocol);
  set(handle, MYSQL_OPT_LOCAL_INFILE, &no_local_files);
  set(handle, MYSQL_OPT_RECONNECT, &no_reconnect);
  set(handle, MYSQL_REPORT_DATA_TRUNCATION, &reports_cut);
  set(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  // A server must not get the password itself by asking for it.
  set(handle, MARIADB_OPT_RESTRICTED_AUTH,
      dsn.may_send_password ? "mysql_native_password,caching_sha2_password,sha256_password,client_ed25519,"
                              "mysql_clear_password,dialog"
                            : "mysql_native_password,caching_sha2_password,sha256_password,client_ed25519");
  set_tls(handle, dsn.tls);
}

// The library goes on in plain text when the server has no TLS and nothing is to be verified.
void require_tls(MYSQL* handle, Tls tls) {
  if (tls == Tls::Off || tls == Tls::Preferred || MariadbLibrary::get().get_ssl_cipher(handle)) return;
  throw StorageError(StorageError::Kind::Unavailable, "the server has no TLS, which the URL asks for");
}

std::string place_of(const Host& host) {
  return host.socket.empty() ? host.name + ":" + std::to_string(host.port) : host.socket;
}

class MysqlConnector final : public sql::Connector {
 public:
  explicit MysqlConnector(Dsn dsn) : dsn_(std::move(dsn)) {}

  using Connector::connect;
  std::unique_ptr<sql::ServerConnection> connect(std::chrono::milliseconds patience) override {
    std::unique_ptr<Session> read_only;
    std::string failures;
    for (const Host& host : dsn_.hosts) {
      try {
        auto session = connect_to(host, patience);
        if (dsn_.hosts.size() == 1 || takes_writes(*session)) {
          return std::make_unique<MysqlConnection>(std::move(session));
        }
        if (!read_only) read_only = std::move(session);
      } catch (const StorageError& error) {
        failures += (failures.empty() ? "" : "; ") + place_of(host) + ": " + error.what();
      }
    }
    if (read_only) return std::make_unique<MysqlConnection>(std::move(read_only));
    throw sql::CannotConnect("cannot connect to the database: " + failures);
  }

 private:
  std::unique_ptr<Session> connect_to(const Host& host, std::chrono::milliseconds patience) const {
    auto session = std::make_unique<Session>();
    set_options(session->handle(), dsn_, host, patience);
    const char* password = dsn_.password.reveal().data();  // ends with a NUL: parse_dsn lets none inside
    // Counts of an UPDATE are of the rows found; several statements in one call are ours alone (prepared statements
    // never hold several).
    const unsigned long flags = CLIENT_FOUND_ROWS | CLIENT_MULTI_STATEMENTS;
    const MYSQL* connected = MariadbLibrary::get().real_connect(
        session->handle(), or_null(host.name), dsn_.user.c_str(), password, dsn_.database.c_str(), host.port,
        or_null(host.socket), flags);
    if (!connected) session->fail();
    require_tls(session->handle(), dsn_.tls);
    return session;
  }

  static bool takes_writes(Session& session) {
    return session.query_text("SELECT @@global.read_only OR @@global.innodb_read_only") == "0";
  }

  const Dsn dsn_;
};

}  // namespace

std::unique_ptr<sql::Connector> make_connector(const std::string& url) {
  auto dsn = parse_dsn(url);
  if (!dsn) throw StorageError(StorageError::Kind::Broken, "GOTRUE_DB_DATABASE_URL " + dsn.error());
  MariadbLibrary::get();
  return std::make_unique<MysqlConnector>(std::move(*dsn));
}

}  // namespace gotrue::mysql
