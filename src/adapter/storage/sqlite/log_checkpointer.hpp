// Writes the log back into the database file on a thread of its own, so that no commit waits for it.
//
// While commits go on the thread never catches up, and a log that is not written back to its end cannot begin anew; so it
// leaves the little that remains to the writer, between two batches.
#pragma once
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "adapter/storage/sqlite/sqlite_connection.hpp"

namespace gotrue::sqlite {

// `after_commit` is for the writer's thread.
class LogCheckpointer {
 public:
  // Replaces the checkpoints that SQLite makes inside a commit of `writer`: the log is written back when it has `frames`
  // pages.
  LogCheckpointer(const std::string& path, SqliteConnection& writer, int frames);
  ~LogCheckpointer();
  LogCheckpointer(const LogCheckpointer&) = delete;
  LogCheckpointer& operator=(const LogCheckpointer&) = delete;

  // Outside a transaction of the writer.
  void after_commit();

 private:
  enum class State { Idle, Asked, Copied };
  bool is_writers_turn();
  void run();
  void copy();

  const std::string path_;
  SqliteConnection& writer_;
  const int threshold_;
  int frames_ = 0;  // in the log, after the writer's last commit
  int next_at_;     // the number of frames at which something is to be done

  std::mutex mutex_;
  std::condition_variable wake_;
  State state_ = State::Idle;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace gotrue::sqlite
