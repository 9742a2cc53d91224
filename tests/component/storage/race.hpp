// Threads that start at the same moment.
#pragma once
#include <barrier>
#include <thread>
#include <vector>

namespace gotrue {

// Calls `f(0)` to `f(count - 1)`, each on a thread of its own, and returns when all are done.
template <class F>
void race(int count, F f) {
  std::barrier start(count);
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      f(i);
    });
  }
}

}  // namespace gotrue
