#include "adapter/telemetry/msgpack_writer.hpp"

#include <array>
#include <bit>

namespace gotrue {

void MsgpackWriter::big_endian(unsigned char tag, std::uint64_t value, std::size_t bytes) {
  std::array<char, 9> form;
  form[0] = static_cast<char>(tag);
  for (std::size_t i = 1; i <= bytes; ++i) form[i] = static_cast<char>((value >> ((bytes - i) * 8)) & 0xff);
  out_.append(form.data(), 1 + bytes);
}

// The form of 32 bits has the tag behind that of 16 bits.
void MsgpackWriter::sized(unsigned char small_tag, std::uint32_t small_limit, unsigned char tag_16, std::uint32_t size) {
  if (size < small_limit) {
    out_ += static_cast<char>(small_tag | size);
  } else if (size <= 0xffff) {
    big_endian(tag_16, size, 2);
  } else {
    big_endian(static_cast<unsigned char>(tag_16 + 1), size, 4);
  }
}

void MsgpackWriter::array(std::uint32_t size) { sized(0x90, 16, 0xdc, size); }

void MsgpackWriter::map(std::uint32_t size) { sized(0x80, 16, 0xde, size); }

void MsgpackWriter::text(std::string_view value) {
  const auto size = static_cast<std::uint32_t>(value.size());
  if (size >= 32 && size <= 0xff) {
    big_endian(0xd9, size, 1);
  } else {
    sized(0xa0, 32, 0xda, size);
  }
  out_ += value;
}

void MsgpackWriter::number(std::uint64_t value) {
  if (value < 0x80) {
    out_ += static_cast<char>(value);
  } else if (value <= 0xff) {
    big_endian(0xcc, value, 1);
  } else if (value <= 0xffff) {
    big_endian(0xcd, value, 2);
  } else if (value <= 0xffffffff) {
    big_endian(0xce, value, 4);
  } else {
    big_endian(0xcf, value, 8);
  }
}

void MsgpackWriter::real(double value) { big_endian(0xcb, std::bit_cast<std::uint64_t>(value), 8); }

}  // namespace gotrue
