// `gotrue db copy`.
#include <unistd.h>

#include "adapter/storage/copy/copy_all.hpp"
#include "adapter/storage/mysql/connector.hpp"
#include "adapter/storage/postgres/connector.hpp"
#include "adapter/system/system_clock.hpp"
#include "app/cli/actions.hpp"
#include "app/config/url_source.hpp"
#include "app/copy_progress_bar.hpp"
#include "app/open_schema.hpp"
#include "app/run_command.hpp"
#include "base/base64url.hpp"
#include "base/sha256.hpp"

namespace gotrue {
namespace {

struct End {
  const char* option;
  const std::string& url;
  std::string prefix;

  DatabaseTarget target() const {
    const auto target = parse_database_url(url, std::nullopt);
    if (!target) throw StorageError(StorageError::Kind::Broken, std::string(option) + " " + target.error());
    return *target;
  }
};

std::string prefix_of(const std::optional<std::string>& name, const Configuration& configuration) {
  if (!name) return configuration.db.table_prefix;
  return name->empty() ? std::string() : *name + "_";
}

std::string url_of(const std::string& option, const UrlSource& source) {
  const auto url = read_url(source);
  if (!url) throw StorageError(StorageError::Kind::Broken, option + ": " + url.error());
  return *url;
}

std::unique_ptr<copy::CopyDatabase> open(const End& end, copy::FileUse use) {
  const DatabaseTarget target = end.target();
  switch (target.driver) {
    case DatabaseDriver::Sqlite: return copy::open_file_database(target.path, use);
    case DatabaseDriver::Mysql:
      return copy::make_server_database(mysql::make_connector(end.url)->connect(), sql::Engine::Mysql);
    case DatabaseDriver::Postgres:
      return copy::make_server_database(postgres::make_connector(end.url)->connect(), sql::Engine::Postgres);
  }
  return nullptr;
}

// A database of the original server (MySQL, version 0) may be read as it is.
void check_source(const End& from) {
  const DatabaseTarget target = from.target();
  if (target.driver == DatabaseDriver::Sqlite && access(target.path.c_str(), R_OK) != 0) {
    throw StorageError(StorageError::Kind::Broken, "cannot read " + target.path);
  }
  const auto schema = open_schema(target, from.url, from.prefix);
  const int version = schema->version();
  const bool may_be_original = target.driver == DatabaseDriver::Mysql && version == 0;
  if (version == schema->newest() || may_be_original) return;
  throw StorageError(StorageError::Kind::Broken,
                     "the source has schema version " + std::to_string(version) + ", this binary needs " +
                         std::to_string(schema->newest()) +
                         (version < schema->newest() ? ": run `gotrue migrate` on it" : ": use a newer gotrue"));
}

std::string name_of(const End& end) {
  const Sha256Digest digest = sha256(end.url + '\0' + end.prefix);
  return base64url_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

int copy_database(const Configuration& configuration, const CopyArguments& arguments) {
  return run_command([&] {
    const std::string from_url = url_of("--from", arguments.from);
    const std::string to_url = url_of("--to", arguments.to);
    const End from{"--from", from_url, prefix_of(arguments.from_namespace, configuration)};
    const End to{"--to", to_url, prefix_of(arguments.to_namespace, configuration)};
    if (from.url == to.url && from.prefix == to.prefix) return complain("--from and --to name the same database");
    check_source(from);
    const auto target = open(to, copy::FileUse::Target);
    open_schema(to.target(), to.url, to.prefix)->migrate(SystemClock().now());
    const auto source = open(from, copy::FileUse::Source);
    CopyProgressBar bar(std::cout, isatty(STDOUT_FILENO) == 1);
    copy::copy_all({*source, from.prefix}, {*target, to.prefix}, name_of(from),
                   [&](const copy::CopyReport& report) { bar.show(report); });
    return 0;
  });
}

}  // namespace gotrue
