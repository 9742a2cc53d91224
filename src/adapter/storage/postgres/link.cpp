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

Link::Link(ConnectionHandle connection) : connection_(std::move(connection)) {
  pq_.set_notice_processor(connection_.get(), ignore_notice, nullptr);
  if (pq_.set_nonblocking(connection_.get(), 1) != 0) lose("the connection is closed");
}

ResultHandle Link::query(const std::string& sql, std::chrono::milliseconds timeout) {
  return await(pq_.send_query(connection_.get(), sql.c_str()) == 1, timeout);
}

ServerStatement Link::prepare(const std::string& name, const std::string& sql) {
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
  const std::size_t count = parameters.size();
  std::vector<WireValue> wires(count);
  std::vector<const char*> values(count);
  std::vector<int> lengths(count);
  std::vector<int> formats(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (parameters[i].kind == BoundValue::Kind::Null) continue;
    wires[i] = to_wire(parameters[i], statement.parameter_types[i]);
    values[i] = wires[i].bytes.c_str();
    lengths[i] = static_cast<int>(wires[i].bytes.size());
    formats[i] = wires[i].is_binary;
  }
  return await(pq_.send_query_prepared(connection_.get(), statement.name.c_str(), static_cast<int>(count),
                                       values.data(), lengths.data(), formats.data(), 1) == 1,
               kAnswerTimeout);
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
