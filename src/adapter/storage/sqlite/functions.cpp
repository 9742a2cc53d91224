// SQL functions of ours.
#include "adapter/storage/sqlite/sqlite_connection.hpp"
#include "base/email_address.hpp"

namespace gotrue::sqlite {
namespace {

void lower(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(arguments[0]));
  if (!bytes) return sqlite3_result_null(context);
  const std::string_view text(bytes, static_cast<std::size_t>(sqlite3_value_bytes(arguments[0])));
  const std::string lowered = lower_unicode(text);
  sqlite3_result_text64(context, lowered.data(), lowered.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

}  // namespace

void register_functions(sqlite3* database) {
  sqlite3_create_function_v2(database, "gotrue_lower", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr,
                             lower, nullptr, nullptr, nullptr);
}

}  // namespace gotrue::sqlite
