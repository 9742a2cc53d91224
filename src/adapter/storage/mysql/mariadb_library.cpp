#include "adapter/storage/mysql/mariadb_library.hpp"

#include <dlfcn.h>

#include <string>

#include "core/port/storage.hpp"

namespace gotrue::mysql {
namespace {

template <class Function>
void resolve(void* library, const char* name, Function& function) {
  void* symbol = dlsym(library, name);
  if (!symbol) throw StorageError(StorageError::Kind::Broken, std::string("libmariadb lacks ") + name);
  function = reinterpret_cast<Function>(symbol);
}

}  // namespace

MariadbLibrary::MariadbLibrary() {
  void* library = dlopen("libmariadb.so.3", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    throw StorageError(StorageError::Kind::Broken, "libmariadb.so.3 cannot be opened: install the package libmariadb3");
  }
  resolve(library, "mysql_init", init);
  resolve(library, "mysql_close", close);
  resolve(library, "mysql_optionsv", set_option);
  resolve(library, "mysql_real_connect", real_connect);
  resolve(library, "mysql_get_ssl_cipher", get_ssl_cipher);
  resolve(library, "mysql_get_server_info", server_version);
  resolve(library, "mariadb_get_infov", get_info);
  resolve(library, "mysql_real_query", real_query);
  resolve(library, "mysql_store_result", store_result);
  resolve(library, "mysql_free_result", free_result);
  resolve(library, "mysql_fetch_row", fetch_row);
  resolve(library, "mysql_next_result", next_result);
  resolve(library, "mysql_ping", ping);
  resolve(library, "mysql_errno", error_code);
  resolve(library, "mysql_error", error_text);
  resolve(library, "mysql_stmt_init", stmt_init);
  resolve(library, "mysql_stmt_prepare", stmt_prepare);
  resolve(library, "mysql_stmt_param_count", stmt_param_count);
  resolve(library, "mysql_stmt_attr_set", stmt_attr_set);
  resolve(library, "mysql_stmt_bind_param", stmt_bind_param);
  resolve(library, "mysql_stmt_execute", stmt_execute);
  resolve(library, "mysql_stmt_result_metadata", stmt_result_metadata);
  resolve(library, "mysql_num_fields", num_fields);
  resolve(library, "mysql_fetch_fields", fetch_fields);
  resolve(library, "mysql_stmt_bind_result", stmt_bind_result);
  resolve(library, "mysql_stmt_store_result", stmt_store_result);
  resolve(library, "mysql_stmt_fetch", stmt_fetch);
  resolve(library, "mysql_stmt_fetch_column", stmt_fetch_column);
  resolve(library, "mysql_stmt_free_result", stmt_free_result);
  resolve(library, "mysql_stmt_affected_rows", stmt_affected_rows);
  resolve(library, "mysql_stmt_errno", stmt_error_code);
  resolve(library, "mysql_stmt_error", stmt_error_text);
  resolve(library, "mysql_stmt_close", stmt_close);
  decltype(&mysql_server_init) server_init = nullptr;
  resolve(library, "mysql_server_init", server_init);
  if (server_init(0, nullptr, nullptr) != 0) {
    throw StorageError(StorageError::Kind::Broken, "libmariadb cannot be initialised");
  }
}

const MariadbLibrary& MariadbLibrary::get() {
  static const MariadbLibrary library;
  return library;
}

}  // namespace gotrue::mysql
