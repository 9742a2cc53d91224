#include "adapter/storage/sqlite/batch_finisher.hpp"

#include <utility>

namespace gotrue::sqlite {
namespace {

constexpr std::size_t kMaxWaiting = 256;

}  // namespace

BatchFinisher::BatchFinisher(const std::string& database, std::function<void()> on_free)
    : log_(database), on_free_(std::move(on_free)), thread_([this] { run(); }) {}

BatchFinisher::~BatchFinisher() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

bool BatchFinisher::is_free() const {
  const std::lock_guard lock(mutex_);
  return !is_syncing_ && waiting_.empty();
}

bool BatchFinisher::is_broken() const {
  const std::lock_guard lock(mutex_);
  return is_broken_;
}

void BatchFinisher::take(RunBatch batch) {
  {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [this] { return waiting_.size() < kMaxWaiting; });
    waiting_.push_back(std::move(batch));
  }
  wake_.notify_one();
}

void BatchFinisher::run() {
  for (;;) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    Batches batches = std::exchange(waiting_, {});
    is_syncing_ = true;
    lock.unlock();
    has_room_.notify_one();
    sync(batches);
    for (RunBatch& batch : batches) finish(batch);
  }
}

void BatchFinisher::sync(Batches& batches) {
  bool is_owed = false;
  for (const RunBatch& batch : batches) is_owed |= batch.owes_sync;
  if (is_owed && !log_.sync()) {
    for (RunBatch& batch : batches) {
      if (batch.owes_sync) batch.failure = "cannot commit: " + log_.failure();
    }
  }
  {
    const std::lock_guard lock(mutex_);
    is_syncing_ = false;
    is_broken_ = !log_.failure().empty();
  }
  on_free_();
}

void BatchFinisher::finish(RunBatch& batch) {
  if (batch.failure.empty() && batch.has_mail && on_outbox_commit) on_outbox_commit();
  finish_all(batch.jobs, batch.failure);
}

}  // namespace gotrue::sqlite
