// What is in force on one thread, as long as it lives: the base of a class of which a thread has at most one.
#pragma once

namespace gotrue::sql {

template <class Self>
class ThreadCurrent {
 public:
  ThreadCurrent(const ThreadCurrent&) = delete;
  ThreadCurrent& operator=(const ThreadCurrent&) = delete;

 protected:
  ThreadCurrent() { slot() = static_cast<Self*>(this); }
  ~ThreadCurrent() { slot() = nullptr; }
  // The one of this thread, or nullptr.
  static Self* current() { return slot(); }

 private:
  static Self*& slot() {
    static thread_local Self* self = nullptr;
    return self;
  }
};

}  // namespace gotrue::sql
