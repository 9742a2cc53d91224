// What an external sign-in leaves for a moment, in SQL: codes for our clients, and ids that may be used once.
#pragma once
#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/flavour.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

class SqlFlowCodes final : public FlowCodeRepository {
 public:
  SqlFlowCodes(Connection& connection, const Flavour& flavour);
  void insert(const FlowCode& row, std::string_view code) override;
  std::optional<FlowCode> take(const Uuid& instance_id, std::string_view code) override;

 private:
  PreparedQuery insert_;
  PreparedQuery find_;
  PreparedQuery remove_;
};

class SqlSpentIds final : public SpentIdRepository {
 public:
  SqlSpentIds(Connection& connection, const Flavour& flavour);
  bool spend(std::string_view purpose, std::string_view id, Time expires_at) override;

 private:
  PreparedQuery insert_;
};

}  // namespace gotrue::sql
