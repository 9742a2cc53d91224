// The write lane as the event loops see it: the writer, and the end of a loop's turn for its reads.
#pragma once
#include "adapter/storage/sqlite/reader_pool.hpp"
#include "adapter/storage/sqlite/writer.hpp"

namespace gotrue::sqlite {

// Thread-safe.
class WriteLane final : public LaneExecutor {
 public:
  WriteLane(Writer& writer, ReaderPool& readers) : writer_(writer), readers_(readers) {}
  bool try_submit(std::unique_ptr<LaneJob>& job) override { return writer_.try_submit(job); }
  void flush() override {
    writer_.flush();
    readers_.end_turn();
  }

 private:
  Writer& writer_;
  ReaderPool& readers_;
};

}  // namespace gotrue::sqlite
