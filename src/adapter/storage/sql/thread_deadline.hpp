// A moment by which every call of the storage on this thread is over: for work that has waited for its thread already.
#pragma once
#include <algorithm>

#include "adapter/storage/sql/deadline.hpp"
#include "adapter/storage/sql/thread_current.hpp"

namespace gotrue::sql {

class ThreadDeadline : ThreadCurrent<ThreadDeadline> {
 public:
  explicit ThreadDeadline(const Deadline& by) : by_(by) {}

  // `by`, or the moment of this thread when that is earlier.
  static Deadline cap(Deadline by) {
    if (const ThreadDeadline* const own = current()) by.at = std::min(by.at, own->by_.at);
    return by;
  }

 private:
  friend class ThreadCurrent<ThreadDeadline>;
  const Deadline by_;
};

}  // namespace gotrue::sql
