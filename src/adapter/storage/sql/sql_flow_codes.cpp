#include "adapter/storage/sql/sql_flow_codes.hpp"

namespace gotrue::sql {

SqlFlowCodes::SqlFlowCodes(Connection& c, const Flavour& f)
    : insert_(c, "INSERT INTO " + f.table("flow_codes") +
                     " (code_hash, instance_id, user_id, code_challenge, expires_at) VALUES (?,?,?,?,?)"),
      find_(c, "SELECT user_id, code_challenge, expires_at FROM " + f.table("flow_codes") +
                   " WHERE code_hash = ? AND instance_id = ?"),
      remove_(c, "DELETE FROM " + f.table("flow_codes") + " WHERE code_hash = ?") {}

void SqlFlowCodes::insert(const FlowCode& row, std::string_view code) {
  const Sha256Digest digest = sha256(code);
  insert_(blob_of(digest), row.instance_id, row.user_id, row.code_challenge, row.expires_at).run();
}

std::optional<FlowCode> SqlFlowCodes::take(const Uuid& instance_id, std::string_view code) {
  const Sha256Digest digest = sha256(code);
  FlowCode found;
  {
    Cursor row = find_(blob_of(digest), instance_id);
    if (!row.next()) return std::nullopt;
    found = {instance_id, row.uuid(0), row.text(1), row.time(2)};
  }
  if (remove_(blob_of(digest)).run() == 0) return std::nullopt;  // another caller was faster
  return found;
}

SqlSpentIds::SqlSpentIds(Connection& c, const Flavour& f)
    : insert_(c, "INSERT INTO " + f.table("spent_ids") + " (id_hash, expires_at) VALUES (?,?)") {}

bool SqlSpentIds::spend(std::string_view purpose, std::string_view id, Time expires_at) {
  const Sha256Digest digest = sha256(std::string(purpose) + '\n' + std::string(id));
  try {
    insert_(blob_of(digest), expires_at).run();
  } catch (const DuplicateKey&) {
    return false;
  }
  return true;
}

}  // namespace gotrue::sql
