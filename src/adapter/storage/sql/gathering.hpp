// What several threads want at the same time, done by one of them for all: whoever comes while nobody is at it begins at
// once with what is there; the rest waits for its end and is the next batch. So nobody waits for company, and batches
// grow with the load (ADR 8).
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "adapter/storage/sql/deadline.hpp"

namespace gotrue::sql {

// One thing that is wanted; lives on the stack of the thread that waits for it.
class Gathered {
 public:
  explicit Gathered(const Deadline& by) : deadline(by) {}
  Gathered(const Gathered&) = delete;
  Gathered& operator=(const Gathered&) = delete;

  const Deadline deadline;

 private:
  friend class Gathering;
  enum class State { Waiting, Leading, Running, Served };

  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::Waiting;
};

// Thread-safe.
class Gathering {
 public:
  // In the order of their coming; the first has the earliest deadline.
  using Batch = std::vector<Gathered*>;
  // On the thread of one of them. Is over by the deadline of the first, and throws nothing.
  using Serve = std::function<void(const Batch&)>;

  // Serves at most `batches` batches of `limit` at the same time.
  Gathering(std::size_t batches, std::size_t limit, Serve serve);

  // Returns when `one` was served. Throws StorageError when it did not begin by its deadline.
  void pass(Gathered& one);
  // How many wait for a batch that they are part of and do not lead.
  std::size_t waiting() const;

 private:
  // Whether `one` leads a batch now; else it was served.
  bool await_turn(Gathered& one);
  void withdraw(Gathered& one);
  void lead(Gathered& leader);
  Batch take_batch(Gathered& leader);
  void hand_over();

  const std::size_t batches_;
  const std::size_t limit_;
  const Serve serve_;
  mutable std::mutex mutex_;  // before that of a Gathered
  std::deque<Gathered*> waiting_;
  std::size_t running_ = 0;  // while somebody waits, it is all of them
};

}  // namespace gotrue::sql
