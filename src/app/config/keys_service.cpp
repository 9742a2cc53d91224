#include "app/config/constraint.hpp"
#include "app/config/key_groups.hpp"

namespace gotrue {
namespace {

using C = Configuration;
using Api = ApiConfiguration;
using Database = DatabaseConfiguration;

}  // namespace

KeyGroup service_keys() {
  return {"Service",
          {
              {.name = "SITE_URL",
               .slot = slot::Text{at<&C::site_url>, constraint::kPrintable},
               .note = "Address of the site whose users these are: base of the links in mails and of redirects. "
                       "Required by `serve` and `admin`."},
              {.name = "OPERATOR_TOKEN",
               .slot = slot::Secret{at<&C::operator_token>},
               .note = "Bearer token that is admin everywhere; unset, there is none. Required by `multi`. Use at "
                       "least 32 random bytes."},
              {.name = "DISABLE_SIGNUP",
               .slot = slot::Flag{at<&C::disable_signup>},
               .note = "Nobody signs up; admins still create and invite users."},
              {.name = "USER_DATA_SCHEMA",
               .slot = slot::Text{at<&C::user_data_schema>, constraint::kPrintable},
               .note = "Path of a JSON Schema (draft 7) that `data` must satisfy.",
               .is_ours = true},
              {.name = "REDIS_URL",
               .slot = slot::Secret{at<&C::redis_url>},
               .note = "`redis://[[user]:password@]host[:port][/database]`: where the nodes of one deployment share "
                       "their limits and hear of changed instances; Redis 5 or later, without TLS. Unset, every node is on its own.",
               .is_ours = true},
          }};
}

KeyGroup api_keys() {
  return {"HTTP",
          {
              {.name = "API_HOST",
               .slot = slot::Text{at<&C::api, &Api::host>, constraint::kPrintable},
               .note = "Address to listen on.",
               .default_note = "all interfaces"},
              {.name = "API_PORT",
               .slot = slot::Number{at<&C::api, &Api::port>, 0, 65535},
               .note = "Port to listen on; 0 takes any free one.",
               .aliases = {"PORT"},
               .bare_names = {"PORT"}},
              {.name = "API_ENDPOINT",
               .slot = slot::Text{at<&C::api, &Api::endpoint>, constraint::kPrintable},
               .note = "Public address of the API, shown by `multi` alone."},
              {.name = "API_REQUEST_ID_HEADER",
               .slot = slot::Text{at<&C::api, &Api::request_id_header>, constraint::kToken},
               .note = "Header that carries the request id; without it every request gets a fresh UUID.",
               .aliases = {"REQUEST_ID_HEADER"},
               .bare_names = {"REQUEST_ID_HEADER"}},
              {.name = "API_EXPORT_SECRET",
               .slot = slot::Secret{at<&C::api, &Api::export_secret>},
               .note = "What the header `EXPORT_SECRET` of `GET /admin/users/export` must hold; unset, there is no "
                       "such route."},
              {.name = "API_PATH_PREFIXES",
               .slot = slot::List{at<&C::api, &Api::path_prefixes>, constraint::kPath},
               .note = "Every path is served below these as well as at the root; an empty value: at the root alone.",
               .is_ours = true},
              {.name = "CORS_ALLOWED_ORIGINS",
               .slot = slot::List{at<&C::api, &Api::cors_allowed_origins>, constraint::kOrigin},
               .note = "Origins that get credentials, besides the one of `SITE_URL`.",
               .default_note = "the origin of `SITE_URL`",
               .is_ours = true},
              {.name = "TRUSTED_PROXIES",
               .slot = slot::OptionalNetworks{at<&C::api, &Api::trusted_proxies>},
               .note = "Networks whose `X-Forwarded-For` and `-Proto` count. Unset, a loopback or private peer that "
                       "sends them is taken for a proxy; an empty value trusts nobody.",
               .is_ours = true},
              {.name = "API_MAX_BODY",
               .slot = slot::Number{at<&C::api, &Api::max_body>, 1024, 1 << 30},
               .note = "Largest request body in bytes; a larger one is answered 413.",
               .is_ours = true},
              {.name = "API_MAX_CONNECTIONS",
               .slot = slot::Number{at<&C::api, &Api::max_connections>, 1, 1'000'000},
               .note = "Connections held at once; further ones wait in the kernel's queue.",
               .is_ours = true},
              {.name = "API_IO_THREADS",
               .slot = slot::Number{at<&C::api, &Api::io_threads>, 0, 256},
               .note = "Threads that serve connections.",
               .default_note = "one per core",
               .is_ours = true},
              {.name = "COOKIE_KEY",
               .slot = slot::Text{at<&C::cookies, &CookieConfiguration::key>, constraint::kToken},
               .note = "Name of the cookie that carries the access token."},
              {.name = "COOKIE_DURATION",
               .slot = slot::Seconds{at<&C::cookies, &CookieConfiguration::duration>, true, true},
               .note = "Life of that cookie in seconds; negative: no cookies."},
          }};
}

KeyGroup database_keys() {
  constexpr auto set_driver = [](C& configuration, int driver) {
    configuration.db.driver = static_cast<DatabaseDriver>(driver);
  };
  return {"Database",
          {
              {.name = "DB_DRIVER",
               .slot = slot::Choice{{{"sqlite3", int(DatabaseDriver::Sqlite)},
                                     {"mysql", int(DatabaseDriver::Mysql)},
                                     {"postgres", int(DatabaseDriver::Postgres)}},
                                    set_driver},
               .note = "Kind of database: embedded SQLite, MySQL or MariaDB, PostgreSQL.",
               .default_note = "from the URL"},
              {.name = "DB_DATABASE_URL",
               .slot = slot::Secret{at<&C::db, &Database::url>},
               .note = "`sqlite3:///absolute/path` or `sqlite3://relative/path` of the embedded database; "
                       "`mysql://user:password@host:3306/db`, a DSN of Go's MySQL driver, or "
                       "`postgres://user:password@host:5432/db`.",
               .aliases = {"DATABASE_URL"},
               .bare_names = {"DATABASE_URL"},
               .default_note = "`gotrue.db` in the working directory"},
              {.name = "DB_NAMESPACE",
               .slot = slot::Text{at<&C::db, &Database::table_prefix>, constraint::kIdentifier},
               .note = "Tables are called `<namespace>_users` and so on."},
              {.name = "DB_MIGRATIONS_PATH",
               .slot = slot::Text{at<&C::db, &Database::migrations_path>},
               .note = "Accepted and not needed: the migrations are in the binary."},
              {.name = "DB_AUTOMIGRATE",
               .slot = slot::OptionalFlag{at<&C::db, &Database::automigrate>},
               .note = "Migrate at start instead of asking for `gotrue migrate`.",
               .default_note = "`true` for SQLite, else `false`"},
          }};
}

}  // namespace gotrue
