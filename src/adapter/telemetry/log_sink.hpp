// Where log lines go: a file that can be opened again, or standard error.
#pragma once
#include <string>
#include <string_view>

namespace gotrue {

// Owns the descriptor of a file; one thread at a time.
class LogSink {
 public:
  // `path` empty: standard error.
  explicit LogSink(std::string path) : path_(std::move(path)) {}
  ~LogSink();
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;

  // Opens the file (again), appending, created for owner and group alone. Returns 0 or an errno; then the file that
  // was open stays in use.
  int open();
  // Returns false when not everything could be written within a second of the last progress (a full disk, a
  // reader that stands still): the rest is lost.
  bool write(std::string_view bytes);
  const std::string& path() const { return path_; }

 private:
  bool write_some(std::string_view& bytes);

  std::string path_;
  int descriptor_ = -1;
  bool is_file_ = false;
  bool is_stalled_ = false;   // the reader stood still: until it moves, nothing is waited for
  bool is_line_cut_ = false;  // the last write ended inside a line
};

}  // namespace gotrue
