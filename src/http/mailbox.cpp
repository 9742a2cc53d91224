#include "http/mailbox.hpp"

#include <sys/eventfd.h>

#include <cerrno>
#include <system_error>

namespace gotrue::http {

Mailbox::Mailbox() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!event_.is_open()) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void Mailbox::post(Answer answer) {
  {
    const std::lock_guard lock(mutex_);
    answers_.push_back(std::move(answer));
  }
  is_unannounced_.store(true, std::memory_order_release);
}

void Mailbox::announce() {
  if (is_unannounced_.exchange(false, std::memory_order_acq_rel)) wake();
}

void Mailbox::wake() {
  const std::uint64_t one = 1;
  // Only a full counter makes this fail, and then the fd is readable anyway.
  [[maybe_unused]] const ssize_t written = ::write(event_.get(), &one, sizeof one);
}

std::vector<Answer> Mailbox::take() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t size = ::read(event_.get(), &count, sizeof count);
  const std::lock_guard lock(mutex_);
  return std::move(answers_);
}

}  // namespace gotrue::http
