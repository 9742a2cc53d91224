// One connection of libpq: sends a request, waits for its answer with a time-out, says what an error means.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapter/storage/postgres/pq_library.hpp"
#include "adapter/storage/postgres/wire_values.hpp"
#include "adapter/storage/sql/deadline.hpp"

namespace gotrue::postgres {

// How long the server may be silent.
inline constexpr std::chrono::seconds kAnswerTimeout{10};

// A statement that the server has prepared.
struct ServerStatement {
  std::string name;
  std::vector<Type> parameter_types;
};

// Not thread-safe. Every call that talks to the server throws what throw_server_error throws; after a time-out or a
// lost connection the link is not usable any more.
class Link {
 public:
  // `connection` stands.
  explicit Link(ConnectionHandle connection);

  // One or more statements without parameters, after what was left for later; the answer of the last.
  ResultHandle query(const std::string& sql, std::chrono::milliseconds timeout = kAnswerTimeout);
  // `sql` has numbered placeholders; the server finds out their types. Asked once for each text; valid as long as the
  // link.
  const ServerStatement& prepare(const std::string& sql);
  // With what was left for later, in one round trip; the columns of the answer are in binary form.
  ResultHandle run(const ServerStatement& statement, const std::vector<BoundValue>& parameters);
  // The same for one statement without parameters, in the server's own text form.
  ResultHandle run(const char* sql);
  // Leaves a statement for the round trip of the next one, which throws what it meets.
  void run_later(const char* sql) { later_.emplace_back(sql); }
  void run_later(const ServerStatement& statement, const std::vector<BoundValue>& parameters);
  std::size_t count_later() const noexcept { return later_.size(); }
  // Whether a text comes first of what was left: the beginning of a transaction that the server does not know of yet.
  bool begins_later() const noexcept { return !later_.empty() && later_.front().text; }
  void forget_later() noexcept { later_.clear(); }
  void set_deadline(const sql::Deadline& deadline) noexcept { deadline_ = deadline; }
  bool is_usable() const noexcept;
  // Not usable from now on.
  void abandon() noexcept { is_lost_ = true; }

 private:
  // Either the text or the prepared statement.
  struct Request {
    explicit Request(const char* sql) : text(sql) {}
    Request(const ServerStatement& prepared, const std::vector<BoundValue>& parameters);

    const char* text = nullptr;
    const ServerStatement* statement = nullptr;
    std::vector<WireValue> values;
  };
  ResultHandle run(const Request& last);
  bool send(const Request& request);
  bool send_pipeline(const Request& last);
  ResultHandle await_end_of_pipeline(std::size_t statements);
  // Waits for all answers to what was sent: the first error, else the last answer.
  ResultHandle await(bool was_sent, std::chrono::milliseconds timeout);
  void flush(std::chrono::milliseconds timeout);
  ResultHandle next_result(std::chrono::milliseconds timeout);
  void wait_for_socket(short events, std::chrono::milliseconds timeout);
  void check(const PGresult* result);
  [[noreturn]] void lose(const char* reason);

  const PqLibrary& pq_ = PqLibrary::get();
  ConnectionHandle connection_;
  std::vector<Request> later_;
  std::unordered_map<std::string, ServerStatement> prepared_;
  std::optional<sql::Deadline> deadline_;
  bool is_lost_ = false;
};

}  // namespace gotrue::postgres
