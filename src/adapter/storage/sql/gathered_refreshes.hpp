// The jobs of a gathering lane whose requests are refreshes: one transaction for all that are plain swaps.
#pragma once
#include "adapter/storage/sql/connection_pool.hpp"
#include "adapter/storage/sql/gathering_lane.hpp"

namespace gotrue::sql {

// As GatheringLane::Serve.
GatheringLane::Batch serve_refreshes(ConnectionPool& pool, GatheringLane::Batch batch) noexcept;

}  // namespace gotrue::sql
