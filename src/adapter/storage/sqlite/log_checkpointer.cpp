#include "adapter/storage/sqlite/log_checkpointer.hpp"

namespace gotrue::sqlite {
namespace {

constexpr int kFramesForTheWriter = 256;
constexpr int kPasses = 4;

// Frames that are in the file now, of those in the log; none when it failed, which the next time may mend.
int checkpoint(sqlite3* database) {
  int frames = 0;
  int copied = 0;
  const int code = sqlite3_wal_checkpoint_v2(database, "main", SQLITE_CHECKPOINT_PASSIVE, &frames, &copied);
  return code == SQLITE_OK ? copied : 0;
}

// SQLite itself syncs the file only once the log is copied to its end, which is when the writer has its turn. False when the
// disk refused: the kernel says so once for each descriptor, so nothing more may be copied through this one.
bool sync_file(sqlite3* database) {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file->pMethods) return false;
  return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY) == SQLITE_OK;
}

}  // namespace

LogCheckpointer::LogCheckpointer(const std::string& path, SqliteConnection& writer, int frames)
    : path_(path), writer_(writer), threshold_(frames), next_at_(frames) {
  const auto count_frames = [](void* counted, sqlite3*, const char*, int count) {
    *static_cast<int*>(counted) = count;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(writer.handle(), count_frames, &frames_);
  thread_ = std::thread([this] { run(); });
}

LogCheckpointer::~LogCheckpointer() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
  sqlite3_wal_hook(writer_.handle(), nullptr, nullptr);
}

void LogCheckpointer::after_commit() {
  if (frames_ < threshold_) next_at_ = threshold_;  // the log has begun anew
  if (frames_ < next_at_ || !is_writers_turn()) return;
  checkpoint(writer_.handle());
  // The next commit begins the log anew, unless a reader still needs it. Then it is tried again, but not at every commit.
  next_at_ = frames_ + threshold_ / 4;
}

// The thread has its turn first.
bool LogCheckpointer::is_writers_turn() {
  const std::lock_guard lock(mutex_);
  if (state_ == State::Asked) return false;
  state_ = state_ == State::Idle ? State::Asked : State::Idle;
  if (state_ == State::Asked) wake_.notify_one();
  return state_ == State::Idle;
}

void LogCheckpointer::run() {
  for (;;) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return is_stopping_ || state_ == State::Asked; });
    if (is_stopping_) return;
    lock.unlock();
    copy();
    lock.lock();
    state_ = State::Copied;
  }
}

// The connection lives no longer than its work, so that an idle server does not pay for it.
void LogCheckpointer::copy() {
  try {
    SqliteConnection connection(path_, OpenMode::ReadWrite);
    connection.query_int64("PRAGMA schema_version");
    int copied_before = 0;
    for (int pass = 0; pass < kPasses; ++pass) {
      const int copied = checkpoint(connection.handle());
      if (!sync_file(connection.handle())) return;
      // Each pass takes what came during the one before, less every time.
      if (copied - copied_before <= kFramesForTheWriter) return;
      copied_before = copied;
    }
  } catch (const StorageError&) {
    return;  // the writer copies all of it, as SQLite itself would
  }
}

}  // namespace gotrue::sqlite
