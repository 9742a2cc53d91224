#include "adapter/storage/sqlite/reader.hpp"

namespace gotrue::sqlite {

Reader::Reader(const std::string& path, const sql::Flavour& flavour, std::chrono::milliseconds busy_timeout)
    : connection_(path, OpenMode::ReadOnly, busy_timeout),
      repositories_(connection_, flavour),
      begin_(connection_, "BEGIN"),
      end_(connection_, "COMMIT"),
      commits_(connection_.handle()) {
  connection_.execute("PRAGMA query_only = 1; PRAGMA cache_size = -512;");
  connection_.query_int64("SELECT COUNT(*) FROM sqlite_schema");  // opens the WAL
}

void Reader::run(const std::function<void(Repositories&)>& body) {
  try {
    refresh();
    body(repositories_);
  } catch (...) {
    abandon();
    throw;
  }
}

// SQLite takes the snapshot at the first statement behind BEGIN: what is remembered before is never newer than it.
void Reader::refresh() {
  if (connection_.is_in_transaction()) {
    if (commits_.is_unchanged()) return;
    end_().run();
  }
  commits_.remember();
  begin_().run();
}

void Reader::release() {
  if (!connection_.is_in_transaction()) return;
  try {
    end_().run();
  } catch (const std::exception&) {
    abandon();
  }
}

void Reader::abandon() { sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr); }

}  // namespace gotrue::sqlite
