// The outbox and the moments of earlier mails in SQL.
#pragma once
#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/due_query.hpp"
#include "adapter/storage/sql/flavour.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

class SqlOutbox final : public OutboxRepository {
 public:
  SqlOutbox(Connection& connection, const Flavour& flavour);

  void replace(const OutboxMessage& message) override;
  std::vector<OutboxMessage> claim(Time now, Time lease_until, std::size_t limit,
                                   const std::vector<Uuid>& left_out) override;
  void remove(std::int64_t id) override;
  void postpone(std::int64_t id, int attempts, Time next_attempt_at, std::string_view last_error) override;
  std::optional<Time> next_due(const std::vector<Uuid>& left_out) const override;
  void remove_by_user(const Uuid& instance_id, const Uuid& user_id, MailKind kind) override;

  // Whether a message was added since the last call.
  bool take_added() { return std::exchange(was_added_, false); }

 private:
  bool was_added_ = false;
  PreparedQuery insert_;
  PreparedQuery select_due_;
  PreparedQuery lease_;
  PreparedQuery remove_;
  PreparedQuery postpone_;
  mutable DueQuery next_due_;
  PreparedQuery remove_by_user_;
};

class SqlMailFrequency final : public MailFrequencyRepository {
 public:
  SqlMailFrequency(Connection& connection, const Flavour& flavour);

  std::optional<Time> find_last(const Uuid& instance_id, MailKind kind, std::string_view normal_email) const override;
  void set_last(const Uuid& instance_id, MailKind kind, std::string_view normal_email, Time now) override;

 private:
  mutable PreparedQuery find_last_;
  PreparedQuery update_;
  PreparedQuery insert_;
};

}  // namespace gotrue::sql
