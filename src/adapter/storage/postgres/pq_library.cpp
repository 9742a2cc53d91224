#include "adapter/storage/postgres/pq_library.hpp"

#include <dlfcn.h>

#include <string>

#include "core/port/storage.hpp"

namespace gotrue::postgres {
namespace {

template <class Function>
void resolve(void* library, const char* name, Function& function) {
  void* symbol = dlsym(library, name);
  if (!symbol) throw StorageError(StorageError::Kind::Broken, std::string("libpq lacks ") + name);
  function = reinterpret_cast<Function>(symbol);
}

}  // namespace

PqLibrary::PqLibrary() {
  void* library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    throw StorageError(StorageError::Kind::Broken, "libpq.so.5 cannot be opened: install the package libpq5");
  }
  resolve(library, "PQconninfoParse", conninfo_parse);
  resolve(library, "PQconninfoFree", conninfo_free);
  resolve(library, "PQfreemem", freemem);
  resolve(library, "PQconnectdbParams", connect);
  resolve(library, "PQfinish", finish);
  resolve(library, "PQstatus", status);
  resolve(library, "PQerrorMessage", error_message);
  resolve(library, "PQsocket", socket);
  resolve(library, "PQsetnonblocking", set_nonblocking);
  resolve(library, "PQsetNoticeProcessor", set_notice_processor);
  resolve(library, "PQsendQuery", send_query);
  resolve(library, "PQsendPrepare", send_prepare);
  resolve(library, "PQsendDescribePrepared", send_describe_prepared);
  resolve(library, "PQsendQueryPrepared", send_query_prepared);
  resolve(library, "PQsendQueryParams", send_query_params);
  resolve(library, "PQenterPipelineMode", enter_pipeline);
  resolve(library, "PQpipelineSync", end_of_pipeline);
  resolve(library, "PQexitPipelineMode", exit_pipeline);
  resolve(library, "PQflush", flush);
  resolve(library, "PQconsumeInput", consume_input);
  resolve(library, "PQisBusy", is_busy);
  resolve(library, "PQgetResult", get_result);
  resolve(library, "PQclear", clear);
  resolve(library, "PQresultStatus", result_status);
  resolve(library, "PQresultErrorField", error_field);
  resolve(library, "PQnparams", parameter_count);
  resolve(library, "PQparamtype", parameter_type);
  resolve(library, "PQntuples", row_count);
  resolve(library, "PQnfields", column_count);
  resolve(library, "PQftype", column_type);
  resolve(library, "PQgetisnull", is_null);
  resolve(library, "PQgetvalue", value);
  resolve(library, "PQgetlength", length);
  resolve(library, "PQcmdStatus", command_status);
  resolve(library, "PQcmdTuples", changed_rows);
}

const PqLibrary& PqLibrary::get() {
  static const PqLibrary library;
  return library;
}

}  // namespace gotrue::postgres
