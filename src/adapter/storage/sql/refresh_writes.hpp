// The bodies of refreshes run over repositories that hold one row, the presented token with its user, and only note what
// is written: a plain swap needs no more. Whatever asks for more falls out of its batch without a trace.
#pragma once
#include <vector>

#include "adapter/storage/sql/refresh_call.hpp"

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

// Runs `call.body` and adds what it writes to `writes`; nothing when it refuses, throws or falls out.
void run_noting(RefreshCall& call, RefreshWrites& writes) noexcept;

}  // namespace gotrue::sql
