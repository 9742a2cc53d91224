// Readers, one for each thread that reads at the same moment.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapter/storage/sqlite/reader.hpp"

namespace gotrue::sqlite {

// Thread-safe. Keeps as many connections as were ever used at once.
class ReaderPool {
 public:
  ReaderPool(std::string path, sql::Flavour flavour, std::chrono::milliseconds busy_timeout)
      : path_(std::move(path)), flavour_(std::move(flavour)), busy_timeout_(busy_timeout) {}

  // Runs `body` on a snapshot that shows every commit acknowledged before the call.
  void run(const std::function<void(Repositories&)>& body);
  // Said by a thread that works in turns (an event loop), at the end of each: from then on its reads of one turn share
  // a snapshot as long as nobody commits.
  void end_turn();

 private:
  // Of one thread; touched by others only where its place in `turns_` is concerned.
  struct Turn {
    std::thread::id thread;
    std::unique_ptr<Reader> reader;
    bool is_reading = false;
  };
  Turn* find_turn();
  std::unique_ptr<Reader> take();
  void give_back(std::unique_ptr<Reader> reader);
  void run_in_turn(Turn& turn, const std::function<void(Repositories&)>& body);

  const std::string path_;
  const sql::Flavour flavour_;
  const std::chrono::milliseconds busy_timeout_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;
  std::vector<std::unique_ptr<Turn>> turns_;
};

}  // namespace gotrue::sqlite
