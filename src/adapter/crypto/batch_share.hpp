// How the threads of the hashing engine divide what waits.
#pragma once
#include <algorithm>
#include <cstddef>

namespace gotrue {

// How many of `waiting` hashes a thread takes when `free_threads`, itself among them, have nothing to do: as many as
// its kernel likes, but no more than its share, because two threads with three hashes each are done sooner than one
// with six.
constexpr std::size_t batch_share(std::size_t waiting, std::size_t free_threads, std::size_t width) {
  return std::min((waiting + free_threads - 1) / free_threads, width);
}

}  // namespace gotrue
