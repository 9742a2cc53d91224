// The bodies of refreshes run over repositories that hold one row, the presented token with its user, and only note what
// is written: a plain swap needs no more. Whatever asks for more falls out of its batch without a trace.
#pragma once
#include <functional>
#include <vector>

#include "adapter/storage/sql/refresh_call.hpp"
#include "adapter/storage/sql/thread_current.hpp"

namespace gotrue::sql {

struct RefreshWrites {
  struct Revocation {
    std::int64_t id;
    Time at;
  };
  struct NewToken {
    RefreshToken row;
    Sha256Digest digest;
  };
  std::vector<Revocation> revocations;
  std::vector<Session> touched;
  std::vector<NewToken> tokens;
  std::vector<AuditEntry> audit;
};

// The call that runs on this thread now.
class NotedRefresh : ThreadCurrent<NotedRefresh> {
 public:
  NotedRefresh(RefreshCall& call, RefreshWrites& writes) : call_(call), writes_(writes) {}

  // The one of this thread, when it is about this token; else nullptr.
  static NotedRefresh* find(const PresentedToken& presented);

  // Runs `body` and keeps what it writes; nothing when it refuses or throws. Throws StorageError when it has fallen out: what
  // its caller makes of that does not count.
  void run(const std::function<bool(Repositories&)>& body);

 private:
  friend class ThreadCurrent<NotedRefresh>;
  RefreshCall& call_;
  RefreshWrites& writes_;
};

}  // namespace gotrue::sql
