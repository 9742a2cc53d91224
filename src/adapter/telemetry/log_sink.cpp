#include "adapter/telemetry/log_sink.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace gotrue {
namespace {

constexpr int kPatienceMilliseconds = 1000;

bool is_regular_file(int descriptor) {
  struct stat status {};
  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

LogSink::~LogSink() {
  if (!path_.empty() && descriptor_ >= 0) close(descriptor_);
}

int LogSink::open() {
  const int fresh = path_.empty() ? STDERR_FILENO
                                  : ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (fresh < 0) return errno;
  if (!path_.empty() && descriptor_ >= 0) close(descriptor_);
  descriptor_ = fresh;
  is_file_ = is_regular_file(fresh);
  is_line_cut_ = false;
  return 0;
}

// A pipe that polls writable takes PIPE_BUF bytes without blocking, so no larger piece goes into one.
bool LogSink::write_some(std::string_view& bytes) {
  pollfd ready{descriptor_, POLLOUT, 0};
  const int polled = poll(&ready, 1, is_stalled_ ? 0 : kPatienceMilliseconds);
  if (polled < 0 && errno == EINTR) return true;
  is_stalled_ = polled <= 0;
  if (is_stalled_) return false;
  const std::size_t size = is_file_ ? bytes.size() : std::min<std::size_t>(bytes.size(), PIPE_BUF);
  const ssize_t count = ::write(descriptor_, bytes.data(), size);
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  bytes.remove_prefix(static_cast<std::size_t>(count));
  return true;
}

bool LogSink::write(std::string_view bytes) {
  std::string_view line_end = "\n";
  while (is_line_cut_ && !line_end.empty()) {
    if (!write_some(line_end)) return false;
  }
  is_line_cut_ = false;
  const char* const first = bytes.data();
  while (!bytes.empty()) {
    if (write_some(bytes)) continue;
    is_line_cut_ = bytes.data() != first && bytes.data()[-1] != '\n';
    return false;
  }
  return true;
}

}  // namespace gotrue
