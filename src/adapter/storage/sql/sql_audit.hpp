// Audit log, identities and the removal of what is over, in SQL.
#pragma once
#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/flavour.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

class SqlAudit final : public AuditRepository {
 public:
  SqlAudit(Connection& connection, const Flavour& flavour);
  void insert(const AuditEntry& entry) override;
  Page<AuditEntry> list(const AuditFilter& filter, const PageRequest& page) const override;

 private:
  struct ListQueries {
    PreparedQuery count;
    PreparedQuery rows;
  };
  static ListQueries list_queries(Connection& connection, const Flavour& flavour, const std::string& condition);

  const bool is_narrow_;
  PreparedQuery insert_;
  mutable ListQueries all_;
  mutable ListQueries by_author_;
  mutable ListQueries by_action_;
  mutable ListQueries by_log_type_;
};

class SqlIdentities final : public IdentityRepository {
 public:
  SqlIdentities(Connection& connection, const Flavour& flavour);
  std::optional<Identity> find(const Uuid& instance_id, std::string_view provider,
                               std::string_view subject) const override;
  std::vector<Identity> list_by_user(const Uuid& instance_id, const Uuid& user_id) const override;
  void insert(const Identity& identity) override;
  void update(const Identity& identity) override;
  void remove_by_user(const Uuid& instance_id, const Uuid& user_id) override;

 private:
  mutable PreparedQuery find_;
  mutable PreparedQuery list_by_user_;
  PreparedQuery insert_;
  PreparedQuery update_;
  PreparedQuery remove_by_user_;
};

class SqlExpiry final : public ExpiryRepository {
 public:
  SqlExpiry(Connection& connection, const Flavour& flavour);
  std::size_t remove_expired(Time now, Time tokens_before, Time mails_before, std::size_t limit) override;
  SessionWalk remove_dead_sessions(const Uuid& after, Time before, std::size_t page) override;

 private:
  static std::string oldest(const Flavour& flavour, const char* name, const std::string& condition);
  static std::string expired(const Flavour& flavour, const char* name, const std::string& key);

  PreparedQuery tokens_;
  PreparedQuery end_of_page_;
  PreparedQuery dead_sessions_;
  PreparedQuery mail_frequency_;
  PreparedQuery outbox_;
  PreparedQuery flow_codes_;
  PreparedQuery spent_ids_;
};

}  // namespace gotrue::sql
