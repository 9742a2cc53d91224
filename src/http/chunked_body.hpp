// Decodes a chunked body in place (RFC 9112 §7.1): the data of the chunks moves together at the front of the
// buffer. For RequestParser; knows no socket.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace gotrue::http {

// Offsets are relative to the first byte of the body; every call sees the same bytes as the last one and more
// behind them, and may find them at another address.
class ChunkedBody {
 public:
  enum class Status : std::uint8_t { NeedMore, Complete, Malformed, TooLarge };

  Status decode(std::span<char> bytes, std::size_t max_body);
  // The decoded bytes, at the front of the buffer.
  std::size_t decoded_size() const { return write_; }
  // How much of the buffer was looked at; the length of the encoded body once it is complete.
  std::size_t encoded_size() const { return read_; }

 private:
  enum class State : std::uint8_t { SizeLine, Bytes, BytesEnd, Trailer };

  Status read_line(std::span<char> bytes, std::size_t max_body);
  Status read_size(std::span<const char> line, std::size_t max_body);
  bool move_bytes(std::span<char> bytes);
  Status read_bytes_end(std::span<char> bytes);

  State state_ = State::SizeLine;
  std::size_t read_ = 0;
  std::size_t scanned_ = 0;  // of the line that begins at read_
  std::size_t write_ = 0;
  std::size_t left_ = 0;     // of the chunk
  std::size_t framing_ = 0;  // bytes of size lines and trailers so far
};

}  // namespace gotrue::http
