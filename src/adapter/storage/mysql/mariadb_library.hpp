// libmariadb, opened at its first use (ADR 1). It speaks to MySQL and to MariaDB.
#pragma once
#include <mysql.h>

namespace gotrue::mysql {

// Lives as long as the process. Thread-safe once opened.
struct MariadbLibrary {
  // Throws StorageError (Broken) when libmariadb.so.3 is not there or lacks a function.
  static const MariadbLibrary& get();

  decltype(&mysql_init) init;
  decltype(&mysql_close) close;
  decltype(&mysql_optionsv) set_option;
  decltype(&mysql_real_connect) real_connect;
  decltype(&mysql_get_ssl_cipher) get_ssl_cipher;
  decltype(&mysql_get_server_info) server_version;
  decltype(&mariadb_get_infov) get_info;
  decltype(&mysql_real_query) real_query;
  decltype(&mysql_store_result) store_result;
  decltype(&mysql_free_result) free_result;
  decltype(&mysql_fetch_row) fetch_row;
  decltype(&mysql_next_result) next_result;
  decltype(&mysql_ping) ping;
  decltype(&mysql_errno) error_code;
  decltype(&mysql_error) error_text;
  decltype(&mysql_stmt_init) stmt_init;
  decltype(&mysql_stmt_prepare) stmt_prepare;
  decltype(&mysql_stmt_param_count) stmt_param_count;
  decltype(&mysql_stmt_attr_set) stmt_attr_set;
  decltype(&mysql_stmt_bind_param) stmt_bind_param;
  decltype(&mysql_stmt_execute) stmt_execute;
  decltype(&mysql_stmt_result_metadata) stmt_result_metadata;
  decltype(&mysql_num_fields) num_fields;
  decltype(&mysql_fetch_fields) fetch_fields;
  decltype(&mysql_stmt_bind_result) stmt_bind_result;
  decltype(&mysql_stmt_store_result) stmt_store_result;
  decltype(&mysql_stmt_fetch) stmt_fetch;
  decltype(&mysql_stmt_fetch_column) stmt_fetch_column;
  decltype(&mysql_stmt_free_result) stmt_free_result;
  decltype(&mysql_stmt_affected_rows) stmt_affected_rows;
  decltype(&mysql_stmt_errno) stmt_error_code;
  decltype(&mysql_stmt_error) stmt_error_text;
  decltype(&mysql_stmt_close) stmt_close;

 private:
  MariadbLibrary();
};

}  // namespace gotrue::mysql
