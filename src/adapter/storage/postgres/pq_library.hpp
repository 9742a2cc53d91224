// libpq, opened at its first use: it brings TLS and Kerberos libraries that other engines do not need (ADR 1).
#pragma once
#include <libpq-fe.h>

#include <memory>

namespace gotrue::postgres {

// Lives as long as the process. Thread-safe once opened.
struct PqLibrary {
  // Throws StorageError (Broken) when libpq.so.5 is not there or lacks a function.
  static const PqLibrary& get();

  decltype(&PQconninfoParse) conninfo_parse;
  decltype(&PQconninfoFree) conninfo_free;
  decltype(&PQfreemem) freemem;
  decltype(&PQconnectdbParams) connect;
  decltype(&PQfinish) finish;
  decltype(&PQstatus) status;
  decltype(&PQerrorMessage) error_message;
  decltype(&PQsocket) socket;
  decltype(&PQsetnonblocking) set_nonblocking;
  decltype(&PQsetNoticeProcessor) set_notice_processor;
  decltype(&PQsendQuery) send_query;
  decltype(&PQsendPrepare) send_prepare;
  decltype(&PQsendDescribePrepared) send_describe_prepared;
  decltype(&PQsendQueryPrepared) send_query_prepared;
  decltype(&PQsendQueryParams) send_query_params;
  decltype(&PQenterPipelineMode) enter_pipeline;
  decltype(&PQpipelineSync) end_of_pipeline;
  decltype(&PQexitPipelineMode) exit_pipeline;
  decltype(&PQflush) flush;
  decltype(&PQconsumeInput) consume_input;
  decltype(&PQisBusy) is_busy;
  decltype(&PQgetResult) get_result;
  decltype(&PQclear) clear;
  decltype(&PQresultStatus) result_status;
  decltype(&PQresultErrorField) error_field;
  decltype(&PQnparams) parameter_count;
  decltype(&PQparamtype) parameter_type;
  decltype(&PQntuples) row_count;
  decltype(&PQnfields) column_count;
  decltype(&PQftype) column_type;
  decltype(&PQgetisnull) is_null;
  decltype(&PQgetvalue) value;
  decltype(&PQgetlength) length;
  decltype(&PQcmdStatus) command_status;
  decltype(&PQcmdTuples) changed_rows;

 private:
  PqLibrary();
};

struct FinishConnection {
  void operator()(PGconn* connection) const { PqLibrary::get().finish(connection); }
};
using ConnectionHandle = std::unique_ptr<PGconn, FinishConnection>;

struct ClearResult {
  void operator()(PGresult* result) const { PqLibrary::get().clear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

}  // namespace gotrue::postgres
