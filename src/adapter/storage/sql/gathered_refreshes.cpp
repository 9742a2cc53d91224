#include "adapter/storage/sql/gathered_refreshes.hpp"

#include "adapter/storage/sql/refresh_together.hpp"

namespace gotrue::sql {
namespace {

using Outcome = RefreshCall::Outcome;

// The calls of the jobs that are refreshes, and these jobs in the same order; all others are moved to `alone`.
struct Refreshes {
  std::vector<RefreshCall> calls;
  GatheringLane::Batch jobs;
};

Refreshes read_calls(GatheringLane::Batch batch, GatheringLane::Batch& alone) {
  Refreshes refreshes;
  refreshes.calls.reserve(batch.size());
  for (GatheredJob& one : batch) {
    SoughtRow row = one.job->seek();
    if (auto* const sought = std::get_if<SoughtRefreshToken>(&row)) {
      refreshes.calls.emplace_back(std::move(*sought));
      refreshes.jobs.push_back(std::move(one));
    } else {
      alone.push_back(std::move(one));
    }
  }
  return refreshes;
}

bool is_to_run_alone(Outcome outcome, BatchEnd end) {
  if (outcome == Outcome::Refused) return false;
  return outcome != Outcome::Done || end == BatchEnd::Undone;
}

}  // namespace

GatheringLane::Batch serve_refreshes(ConnectionPool& pool, GatheringLane::Batch batch) noexcept {
  GatheringLane::Batch alone;
  auto [calls, jobs] = read_calls(std::move(batch), alone);
  if (jobs.empty()) return alone;
  const RefreshCall* const first = calls.data();
  const BatchFate fate = refresh_together(pool, calls, jobs.front().deadline, [&, &jobs = jobs](RefreshCall& call) {
    jobs[static_cast<std::size_t>(&call - first)].job->run();
  });
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const Outcome outcome = calls[i].outcome;
    if (is_to_run_alone(outcome, fate.end)) {
      alone.push_back(std::move(jobs[i]));
    } else {
      jobs[i].job->finish(outcome == Outcome::Refused ? std::string_view() : fate.failure);
    }
  }
  for (const GatheredJob& one : jobs) {
    if (one.job) one.job->announce();
  }
  return alone;
}

}  // namespace gotrue::sql
