#include "adapter/storage/sql/refresh_together.hpp"

namespace gotrue::sql {
namespace {

RefreshCall& call_of(Gathered* gathered) { return static_cast<RefreshCall&>(*gathered); }

void run(PooledConnection& pooled, const Gathering::Batch& calls) {
  ServerConnection& connection = *pooled.connection;
  try {
    RefreshWrites writes;
    connection.begin_next();
    pooled.refreshes.find(calls);
    for (Gathered* one : calls) run_noting(call_of(one), writes);
    pooled.refreshes.write(writes);
  } catch (...) {
    connection.rollback();
    throw;
  }
  try {
    connection.commit();
  } catch (const ConnectionLost&) {
    for (Gathered* one : calls) {
      auto& outcome = call_of(one).outcome;
      if (outcome == RefreshCall::Outcome::Done) outcome = RefreshCall::Outcome::Unknown;
    }
  } catch (...) {
    connection.rollback();
    throw;
  }
}

}  // namespace

void refresh_together(ConnectionPool& pool, const Gathering::Batch& calls) noexcept {
  try {
    Lease lease(pool, ConnectionUse::Change, calls.front()->deadline);
    return run(*lease, calls);
  } catch (const ConnectionLost&) {
    pool.doubt_idle();
  } catch (const std::exception&) {
    // As below.
  }
  // Nothing of it was committed: each by itself, so that none suffers for another, and hears what is wrong.
  for (Gathered* one : calls) call_of(one).outcome = RefreshCall::Outcome::FellOut;
}

}  // namespace gotrue::sql
