// Many refreshes as one transaction, each decided by itself (ADR 8).
#pragma once
#include <functional>
#include <span>
#include <string>

#include "adapter/storage/sql/connection_pool.hpp"

namespace gotrue::sql {

enum class BatchEnd {
  Committed,
  Undone,   // nothing of it happened, so that no call suffers for another
  Unknown,  // it may have been committed
};

struct BatchFate {
  BatchEnd end;
  std::string failure = {};  // what is known of one that is Unknown
};

// Calls `run` for each call whose token is there to be swapped, with its NotedRefresh on this thread, and sets the outcomes of
// all; then writes and commits what they noted.
BatchFate refresh_together(ConnectionPool& pool, std::span<RefreshCall> calls, const Deadline& deadline,
                           const std::function<void(RefreshCall&)>& run) noexcept;

}  // namespace gotrue::sql
