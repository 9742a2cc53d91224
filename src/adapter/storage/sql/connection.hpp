// One database connection as the repositories see it: prepared statements with positional parameters. Each engine
// implements Statement and Connection; the repositories are written once over them.
//
// Not thread-safe: a connection and what was made from it belong to one thread at a time.
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/sha256.hpp"
#include "base/uuid.hpp"

namespace gotrue::sql {

// Bytes that are no text.
struct Blob {
  std::string_view bytes;
};

inline Blob blob_of(const Sha256Digest& digest) {
  return {{reinterpret_cast<const char*>(digest.data()), digest.size()}};
}

// Parameters count from 1, columns from 0. Every call may throw StorageError or, for a unique index, DuplicateKey.
class Statement {
 public:
  virtual ~Statement() = default;
  virtual void bind_null(int index) = 0;
  virtual void bind_int64(int index, std::int64_t value) = 0;
  // Both copy the bytes.
  virtual void bind_text(int index, std::string_view value) = 0;
  virtual void bind_blob(int index, std::string_view value) = 0;
  // To the microsecond where the column has room for it, else cut to the second.
  virtual void bind_time(int index, Time value) = 0;
  // Moves to the next row; false when there is none.
  virtual bool step() = 0;
  // Runs a statement without rows whose outcome is not asked for: at once, or in order together with the next one or
  // with the commit, which then throw what it would have thrown.
  virtual void step_later() { step(); }
  // Rows that an INSERT, UPDATE or DELETE touched.
  virtual std::int64_t changed_rows() const = 0;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t int64(int column) const = 0;
  // Valid until the next step or reset.
  virtual std::string_view text(int column) const = 0;
  virtual Time time(int column) const = 0;
  virtual void reset() = 0;
};

class Connection {
 public:
  virtual ~Connection() = default;
  virtual std::unique_ptr<Statement> prepare(const std::string& sql) = 0;
  // Whether runs of one statement that are left for later, one behind the other, cost no more than one over many rows.
  virtual bool gathers_rows() const { return false; }
};

// One execution of a prepared statement; resets it at the end of its life.
class Cursor {
 public:
  explicit Cursor(Statement& statement) : statement_(&statement) {}
  Cursor(Cursor&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Cursor& operator=(Cursor&&) = delete;
  ~Cursor() {
    if (statement_) statement_->reset();
  }

  bool next() { return statement_->step(); }
  // Runs a statement without rows; returns how many rows it changed.
  std::int64_t run() {
    statement_->step();
    return statement_->changed_rows();
  }

  // Runs a statement without rows whose outcome is not asked for; it saves a round trip where the engine can.
  void run_later() { statement_->step_later(); }

  std::string text(int column) const { return std::string(statement_->text(column)); }
  std::string_view view(int column) const { return statement_->text(column); }
  std::int64_t int64(int column) const { return statement_->int64(column); }
  bool boolean(int column) const { return statement_->int64(column) != 0; }
  Time time(int column) const { return statement_->time(column); }
  std::optional<Time> optional_time(int column) const {
    if (statement_->is_null(column)) return std::nullopt;
    return time(column);
  }
  // The nil UUID for what is none.
  Uuid uuid(int column) const { return Uuid::parse(view(column)).value_or(Uuid{}); }
  std::optional<Uuid> optional_uuid(int column) const {
    if (statement_->is_null(column)) return std::nullopt;
    return Uuid::parse(view(column));
  }

 private:
  Statement* statement_;
};

// Binds values to a statement, one behind the other: integers, texts, Blob, Uuid, Time, and std::optional of them.
class ParameterList {
 public:
  explicit ParameterList(Statement& statement) : statement_(statement) {}

  template <class... Values>
  void add(const Values&... values) {
    (bind(++index_, values), ...);
  }

 private:
  template <std::integral T>
  void bind(int index, T value) {
    statement_.bind_int64(index, static_cast<std::int64_t>(value));
  }
  void bind(int index, std::string_view value) { statement_.bind_text(index, value); }
  void bind(int index, const std::string& value) { statement_.bind_text(index, value); }
  void bind(int index, const char* value) { statement_.bind_text(index, value); }
  void bind(int index, const Blob& value) { statement_.bind_blob(index, value.bytes); }
  void bind(int index, Time value) { statement_.bind_time(index, value); }
  void bind(int index, const Uuid& value) {
    char text[36];
    value.write_to(text);
    statement_.bind_text(index, {text, sizeof text});
  }
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      statement_.bind_null(index);
    }
  }

  Statement& statement_;
  int index_ = 0;
};

// A statement that is prepared at its first use. Lives as long as its connection at the most.
class PreparedQuery {
 public:
  PreparedQuery(Connection& connection, std::string sql) : connection_(connection), sql_(std::move(sql)) {}

  // Binds the arguments in their order.
  template <class... Arguments>
  Cursor operator()(const Arguments&... arguments) {
    if (!statement_) statement_ = connection_.prepare(sql_);
    Cursor cursor(*statement_);
    ParameterList(*statement_).add(arguments...);
    return cursor;
  }

 private:
  Connection& connection_;
  std::string sql_;
  std::unique_ptr<Statement> statement_;
};

}  // namespace gotrue::sql
