#include "app/demo/first_steps.hpp"

#include <filesystem>

namespace gotrue {
namespace {

// The address that a client on this machine uses.
std::string local_url(const std::string& host, int port) {
  const bool is_any = host.empty() || host == "0.0.0.0" || host == "::";
  const bool is_loopback = host == "127.0.0.1" || host == "::1";
  std::string name = is_any || is_loopback ? "localhost" : host;
  if (name.find(':') != std::string::npos) name = "[" + name + "]";
  return "http://" + name + ":" + std::to_string(port);
}

}  // namespace

std::string first_steps(const Configuration& configuration, int port) {
  const std::string url = local_url(configuration.api.host, port);
  const bool is_embedded = configuration.db.driver.value_or(DatabaseDriver::Sqlite) == DatabaseDriver::Sqlite;
  std::error_code ignored;
  const std::string database = is_embedded ? std::filesystem::absolute(configuration.db.path, ignored).string()
                                           : "on the server that GOTRUE_DB_DATABASE_URL names";
  const bool mail_is_sent = !configuration.smtp.host.empty();
  return "\n"
         "gotrue listens on " + url + "\n"
         "its database is   " + database + "\n\n"
         "Open " + url + "/ in a browser, or try:\n"
         "  curl " + url + "/settings\n"
         "  curl " + url + "/signup -d '{\"email\":\"ann@example.com\",\"password\":\"correct horse\"}'\n"
         "  curl " + url + "/recover -d '{\"email\":\"ann@example.com\"}'\n" +
         (mail_is_sent ? "\n" : "The links that would go out by mail appear below.\n\n");
}

}  // namespace gotrue
