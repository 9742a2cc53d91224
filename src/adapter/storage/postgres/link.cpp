#include "adapter/storage/postgres/link.hpp"

#include <poll.h>

#include <algorithm>
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

Link::Request::Request(const ServerStatement& prepared, const std::vector<BoundValue>& parameters)
    : statement(&prepared), values(parameters.size()) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (parameters[i].kind != BoundValue::Kind::Null) values[i] = to_wire(parameters[i], prepared.parameter_types[i]);
    values[i].is_null = parameters[i].kind == BoundValue::Kind::Null;
  }
}

Link::Link(ConnectionHandle connection) : connection_(std::move(connection)) {
  pq_.set_notice_processor(connection_.get(), ignore_notice, nullptr);
  if (pq_.set_nonblocking(connection_.get(), 1) != 0) lose("the connection is closed");
}

ResultHandle Link::query(const std::string& sql, std::chrono::milliseconds timeout) {
  if (!later_.empty()) {
    const Request last = std::move(later_.back());
    later_.pop_back();
    run(last);
  }
  return await(pq_.send_query(connection_.get(), sql.c_str()) == 1, timeout);
}

const ServerStatement& Link::prepare(const std::string& sql) {
  if (const auto found = prepared_.find(sql); found != prepared_.end()) return found->second;
  PGconn* const connection = connection_.get();
  ServerStatement statement;
  statement.name = "s" + std::to_string(prepared_.size() + 1);
  await(pq_.send_prepare(connection, statement.name.c_str(), sql.c_str(), 0, nullptr) == 1, kAnswerTimeout);
  const ResultHandle description =
      await(pq_.send_describe_prepared(connection, statement.name.c_str()) == 1, kAnswerTimeout);
  for (int i = 0; i < pq_.parameter_count(description.get()); ++i) {
    statement.parameter_types.push_back(static_cast<Type>(pq_.parameter_type(description.get(), i)));
  }
  return prepared_.emplace(sql, std::move(statement)).first->second;
}

ResultHandle Link::run(const ServerStatement& statement, const std::vector<BoundValue>& parameters) {
  return run(Request(statement, parameters));
}

ResultHandle Link::run(const char* sql) { return run(Request(sql)); }

void Link::run_later(const ServerStatement& statement, const std::vector<BoundValue>& parameters) {
  later_.emplace_back(statement, parameters);
}

ResultHandle Link::run(const Request& last) {
  if (later_.empty()) return await(send(last), kAnswerTimeout);
  const std::size_t statements = later_.size() + 1;
  const bool was_sent = send_pipeline(last);
  later_.clear();
  if (is_lost_ || !was_sent) lose("the connection is closed");
  flush(kAnswerTimeout);
  ResultHandle result = await_end_of_pipeline(statements);
  if (pq_.exit_pipeline(connection_.get()) != 1) abandon();
  check(result.get());
  return result;
}

bool Link::send_pipeline(const Request& last) {
  PGconn* const connection = connection_.get();
  return pq_.enter_pipeline(connection) == 1 &&
         std::all_of(later_.begin(), later_.end(), [this](const Request& request) { return send(request); }) &&
         send(last) && pq_.end_of_pipeline(connection) == 1;
}

ResultHandle Link::await_end_of_pipeline(std::size_t statements) {
  ResultHandle kept;
  // A null ends the answers to each of the statements; more of them come from a closed connection.
  for (std::size_t nulls = 0; nulls <= statements;) {
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

bool Link::send(const Request& request) {
  PGconn* const connection = connection_.get();
  if (request.text) {
    return pq_.send_query_params(connection, request.text, 0, nullptr, nullptr, nullptr, nullptr, 1) == 1;
  }
  const std::size_t count = request.values.size();
  std::vector<const char*> values(count);
  std::vector<int> lengths(count);
  std::vector<int> formats(count);
  for (std::size_t i = 0; i < count; ++i) {
    const WireValue& value = request.values[i];
    values[i] = value.is_null ? nullptr : value.bytes.c_str();
    lengths[i] = static_cast<int>(value.bytes.size());
    formats[i] = value.is_binary;
  }
  return pq_.send_query_prepared(connection, request.statement->name.c_str(), static_cast<int>(count), values.data(),
                                 lengths.data(), formats.data(), 1) == 1;
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
  if (deadline_ && timeout <= kAnswerTimeout) timeout = deadline_->cap(timeout);
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
