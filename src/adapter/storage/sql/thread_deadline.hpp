// A moment by which every call of the storage on this thread is over: for work that has waited for its thread already.
#pragma once
#include <algorithm>

#include "adapter/storage/sql/deadline.hpp"

namespace gotrue::sql {

class ThreadDeadline {
 public:
  explicit ThreadDeadline(const Deadline& by) { current() = &by; }
  ~ThreadDeadline() { current() = nullptr; }
  ThreadDeadline(const ThreadDeadline&) = delete;
  ThreadDeadline& operator=(const ThreadDeadline&) = delete;

  // `by`, or the moment of this thread when that is earlier.
  static Deadline cap(Deadline by) {
    if (const Deadline* const own = current()) by.at = std::min(by.at, own->at);
    return by;
  }

 private:
  static const Deadline*& current() {
    static thread_local const Deadline* deadline = nullptr;
    return deadline;
  }
};

}  // namespace gotrue::sql
