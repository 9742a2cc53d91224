// The statements of many refreshes that are one transaction: a look-up of all their tokens, and one write for each kind of
// row (ADR 8).
#pragma once
#include <span>
#include <vector>

#include "adapter/storage/sql/flavour.hpp"
#include "adapter/storage/sql/refresh_writes.hpp"
#include "adapter/storage/sql/sized_query.hpp"

namespace gotrue::sql {

// Inside of a transaction. Not thread-safe.
class RefreshBatch {
 public:
  RefreshBatch(Connection& connection, const Flavour& flavour);
  // Gives each call the row of its token, which nobody else changes until the end of the transaction. None to those whose
  // rows others hold just now, whose token is not stored by its hash, or is that of a call before it.
  void find(std::span<RefreshCall> calls);
  // What it meets is thrown by the commit at the latest.
  void write(const RefreshWrites& writes);

 private:
  void revoke(const std::vector<RefreshWrites::Revocation>& revocations);
  void touch(const std::vector<Session>& sessions);

  const bool is_shared_;
  const bool is_narrow_;
  SizedQuery find_;
  SizedQuery revoke_;
  SizedQuery touch_;
  SizedQuery insert_;
  SizedQuery audit_;
};

}  // namespace gotrue::sql
