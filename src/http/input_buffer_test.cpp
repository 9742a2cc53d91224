#include "http/input_buffer.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace gotrue::http {
namespace {

std::string_view text_of(InputBuffer& buffer) { return {buffer.bytes().data(), buffer.bytes().size()}; }

TEST(InputBuffer, KeepsWhatIsAppendedInOrder) {
  InputBuffer buffer;
  buffer.append(std::string_view("abc"));
  buffer.append(std::string_view("def"));
  EXPECT_EQ(text_of(buffer), "abcdef");
}

TEST(InputBuffer, LosesWhatIsConsumed) {
  InputBuffer buffer;
  buffer.append(std::string_view("abcdef"));
  buffer.consume(0);
  EXPECT_EQ(text_of(buffer), "abcdef");
  buffer.consume(2);
  EXPECT_EQ(text_of(buffer), "cdef");
  buffer.consume(4);
  EXPECT_TRUE(buffer.empty());
}

TEST(InputBuffer, HoldsNoMemoryWhenItIsEmpty) {
  InputBuffer buffer;
  buffer.append(std::string_view("abc"));
  buffer.consume(3);
  EXPECT_EQ(buffer.bytes().data(), nullptr);
}

TEST(InputBuffer, GivesRoomBehindItsBytes) {
  InputBuffer buffer;
  buffer.append(std::string_view("abc"));
  const std::span<char> room = buffer.prepare(100);
  ASSERT_GE(room.size(), 100u);
  room[0] = 'd';
  buffer.commit(1);
  EXPECT_EQ(text_of(buffer), "abcd");
}

}  // namespace
}  // namespace gotrue::http
