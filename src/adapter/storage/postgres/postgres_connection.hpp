// A connection to a PostgreSQL server behind sql::ServerConnection.
#pragma once
#include <memory>
#include <string>

#include "adapter/storage/postgres/link.hpp"
#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::postgres {

// Not thread-safe.
class PostgresConnection final : public sql::ServerConnection {
 public:
  // Sets what holds for the session: UTC, and the server's own time-outs, shorter than ours, so that it gives up a
  // statement and its locks before we give up the connection.
  explicit PostgresConnection(ConnectionHandle connection);

  // The server prepares it at its first run, and the same text once, however often it is asked for.
  std::unique_ptr<sql::Statement> prepare(const std::string& sql) override;
  // A transaction begins with its first statement and costs no round trip of its own; its snapshot is of that moment.
  void set_deadline(const sql::Deadline& deadline) noexcept override { link_.set_deadline(deadline); }
  void begin_look_up() override {}
  void begin() override;
  void begin_read() override;
  void commit() override;
  void rollback() noexcept override;
  bool is_usable() const noexcept override { return link_.is_usable(); }
  bool ping() noexcept override;
  // Waits ten minutes for the answer: a migration may take its time. Takes several statements and ignores rows.
  void execute(const std::string& sql) override;

 private:
  Link link_;
};

}  // namespace gotrue::postgres
