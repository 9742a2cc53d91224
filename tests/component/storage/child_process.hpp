// A forked process that a test may kill. Fork before the test opens a storage: threads and locks do not survive it.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace gotrue {

// The child's end: lines to the test, and words from it.
class ParentChannel {
 public:
  ParentChannel(int input, int output) : input_(input), output_(output) {}
  // One write of less than PIPE_BUF bytes: a line arrives whole or not at all. From any thread.
  void report(const std::string& line);
  // Returns at the next word of the parent, or when it is gone.
  void wait_for_word();

 private:
  int input_;
  int output_;
};

class ChildProcess {
 public:
  // Runs `body` in the child, which ends with status 0 when it returns and 1 when it throws.
  explicit ChildProcess(const std::function<void(ParentChannel&)>& body);
  // Kills the child if it is still there.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // The next line that the child reported; empty when it is gone.
  std::string read_line();
  // What it has reported until its end.
  std::vector<std::string> read_all_lines();
  void say_word();
  void kill_at_once();
  // The status with which it ended, or -1 when a signal ended it.
  int wait();

 private:
  int process_ = -1;
  int input_ = -1;   // to the child
  int output_ = -1;  // from the child
  std::string unread_;
};

}  // namespace gotrue
