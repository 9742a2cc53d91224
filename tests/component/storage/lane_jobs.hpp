// Jobs for the write lane that a test writes in place.
#pragma once
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>

#include "base/lane_executor.hpp"

namespace gotrue {

class FunctionJob final : public LaneJob {
 public:
  using Finish = std::function<void(std::string_view failure)>;
  FunctionJob(std::function<void()> run, Finish finish, SoughtRow sought = {})
      : run_(std::move(run)), finish_(std::move(finish)), sought_(std::move(sought)) {}
  void run() noexcept override { run_(); }
  void finish(std::string_view failure) noexcept override { finish_(failure); }
  bool may_seek() const noexcept override { return !std::holds_alternative<std::monostate>(sought_); }
  SoughtRow seek() noexcept override { return sought_; }

 private:
  std::function<void()> run_;
  Finish finish_;
  SoughtRow sought_;
};

// Puts a job into the lane; the future says whether it counts, once `at_finish` has run.
inline std::future<bool> submit(LaneExecutor& lane, std::function<void()> run,
                                std::function<void()> at_finish = [] {}, SoughtRow sought = {}) {
  auto answered = std::make_shared<std::promise<bool>>();
  auto answer = answered->get_future();
  std::unique_ptr<LaneJob> job =
      std::make_unique<FunctionJob>(std::move(run), [answered, at_finish](std::string_view failure) {
        at_finish();
        answered->set_value(failure.empty());
      }, std::move(sought));
  if (!lane.try_submit(job)) answered->set_exception(std::make_exception_ptr(std::runtime_error("the lane is full")));
  lane.flush();
  return answer;
}

// The same; the future says why it does not count.
inline std::future<std::string> submit_to_fail(LaneExecutor& lane, std::function<void()> run) {
  auto told = std::make_shared<std::promise<std::string>>();
  auto answer = told->get_future();
  std::unique_ptr<LaneJob> job = std::make_unique<FunctionJob>(
      std::move(run), [told](std::string_view failure) { told->set_value(std::string(failure)); });
  if (!lane.try_submit(job)) told->set_value("the lane is full");
  lane.flush();
  return answer;
}

// Keeps the thread of a lane busy, so that what is submitted meanwhile queues up and becomes one batch.
class HeldLane {
 public:
  explicit HeldLane(LaneExecutor& lane) {
    std::promise<void> started;
    submit(lane, [&started, held = released_.get_future().share()] {
      started.set_value();
      held.wait();
    });
    started.get_future().wait();
  }
  ~HeldLane() { release(); }
  HeldLane(const HeldLane&) = delete;
  HeldLane& operator=(const HeldLane&) = delete;

  void release() {
    if (is_held_) released_.set_value();
    is_held_ = false;
  }

 private:
  std::promise<void> released_;
  bool is_held_ = true;
};

}  // namespace gotrue
