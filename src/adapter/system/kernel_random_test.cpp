#include "adapter/system/kernel_random.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>
#include <thread>
#include <vector>

namespace gotrue {
namespace {

using Block = std::array<unsigned char, 16>;

Block next_block(Random& random) {
  Block block{};
  random.fill(block);
  return block;
}

TEST(KernelRandom, NeverRepeatsABlockAcrossThreadsAndRefills) {
  KernelRandom random;
  std::array<std::vector<Block>, 4> drawn;
  std::vector<std::thread> threads;
  for (auto& blocks : drawn) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) blocks.push_back(next_block(random));
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<Block> all;
  for (const auto& blocks : drawn) all.insert(blocks.begin(), blocks.end());
  EXPECT_EQ(all.size(), 2000u);
}

TEST(KernelRandom, FillsEveryByteOfAnySize) {
  KernelRandom random;
  for (const std::size_t size : {1u, 31u, 128u, 129u, 5000u}) {
    std::vector<unsigned char> either(size);
    for (int draw = 0; draw < 12; ++draw) {
      std::vector<unsigned char> bytes(size);
      random.fill(bytes);
      for (std::size_t i = 0; i < size; ++i) either[i] |= bytes[i];
    }
    EXPECT_EQ(std::count(either.begin(), either.end(), 0), 0) << size;
  }
  random.fill({});
}

TEST(KernelRandom, GivesAChildOfForkOtherBytesThanItsParent) {
  KernelRandom random;
  next_block(random);  // leaves a stock behind
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const Block block = next_block(random);
    _exit(write(ends[1], block.data(), block.size()) == static_cast<ssize_t>(block.size()) ? 0 : 1);
  }
  Block of_child{};
  ASSERT_EQ(read(ends[0], of_child.data(), of_child.size()), static_cast<ssize_t>(of_child.size()));
  waitpid(child, nullptr, 0);
  close(ends[0]);
  close(ends[1]);
  EXPECT_NE(of_child, next_block(random));
}

}  // namespace
}  // namespace gotrue
