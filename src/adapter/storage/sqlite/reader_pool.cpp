#include "adapter/storage/sqlite/reader_pool.hpp"

#include <algorithm>

namespace gotrue::sqlite {
namespace {

// Calls at the end of its life.
template <class F>
class AtEnd {
 public:
  explicit AtEnd(F f) : f_(std::move(f)) {}
  ~AtEnd() { f_(); }
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;

 private:
  F f_;
};

}  // namespace

void ReaderPool::run(const std::function<void(Repositories&)>& body) {
  Turn* const turn = find_turn();
  if (turn && !turn->is_reading) return run_in_turn(*turn, body);
  auto reader = take();
  const AtEnd after([&] {
    reader->release();
    give_back(std::move(reader));
  });
  reader->run(body);
}

void ReaderPool::run_in_turn(Turn& turn, const std::function<void(Repositories&)>& body) {
  if (!turn.reader) turn.reader = take();
  turn.is_reading = true;
  const AtEnd after([&] { turn.is_reading = false; });
  turn.reader->run(body);
}

void ReaderPool::end_turn() {
  Turn* const turn = find_turn();
  if (!turn) {
    const std::lock_guard lock(mutex_);
    turns_.push_back(std::make_unique<Turn>(Turn{std::this_thread::get_id(), nullptr, false}));
    return;
  }
  if (turn->reader) turn->reader->release();
}

ReaderPool::Turn* ReaderPool::find_turn() {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(turns_.begin(), turns_.end(), [](const std::unique_ptr<Turn>& turn) {
    return turn->thread == std::this_thread::get_id();
  });
  return found == turns_.end() ? nullptr : found->get();
}

std::unique_ptr<Reader> ReaderPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
  }
  return std::make_unique<Reader>(path_, flavour_, busy_timeout_);
}

void ReaderPool::give_back(std::unique_ptr<Reader> reader) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(reader));
}

}  // namespace gotrue::sqlite
