// How work reaches the threads of a lane.
#pragma once
#include <memory>
#include <string_view>

#include "base/sought_row.hpp"

namespace gotrue {

// One unit of work. `run` is called once on a thread of the lane, or anew when what it did is not to count; `finish` once
// after it, on any thread, with nothing when what `run` wrote is durable (or it wrote nothing), else with the reason why it
// does not count: the commit failed, or the job was never run. An answer leaves in `finish`, never before. None of them throws.
class LaneJob {
 public:
  virtual ~LaneJob() = default;
  virtual void run() noexcept = 0;
  virtual void finish(std::string_view failure) noexcept = 0;
  // Called after `finish` of all jobs that finished together, so that whoever waits for several of them is woken
  // once.
  virtual void announce() noexcept {}
  // Whether `seek` may name a row.
  virtual bool may_seek() const noexcept { return false; }
  // What `run` will ask the storage for first; called before it, on a thread of the lane.
  virtual SoughtRow seek() noexcept { return {}; }
};

// Finishes jobs together; `jobs` is a range of pointers.
template <class Jobs>
void finish_all(const Jobs& jobs, std::string_view failure) {
  for (const auto& job : jobs) job->finish(failure);
  for (const auto& job : jobs) job->announce();
}

// Thread-safe.
class LaneExecutor {
 public:
  virtual ~LaneExecutor() = default;
  // Takes the job and returns true, or returns false at once and leaves it alone when the queue is full or the
  // lane is stopping.
  virtual bool try_submit(std::unique_ptr<LaneJob>& job) = 0;
  // What was submitted may wait until this call, so that jobs which arrive together are begun together. An event loop
  // calls it at the end of each turn, before it sleeps.
  virtual void flush() {}
};

}  // namespace gotrue
