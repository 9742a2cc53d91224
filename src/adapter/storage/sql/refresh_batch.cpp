#include "adapter/storage/sql/refresh_batch.hpp"

#include <algorithm>

#include "adapter/storage/sql/sql_sessions.hpp"
#include "adapter/storage/sql/wide_characters.hpp"

namespace gotrue::sql {
namespace {

// MySQL is told by which table to begin: of two short tables it would lock all of one.
std::string joined(const Flavour& f) {
  const std::string users = f.table("users") + " AS u";
  const std::string tokens = f.table("refresh_tokens") + " AS t";
  return (f.engine == Engine::Mysql ? tokens + " STRAIGHT_JOIN " + users : users + " JOIN " + tokens) +
         " ON u.id = " + f.joined_id("t.user_id");
}

// Rows that are locked are left out, so that a batch waits for nobody and is never part of a deadlock.
SizedQuery::Text find_text(const Flavour& f) {
  return [f](std::size_t rows) {
    return "SELECT " + owned_token_columns() + ", t.token_hash FROM " + joined(f) + " WHERE t.token_hash IN (" +
           repeat("?", rows) + ") AND t.token_hash IS NOT NULL FOR UPDATE SKIP LOCKED";
  };
}

SizedQuery::Text touch_text(const Flavour& f) {
  return [f](std::size_t rows) {
    std::string of_each = "=CASE id";
    for (std::size_t i = 0; i < rows; ++i) of_each += " WHEN ? THEN ?";
    of_each += " END";
    return "UPDATE " + f.table("sessions") + " SET last_used_at=?, user_agent" + of_each + ", ip" + of_each +
           " WHERE id IN (" + repeat("?", rows) + ")";
  };
}

void hand_out(OwnedRefreshToken owned, std::string_view hash, std::span<RefreshCall> calls) {
  const auto is_its = [&](const RefreshCall& call) {
    return blob_of(call.digest).bytes == hash && call.sought.instance_id == owned.token.instance_id &&
           call.sought.instance_id == owned.user.instance_id;
  };
  const auto first = std::find_if(calls.begin(), calls.end(), is_its);
  if (first != calls.end()) first->found = std::move(owned);
}

}  // namespace

RefreshBatch::RefreshBatch(Connection& c, const Flavour& f)
    : is_shared_(f.engine == Engine::Mysql),
      is_narrow_(f.is_narrow),
      find_(c, find_text(f)),
      revoke_(c,
              [f](std::size_t rows) {
                return "UPDATE " + f.table("refresh_tokens") + " SET revoked=1, updated_at=? WHERE id IN (" +
                       repeat("?", rows) + ")";
              }),
      touch_(c, touch_text(f)),
      insert_(c,
              [f](std::size_t rows) {
                return "INSERT INTO " + f.table("refresh_tokens") +
                       " (instance_id, user_id, session_id, revoked, created_at, updated_at, token_hash) VALUES " +
                       repeat("(?,?,?,?,?,?,?)", rows);
              }),
      audit_(c, [f](std::size_t rows) {
        return "INSERT INTO " + f.table("audit_log_entries") + " (id, instance_id, payload, created_at) VALUES " +
               repeat("(?,?,?,?)", rows);
      }) {}

void RefreshBatch::find(std::span<RefreshCall> calls) {
  Cursor row = find_.padded(calls, [](ParameterList& parameters, const auto& for_each) {
    for_each([&](const RefreshCall& call) { parameters.add(blob_of(call.digest)); });
  });
  while (row.next()) hand_out(read_owned_token(row, is_shared_), row.view(kOwnedTokenColumnCount), calls);
}

void RefreshBatch::write(const RefreshWrites& writes) {
  if (!writes.revocations.empty()) revoke(writes.revocations);
  if (!writes.touched.empty()) touch(writes.touched);
  insert_.split_later(writes.tokens, [](ParameterList& parameters, const RefreshWrites::NewToken& token) {
    const RefreshToken& row = token.row;
    parameters.add(row.instance_id, row.user_id, row.session_id, row.revoked, row.created_at, row.updated_at,
                   blob_of(token.digest));
  });
  audit_.split_later(writes.audit, [this](ParameterList& parameters, const AuditEntry& entry) {
    parameters.add(entry.id, entry.instance_id, stored_json(is_narrow_, entry.payload), entry.created_at);
  });
}

// All at the moment of the last: they are one commit.
void RefreshBatch::revoke(const std::vector<RefreshWrites::Revocation>& revocations) {
  const Time now = std::ranges::max(revocations, {}, &RefreshWrites::Revocation::at).at;
  revoke_
      .padded(revocations,
              [&](ParameterList& parameters, const auto& for_each) {
                parameters.add(now);
                for_each([&](const RefreshWrites::Revocation& one) { parameters.add(one.id); });
              })
      .run_later();
}

void RefreshBatch::touch(const std::vector<Session>& sessions) {
  const Time now = std::ranges::max(sessions, {}, &Session::last_used_at).last_used_at;
  touch_
      .padded(sessions,
              [&](ParameterList& parameters, const auto& for_each) {
                parameters.add(now);
                for_each([&](const Session& one) { parameters.add(one.id, one.user_agent); });
                for_each([&](const Session& one) { parameters.add(one.id, one.ip); });
                for_each([&](const Session& one) { parameters.add(one.id); });
              })
      .run_later();
}

}  // namespace gotrue::sql
