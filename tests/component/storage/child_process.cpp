#include "child_process.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <stdexcept>

namespace gotrue {
namespace {

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::runtime_error("pipe failed");
  return ends;
}

int run(const std::function<void(ParentChannel&)>& body, ParentChannel channel) {
  try {
    body(channel);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "child: %s\n", error.what());
    return 1;
  }
}

}  // namespace

void ParentChannel::report(const std::string& line) {
  const std::string bytes = line + '\n';
  if (write(output_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("the parent is gone");
  }
}

void ParentChannel::wait_for_word() {
  char word = 0;
  if (read(input_, &word, 1) < 0) throw std::runtime_error("the parent cannot be read");
}

ChildProcess::ChildProcess(const std::function<void(ParentChannel&)>& body) {
  const auto to_child = make_pipe();
  const auto from_child = make_pipe();
  std::fflush(nullptr);  // what waits in its buffers would be written by both
  process_ = fork();
  if (process_ < 0) throw std::runtime_error("fork failed");
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // it must not outlive a test that died
    close(to_child[1]);
    close(from_child[0]);
    _exit(run(body, ParentChannel(to_child[0], from_child[1])));
  }
  close(to_child[0]);
  close(from_child[1]);
  input_ = to_child[1];
  output_ = from_child[0];
}

ChildProcess::~ChildProcess() {
  kill_at_once();
  close(input_);
  close(output_);
}

std::string ChildProcess::read_line() {
  for (;;) {
    if (const auto end = unread_.find('\n'); end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    std::array<char, 4096> bytes;
    const ssize_t count = read(output_, bytes.data(), bytes.size());
    if (count <= 0) return {};
    unread_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

std::vector<std::string> ChildProcess::read_all_lines() {
  std::vector<std::string> lines;
  for (std::string line = read_line(); !line.empty(); line = read_line()) lines.push_back(std::move(line));
  return lines;
}

void ChildProcess::say_word() {
  if (write(input_, "x", 1) != 1) throw std::runtime_error("the child is gone");
}

void ChildProcess::kill_at_once() {
  if (process_ > 0) kill(process_, SIGKILL);
  wait();
}

int ChildProcess::wait() {
  if (process_ <= 0) return -1;
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace gotrue
