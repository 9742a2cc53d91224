#include "adapter/storage/postgres/link.hpp"

#include <poll.h>

#include <cerrno>

#include "adapter/storage/postgres/server_error.hpp"
#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::postgres {
namespace {

void ignore_notice(void*, const char*) {}

bool is_error(const PqLibrary& pq, const PGresult* result) {
  switch (pq.result_status(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY: return false;
    default: return true;
  }
}

}  // namespace

// The parameters of one execution in the arrays that libpq takes.
struct Link::WireParameters {
  WireParameters(const std::vector<Type>& types, const std::vector<BoundValue>& parameters)
      : wires(parameters.size()), values(wires.size()), lengths(wires.size()), formats(wires.size()) {
    for (std::size_t i = 0; i < wires.size(); ++i) {
      if (parameters[i].kind == BoundValue::Kind::Null) continue;
      wires[i] = to_wire(parameters[i], types[i]);
      values[i] = wires[i].bytes.c_str();
      lengths[i] = static_cast<int>(wires[i].bytes.size());
      formats[i] = wires[i].is_binary;
    }
  }

  std::vector<WireValue> wires;
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
};

Link::Link(ConnectionHandle connection) : connection_(std::move(connection)) {
  pq_.set_notice_processor(connection_.get(), ignore_notice, nullptr);
  if (pq_.set_nonblocking(connection_.get(), 1) != 0) lose("the connection is closed");
}

ResultHandle Link::query(const std::string& sql, std::chrono::milliseconds timeout) {
  const std::string text = deferred_ ? std::string(deferred_) + "; " + sql : sql;
  deferred_ = nullptr;
  return await(pq_.send_query(connection_.get(), text.c_str()) == 1, timeout);
}

ServerStatement Link::prepare(const std::string& name, const std::string& sql) {
  if (deferred_) query("");
  PGconn* const connection = connection_.get();
  await(pq_.send_prepare(connection, name.c_str(), sql.c_str(), 0, nullptr) == 1, kAnswerTimeout);
  const ResultHandle description = await(pq_.send_describe_prepared(connection, name.c_str()) == 1, kAnswerTimeout);
  ServerStatement statement;
  statement.name = name;
  for (int i = 0; i < pq_.parameter_count(description.get()); ++i) {
    statement.parameter_types.push_back(static_cast<Type>(pq_.parameter_type(description.get(), i)));
  }
  return statement;
}

ResultHandle Link::run(const ServerStatement& statement, const std::vector<BoundValue>& parameters) {
  const WireParameters wires(statement.parameter_types, parameters);
  if (deferred_) return run_after_deferred(statement, wires);
  return await(send(statement, wires), kAnswerTimeout);
}

ResultHandle Link::run_after_deferred(const ServerStatement& statement, const WireParameters& wires) {
  PGconn* const connection = connection_.get();
  const char* const first = std::exchange(deferred_, nullptr);
  const bool was_sent = pq_.enter_pipeline(connection) == 1 &&
                        pq_.send_query_params(connection, first, 0, nullptr, nullptr, nullptr, nullptr, 1) == 1 &&
                        send(statement, wires) && pq_.end_of_pipeline(connection) == 1;
  if (is_lost_ || !was_sent) lose("the connection is closed");
  flush(kAnswerTimeout);
  ResultHandle result = await_end_of_pipeline();
  if (pq_.exit_pipeline(connection) != 1) abandon();
  check(result.get());
  return result;
}

ResultHandle Link::await_end_of_pipeline() {
  ResultHandle kept;
  // A null ends the answers to each of the two statements; more of them come from a closed connection.
  for (int nulls = 0; nulls <= 2;) {
    ResultHandle result = next_result(kAnswerTimeout);
    if (!result) {
      ++nulls;
    } else if (pq_.result_status(result.get()) == PGRES_PIPELINE_SYNC) {
      return kept;
    } else if (!kept || !is_error(pq_, kept.get())) {
      kept = std::move(result);
    }
  }
  return kept;
}

bool Link::send(const ServerStatement& statement, const WireParameters& wires) {
  return pq_.send_query_prepared(connection_.get(), statement.name.c_str(), static_cast<int>(wires.values.size()),
                                 wires.values.data(), wires.lengths.data(), wires.formats.data(), 1) == 1;
}

bool Link::is_usable() const noexcept { return !is_lost_ && pq_.status(connection_.get()) == CONNECTION_OK; }

ResultHandle Link::await(bool was_sent, std::chrono::milliseconds timeout) {
  if (is_lost_ || !was_sent) lose("the connection is closed");
  flush(timeout);
  ResultHandle kept;
  while (ResultHandle result = next_result(timeout)) {
    if (!kept || !is_error(pq_, kept.get())) kept = std::move(result);
  }
  check(kept.get());
  return kept;
}

void Link::flush(std::chrono::milliseconds timeout) {
  while (const int rest = pq_.flush(connection_.get())) {
    if (rest < 0) lose("the connection is closed");
    wait_for_socket(POLLIN | POLLOUT, timeout);
    // What the server says meanwhile is read, so that it goes on reading too.
    if (pq_.consume_input(connection_.get()) == 0) lose("the server closed the connection");
  }
}

ResultHandle Link::next_result(std::chrono::milliseconds timeout) {
  while (pq_.is_busy(connection_.get()) != 0) {
    wait_for_socket(POLLIN, timeout);
    // A server that closes the connection may have said why: get_result has its words.
    if (pq_.consume_input(connection_.get()) == 0) break;
  }
  return ResultHandle(pq_.get_result(connection_.get()));
}

void Link::wait_for_socket(short events, std::chrono::milliseconds timeout) {
  pollfd socket{pq_.socket(connection_.get()), events, 0};
  int ready = 0;
  do {
    ready = poll(&socket, 1, static_cast<int>(timeout.count()));
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) lose("the server did not answer in time");
}

void Link::check(const PGresult* result) {
  if (!result) lose("the server closed the connection");
  if (!is_error(pq_, result)) return;
  const char* code = pq_.error_field(result, PG_DIAG_SQLSTATE);
  if (!code) lose("the server closed the connection");
  const char* message = pq_.error_field(result, PG_DIAG_MESSAGE_PRIMARY);
  is_lost_ = is_lost_ || ends_connection(code);
  throw_server_error(code, message ? message : "");
}

void Link::lose(const char* reason) {
  is_lost_ = true;
  throw sql::ConnectionLost(std::string("postgres: ") + reason);
}

}  // namespace gotrue::postgres
