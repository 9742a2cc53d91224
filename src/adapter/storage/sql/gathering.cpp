#include "adapter/storage/sql/gathering.hpp"

#include <algorithm>

#include "core/port/storage.hpp"

namespace gotrue::sql {

Gathering::Gathering(std::size_t batches, std::size_t limit, Serve serve)
    : batches_(batches), limit_(limit), serve_(std::move(serve)) {}

void Gathering::pass(Gathered& one) {
  bool leads = false;
  {
    const std::lock_guard lock(mutex_);
    leads = running_ < batches_;
    if (leads) {
      ++running_;
    } else {
      waiting_.push_back(&one);
    }
  }
  if (leads || await_turn(one)) lead(one);
}

std::size_t Gathering::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

bool Gathering::await_turn(Gathered& one) {
  using State = Gathered::State;
  const auto has_come = [&] { return one.state_ == State::Leading || one.state_ == State::Served; };
  std::unique_lock lock(one.mutex_);
  if (!one.changed_.wait_for(lock, one.deadline.left(), has_come)) {
    lock.unlock();
    withdraw(one);
    lock.lock();
    one.changed_.wait(lock, has_come);  // it runs now, by the same deadline
  }
  return one.state_ == State::Leading;
}

// Does nothing once it has begun.
void Gathering::withdraw(Gathered& one) {
  const std::lock_guard lock(mutex_);
  const std::lock_guard lock_of_one(one.mutex_);
  if (one.state_ != Gathered::State::Waiting) return;
  waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &one));
  throw StorageError(StorageError::Kind::Unavailable, "database: every connection is busy");
}

void Gathering::lead(Gathered& leader) {
  const Batch batch = take_batch(leader);
  serve_(batch);
  hand_over();
  for (Gathered* one : batch) {
    if (one == &leader) continue;
    const std::lock_guard lock(one->mutex_);
    one->state_ = Gathered::State::Served;
    one->changed_.notify_one();
  }
}

// The leader waits no more: another one that leads at the same time must not take it, too.
Gathering::Batch Gathering::take_batch(Gathered& leader) {
  const std::lock_guard lock(mutex_);
  Batch batch = {&leader};
  while (batch.size() < limit_ && !waiting_.empty()) {
    Gathered& one = *waiting_.front();
    waiting_.pop_front();
    const std::lock_guard lock_of_one(one.mutex_);
    one.state_ = Gathered::State::Running;
    batch.push_back(&one);
  }
  return batch;
}

// The one that waits longest leads the next batch.
void Gathering::hand_over() {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) {
    --running_;
    return;
  }
  Gathered& next = *waiting_.front();
  waiting_.pop_front();
  const std::lock_guard lock_of_next(next.mutex_);
  next.state_ = Gathered::State::Leading;
  next.changed_.notify_one();
}

}  // namespace gotrue::sql
