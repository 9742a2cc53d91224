#include "adapter/storage/sqlite/reader_pool.hpp"

namespace gotrue::sqlite {

Reader::Reader(const std::string& path, const sql::Flavour& flavour, std::chrono::milliseconds busy_timeout)
    : connection_(path, OpenMode::ReadOnly, busy_timeout),
      repositories_(connection_, flavour),
      begin_(connection_, "BEGIN"),
      end_(connection_, "COMMIT") {
  connection_.execute("PRAGMA query_only = 1; PRAGMA cache_size = -512;");
}

void Reader::run(const std::function<void(Repositories&)>& body) {
  begin_().run();
  try {
    body(repositories_);
    end_().run();
  } catch (...) {
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

std::unique_ptr<Reader> ReaderPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
  }
  return std::make_unique<Reader>(path_, flavour_, busy_timeout_);
}

void ReaderPool::run(const std::function<void(Repositories&)>& body) {
  auto reader = take();
  const auto give_back = [&] {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(reader));
  };
  try {
    reader->run(body);
  } catch (...) {
    give_back();
    throw;
  }
  give_back();
}

}  // namespace gotrue::sqlite
