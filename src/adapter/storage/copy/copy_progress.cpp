#include "adapter/storage/copy/copy_progress.hpp"

#include "adapter/storage/copy/table_reader.hpp"
#include "base/base64url.hpp"

namespace gotrue::copy {
namespace {

[[noreturn]] void refuse(const std::string& reason) { throw StorageError(StorageError::Kind::Broken, reason); }

}  // namespace

CopyProgress::CopyProgress(CopyDatabase& target, const std::string& prefix, std::string source)
    : target_(target), prefix_(prefix), name_(prefix + "gotrue_copy"), source_(std::move(source)) {}

void CopyProgress::refuse_rows() {
  for (const CopiedTable& table : copied_tables()) {
    if (TableReader(target_, prefix_, table).count() > 0) {
      refuse("the target is not empty: its table " + prefix_ + table.name + " holds rows");
    }
  }
}

void CopyProgress::begin_or_resume() {
  if (!target_.has_table(name_)) {
    refuse_rows();
    target_.execute("CREATE TABLE " + name_ + " (name varchar(64) NOT NULL PRIMARY KEY, last_key text)");
  }
  sql::PreparedQuery source(target_.connection(), "SELECT last_key FROM " + name_ + " WHERE name = ''");
  std::optional<std::string> known;
  {
    sql::Cursor row = source();
    if (row.next()) known = row.text(0);
  }
  if (known && *known != source_) refuse("the target holds an unfinished copy of another database");
  if (known) return;
  refuse_rows();
  sql::PreparedQuery insert(target_.connection(), "INSERT INTO " + name_ + " (name, last_key) VALUES ('', ?)");
  insert(source_).run();
}

Row CopyProgress::last_key(const CopiedTable& table) {
  sql::PreparedQuery query(target_.connection(), "SELECT last_key FROM " + name_ + " WHERE name = ?");
  sql::Cursor row = query(table.name);
  if (!row.next()) return {};
  const auto bytes = base64url_decode(row.view(0));
  auto key = bytes ? decode(*bytes) : std::nullopt;
  if (!key) refuse("the table " + name_ + " of the target was changed by somebody");
  return std::move(*key);
}

void CopyProgress::set_last_key(const CopiedTable& table, const Row& key) {
  const std::string text = base64url_encode(encode(key));
  sql::PreparedQuery update(target_.connection(), "UPDATE " + name_ + " SET last_key = ? WHERE name = ?");
  if (update(text, table.name).run() > 0) return;
  sql::PreparedQuery insert(target_.connection(), "INSERT INTO " + name_ + " (last_key, name) VALUES (?, ?)");
  insert(text, table.name).run();
}

void CopyProgress::finish() { target_.execute("DROP TABLE " + name_); }

}  // namespace gotrue::copy
