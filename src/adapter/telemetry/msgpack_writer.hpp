// Writes MessagePack (msgpack.org, specification of 2017), as much of it as traces need.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gotrue {

// Appends to a string that outlives it. Whoever announces an array or a map writes that many items, or pairs, next.
class MsgpackWriter {
 public:
  explicit MsgpackWriter(std::string& out) : out_(out) {}

  void array(std::uint32_t size);
  void map(std::uint32_t size);
  // Valid UTF-8, fewer than 2^32 bytes.
  void text(std::string_view value);
  void number(std::uint64_t value);
  void real(double value);

 private:
  void big_endian(unsigned char tag, std::uint64_t value, std::size_t bytes);
  void sized(unsigned char small_tag, std::uint32_t small_limit, unsigned char tag_16, std::uint32_t size);

  std::string& out_;
};

}  // namespace gotrue
