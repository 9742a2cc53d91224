// One connection of libpq: sends a request, waits for its answer with a time-out, says what an error means.
#pragma once
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "adapter/storage/postgres/pq_library.hpp"
#include "adapter/storage/postgres/wire_values.hpp"

namespace gotrue::postgres {

// How long the server may be silent.
inline constexpr std::chrono::seconds kAnswerTimeout{10};

// A statement that the server has prepared.
struct ServerStatement {
  std::string name;
  std::vector<Type> parameter_types;
  // A row must come of it; none is a duplicate.
  bool inserts_one_row = false;
};

// Not thread-safe. Every call that talks to the server throws what throw_server_error throws; after a time-out or a
// lost connection the link is not usable any more.
class Link {
 public:
  // `connection` stands.
  explicit Link(ConnectionHandle connection);

  // One or more statements without parameters; the answer of the last.
  ResultHandle query(const std::string& sql, std::chrono::milliseconds timeout = kAnswerTimeout);
  // `sql` has numbered placeholders; the server finds out their types.
  ServerStatement prepare(const std::string& name, const std::string& sql);
  // One round trip; the columns of the answer are in binary form.
  ResultHandle run(const ServerStatement& statement, const std::vector<BoundValue>& parameters);
  // A statement without rows that goes before the next one, in the same round trip.
  void defer(const char* sql) noexcept { deferred_ = sql; }
  // Takes the deferred statement back; false when it has been sent.
  bool take_deferred() noexcept { return std::exchange(deferred_, nullptr) != nullptr; }
  bool is_usable() const noexcept;
  // Not usable from now on.
  void abandon() noexcept { is_lost_ = true; }

 private:
  struct WireParameters;
  bool send(const ServerStatement& statement, const WireParameters& wires);
  ResultHandle run_after_deferred(const ServerStatement& statement, const WireParameters& wires);
  ResultHandle await_end_of_pipeline();
  // Waits for all answers to what was sent: the first error, else the last answer.
  ResultHandle await(bool was_sent, std::chrono::milliseconds timeout);
  void flush(std::chrono::milliseconds timeout);
  ResultHandle next_result(std::chrono::milliseconds timeout);
  void wait_for_socket(short events, std::chrono::milliseconds timeout);
  void check(const PGresult* result);
  [[noreturn]] void lose(const char* reason);

  const PqLibrary& pq_ = PqLibrary::get();
  ConnectionHandle connection_;
  const char* deferred_ = nullptr;
  bool is_lost_ = false;
};

}  // namespace gotrue::postgres
