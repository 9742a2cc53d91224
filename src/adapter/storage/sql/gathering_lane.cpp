#include "adapter/storage/sql/gathering_lane.hpp"

#include <algorithm>
#include <ranges>

#include "adapter/storage/sql/thread_deadline.hpp"

namespace gotrue::sql {
namespace {

constexpr std::string_view kTooLate = "the request waited too long for its turn";
constexpr std::string_view kNoThread = "too many requests are waiting";

void refuse(GatheringLane::Batch jobs, std::string_view why) {
  finish_all(std::views::transform(jobs, &GatheredJob::job), why);
}

// A job that fell out of its batch, with what is left of its time.
class LoneJob final : public LaneJob {
 public:
  explicit LoneJob(GatheredJob gathered) : gathered_(std::move(gathered)) {}

  void run() noexcept override {
    if (gathered_.deadline.is_over()) return;
    const ThreadDeadline by(gathered_.deadline);
    gathered_.job->run();
    has_run_ = true;
  }
  void finish(std::string_view failure) noexcept override {
    gathered_.job->finish(failure.empty() && !has_run_ ? kTooLate : failure);
  }
  void announce() noexcept override { gathered_.job->announce(); }

 private:
  GatheredJob gathered_;
  bool has_run_ = false;
};

}  // namespace

// Serves batches on a thread until nobody waits.
class GatheringLane::Drain final : public LaneJob {
 public:
  explicit Drain(GatheringLane& lane) : lane_(lane) {}
  void run() noexcept override { lane_.drain(); }
  void finish(std::string_view failure) noexcept override {
    if (!failure.empty()) lane_.give_up();
  }

 private:
  GatheringLane& lane_;
};

GatheringLane::GatheringLane(LaneExecutor& threads, const GatheringOptions& options, const Clock& clock, Serve serve)
    : threads_(threads), options_(options), clock_(clock), serve_(std::move(serve)) {}

GatheringLane::~GatheringLane() {
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return drains_ == 0; });
}

bool GatheringLane::try_submit(std::unique_ptr<LaneJob>& job) {
  if (!job->may_seek()) return threads_.try_submit(job);
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= options_.queue_limit) return false;
    waiting_.push_back({std::move(job), {&clock_, clock_.monotonic() + options_.deadline}});
  }
  is_unflushed_.store(true, std::memory_order_release);
  return true;
}

void GatheringLane::flush() {
  if (!is_unflushed_.exchange(false, std::memory_order_acq_rel)) return;
  for (std::size_t left = count_new_drains(); left > 0; --left) {
    std::unique_ptr<LaneJob> drain = std::make_unique<Drain>(*this);
    if (!threads_.try_submit(drain)) give_up();
  }
}

// As many as there are batches waiting, within the limit; they count as under way from now on.
std::size_t GatheringLane::count_new_drains() {
  const std::lock_guard lock(mutex_);
  const std::size_t wanted = (waiting_.size() + options_.batch_limit - 1) / options_.batch_limit;
  const std::size_t count = std::min(wanted, options_.batches - drains_);
  drains_ += count;
  return count;
}

void GatheringLane::drain() {
  for (Batch batch = take(); !batch.empty(); batch = take()) run_alone(serve_(std::move(batch)));
}

GatheringLane::Batch GatheringLane::take() {
  Batch batch;
  Batch late;
  {
    const std::lock_guard lock(mutex_);
    while (batch.size() < options_.batch_limit && !waiting_.empty()) {
      Batch& to = waiting_.front().deadline.is_over() ? late : batch;
      to.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
    if (batch.empty()) {
      --drains_;
      ended_.notify_all();
    }
  }
  refuse(std::move(late), kTooLate);
  return batch;
}

void GatheringLane::run_alone(Batch jobs) {
  for (GatheredJob& one : jobs) {
    std::unique_ptr<LaneJob> lone = std::make_unique<LoneJob>(std::move(one));
    if (threads_.try_submit(lone)) continue;
    lone->finish(kNoThread);
    lone->announce();
  }
}

// Without a thread nobody would come for those that wait.
void GatheringLane::give_up() {
  Batch left;
  {
    const std::lock_guard lock(mutex_);
    --drains_;
    ended_.notify_all();
    if (drains_ > 0) return;
    std::move(waiting_.begin(), waiting_.end(), std::back_inserter(left));
    waiting_.clear();
  }
  refuse(std::move(left), kNoThread);
}

}  // namespace gotrue::sql
