// Many refreshes as one transaction, each decided by itself (ADR 8).
#pragma once
#include "adapter/storage/sql/connection_pool.hpp"

namespace gotrue::sql {

// Runs the RefreshCalls of a batch and sets their outcomes. What goes wrong before the commit makes all of them fall out,
// so that none suffers for another.
void refresh_together(ConnectionPool& pool, const Gathering::Batch& calls) noexcept;

}  // namespace gotrue::sql
