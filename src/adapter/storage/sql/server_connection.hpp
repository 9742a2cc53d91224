// A connection to a database server (MySQL, PostgreSQL) and what the pool must know of it beyond its statements.
#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/deadline.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

// The server rolled the transaction back because of others (deadlock, serialization failure, certification failure of
// a cluster): it may be run again as it stands.
class TransactionConflict : public StorageError {
 public:
  explicit TransactionConflict(const std::string& message) : StorageError(Kind::Unavailable, message) {}
};

// No connection came about. what() is one clear line without any secret.
class CannotConnect : public StorageError {
 public:
  explicit CannotConnect(const std::string& message) : StorageError(Kind::Unavailable, message) {}
};

// The connection is gone or of no use: closed, reset, timed out, or its server is shutting down or takes no writes. What
// was not committed never happened; the outcome of a commit under way is unknown.
class ConnectionLost : public StorageError {
 public:
  explicit ConnectionLost(const std::string& message) : StorageError(Kind::Unavailable, message) {}
};

// Not thread-safe. Besides those of Connection every call may throw TransactionConflict or ConnectionLost.
class ServerConnection : public Connection {
 public:
  // By when the calls that follow are over; `execute` has a patience of its own.
  virtual void set_deadline(const Deadline& deadline) noexcept = 0;
  // Statements that follow stand alone, without a transaction.
  virtual void begin_look_up() = 0;
  // Read committed, so that a look-up after a row lock sees what the one who held it wrote.
  virtual void begin() = 0;
  // The same for a connection that runs one transaction after the other, where that saves a round trip: what follows
  // its end is another begin_...
  virtual void begin_next() { begin(); }
  // One snapshot for all reads.
  virtual void begin_read() = 0;
  // With what step_later left.
  virtual void commit() = 0;
  // Never throws; a connection that cannot roll back is not usable any more.
  virtual void rollback() noexcept = 0;
  // False once the connection was lost.
  virtual bool is_usable() const noexcept = 0;
  // One round trip; false when the server does not answer in time.
  virtual bool ping() noexcept = 0;
  // One statement without parameters and rows.
  virtual void execute(const std::string& sql) = 0;
};

// Makes connections to the server that the configuration names. Thread-safe.
class Connector {
 public:
  virtual ~Connector() = default;
  // Tries the hosts of the URL in turn, each for `patience` at the most, or for what the URL says if that is less.
  // Throws CannotConnect.
  virtual std::unique_ptr<ServerConnection> connect(std::chrono::milliseconds patience) = 0;
  std::unique_ptr<ServerConnection> connect() { return connect(std::chrono::minutes(1)); }
};

}  // namespace gotrue::sql
