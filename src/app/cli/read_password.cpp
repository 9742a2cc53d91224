#include "app/cli/read_password.hpp"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace gotrue {
namespace {

constexpr std::size_t kLongestLine = 4096;

// Switches the echo of a terminal off while it lives.
class SilentTerminal {
 public:
  explicit SilentTerminal(int descriptor) : descriptor_(descriptor) {
    is_terminal_ = tcgetattr(descriptor, &before_) == 0;
    if (!is_terminal_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(descriptor, TCSAFLUSH, &silent);
  }
  ~SilentTerminal() {
    if (is_terminal_) tcsetattr(descriptor_, TCSAFLUSH, &before_);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;
  bool is_terminal() const { return is_terminal_; }

 private:
  int descriptor_;
  bool is_terminal_ = false;
  termios before_{};
};

std::optional<SecretString> read_line(int descriptor) {
  std::string line;
  line.reserve(kLongestLine + 1);
  for (;;) {
    char c = 0;
    const ssize_t count = read(descriptor, &c, 1);
    if (count < 0 && errno == EINTR) continue;
    const bool is_end = count == 0 && !line.empty();
    if (is_end || (count == 1 && c == '\n')) return SecretString(std::move(line));
    if (count <= 0 || line.size() == kLongestLine) break;
    line += c;
  }
  wipe(line);
  return std::nullopt;
}

}  // namespace

std::optional<SecretString> read_password(int descriptor, std::ostream& prompt) {
  const SilentTerminal terminal(descriptor);
  if (terminal.is_terminal()) prompt << "Password: " << std::flush;
  auto password = read_line(descriptor);
  if (terminal.is_terminal()) prompt << "\n";
  return password;
}

}  // namespace gotrue
