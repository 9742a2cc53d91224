#include "http/thread_lane.hpp"

#include <algorithm>
#include <csignal>

namespace gotrue::http {

ThreadLane::~ThreadLane() { stop(); }

bool ThreadLane::try_submit(std::unique_ptr<LaneJob>& job) {
  std::unique_lock lock(mutex_);
  if (is_stopping_) return false;
  const bool needs_thread = idle_ <= queue_.size() && threads_ < options_.max_threads;
  const bool has_thread = needs_thread && start_thread();
  if (threads_ == 0) return false;
  if (!has_thread && idle_ <= queue_.size() && queue_.size() >= options_.max_queue + idle_) return false;
  queue_.push_back(std::move(job));
  work_.notify_one();
  join_ended(lock);
  return true;
}

std::size_t ThreadLane::thread_count() const {
  const std::lock_guard lock(mutex_);
  return threads_;
}

void ThreadLane::stop() {
  std::unique_lock lock(mutex_);
  is_stopping_ = true;
  Queue left;
  left.swap(queue_);
  work_.notify_all();
  lock.unlock();
  finish_all(left, "the server is stopping");
  lock.lock();
  ended_signal_.wait(lock, [this] { return threads_ == 0; });
  join_ended(lock);
}

// With the lock held. False when the kernel gives no thread; those that run go on then.
bool ThreadLane::start_thread() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, std::max(options_.stack_size, static_cast<std::size_t>(PTHREAD_STACK_MIN)));
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread{};
  const bool is_started = pthread_create(&thread, &attributes, &ThreadLane::run_thread, this) == 0;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  if (!is_started) return false;
  pthread_setname_np(thread, "gotrue-lane");
  ++threads_;
  ++idle_;
  return true;
}

void* ThreadLane::run_thread(void* lane) {
  static_cast<ThreadLane*>(lane)->serve();
  return nullptr;
}

// A thread counts as idle from its start and whenever it waits for a job.
void ThreadLane::serve() {
  std::unique_lock lock(mutex_);
  while (auto job = next_job(lock)) {
    --idle_;
    lock.unlock();
    job->run();
    job->finish({});
    job->announce();
    job.reset();  // what it owns may go with it, which must not happen under the lock
    lock.lock();
    ++idle_;
  }
  --idle_;
  --threads_;
  ended_.push_back(pthread_self());
  ended_signal_.notify_all();
}

// nullptr when the thread is not needed any more.
std::unique_ptr<LaneJob> ThreadLane::next_job(std::unique_lock<std::mutex>& lock) {
  work_.wait_for(lock, options_.idle_time, [this] { return is_stopping_ || !queue_.empty(); });
  if (queue_.empty()) return nullptr;
  auto job = std::move(queue_.front());
  queue_.pop_front();
  return job;
}

void ThreadLane::join_ended(std::unique_lock<std::mutex>& lock) {
  std::vector<pthread_t> ended;
  ended.swap(ended_);
  lock.unlock();
  for (const pthread_t thread : ended) pthread_join(thread, nullptr);
  lock.lock();
}

}  // namespace gotrue::http
