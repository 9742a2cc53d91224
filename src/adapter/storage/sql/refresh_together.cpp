#include "adapter/storage/sql/refresh_together.hpp"

namespace gotrue::sql {
namespace {

using Run = std::function<void(RefreshCall&)>;
using Outcome = RefreshCall::Outcome;

// A token that was used before wants a look at what came of it.
bool may_be_swapped(const RefreshCall& call) { return call.found && !call.found->token.revoked; }

void run_noting(RefreshCall& call, RefreshWrites& writes, const Run& run) {
  if (!may_be_swapped(call)) {
    call.outcome = Outcome::FellOut;
    return;
  }
  const NotedRefresh noted(call, writes);
  run(call);
  if (call.outcome == Outcome::NotRun) call.outcome = Outcome::Refused;
}

BatchFate run_batch(PooledConnection& pooled, std::span<RefreshCall> calls, const Run& run) {
  ServerConnection& connection = *pooled.connection;
  try {
    RefreshWrites writes;
    connection.begin_next();
    pooled.refreshes.find(calls);
    for (RefreshCall& call : calls) run_noting(call, writes, run);
    pooled.refreshes.write(writes);
  } catch (...) {
    connection.rollback();
    throw;
  }
  try {
    connection.commit();
  } catch (const ConnectionLost& error) {
    return {BatchEnd::Unknown, std::string("the outcome of the commit is unknown: ") + error.what()};
  } catch (...) {
    connection.rollback();
    throw;
  }
  return {BatchEnd::Committed};
}

}  // namespace

BatchFate refresh_together(ConnectionPool& pool, std::span<RefreshCall> calls, const Deadline& deadline,
                           const Run& run) noexcept {
  try {
    Lease lease(pool, ConnectionUse::Change, deadline);
    return run_batch(*lease, calls, run);
  } catch (const ConnectionLost&) {
    pool.doubt_idle();
  } catch (const std::exception&) {
    return {BatchEnd::Undone};
  }
  return {BatchEnd::Undone};
}

}  // namespace gotrue::sql
