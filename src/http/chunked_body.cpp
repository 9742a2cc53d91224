#include "http/chunked_body.hpp"

#include <algorithm>
#include <cstring>

#include "http/character_class.hpp"

namespace gotrue::http {
namespace {

// A size with extensions, or one trailer field.
constexpr std::size_t kMaxLine = 1024;
// Of a whole body: a client that sends a byte per chunk is refused before its framing outweighs everything.
constexpr std::size_t kMaxFraming = 256 * 1024;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_line_text(std::span<const char> line) {
  return std::all_of(line.begin(), line.end(), [](char c) { return is_of_class(c, kFieldCharacter); });
}

// A trailer field is checked like any other and dropped.
bool is_trailer(std::span<const char> line) {
  const auto colon = std::find(line.begin(), line.end(), ':');
  const auto is_token_character = [](char c) { return is_of_class(c, kTokenCharacter); };
  return colon != line.begin() && colon != line.end() && std::all_of(line.begin(), colon, is_token_character);
}

}  // namespace

ChunkedBody::Status ChunkedBody::decode(std::span<char> bytes, std::size_t max_body) {
  while (true) {
    Status status = Status::NeedMore;
    switch (state_) {
      case State::SizeLine:
      case State::Trailer: status = read_line(bytes, max_body); break;
      case State::Bytes:
        if (!move_bytes(bytes)) return Status::NeedMore;
        state_ = State::BytesEnd;
        continue;
      case State::BytesEnd: status = read_bytes_end(bytes); break;
    }
    if (status != Status::NeedMore) return status;
    if (read_ + scanned_ == bytes.size() || state_ == State::BytesEnd) return status;
  }
}

ChunkedBody::Status ChunkedBody::read_line(std::span<char> bytes, std::size_t max_body) {
  const char* const begin = bytes.data() + read_;
  const std::size_t size = bytes.size() - read_;
  const void* const newline = std::memchr(begin + scanned_, '\n', size - scanned_);
  const std::size_t length = newline ? static_cast<std::size_t>(static_cast<const char*>(newline) - begin) : size;
  if (length > kMaxLine) return Status::Malformed;
  if (!newline) {
    scanned_ = size;
    return Status::NeedMore;
  }
  framing_ += length;
  if (length == 0 || begin[length - 1] != '\r' || framing_ > kMaxFraming) return Status::Malformed;
  const std::span<const char> line(begin, length - 1);
  read_ += length + 1;
  scanned_ = 0;
  if (!is_line_text(line)) return Status::Malformed;
  if (state_ == State::SizeLine) return read_size(line, max_body);
  if (line.empty()) return Status::Complete;
  return is_trailer(line) ? Status::NeedMore : Status::Malformed;
}

ChunkedBody::Status ChunkedBody::read_size(std::span<const char> line, std::size_t max_body) {
  std::size_t size = 0;
  std::size_t digits = 0;
  while (digits < line.size() && hex_value(line[digits]) >= 0) {
    size = size * 16 + static_cast<std::size_t>(hex_value(line[digits]));
    if (++digits > 15) return Status::Malformed;
  }
  if (digits == 0 || (digits < line.size() && line[digits] != ';')) return Status::Malformed;
  if (size > max_body - write_) return Status::TooLarge;
  left_ = size;
  state_ = size == 0 ? State::Trailer : State::Bytes;
  return Status::NeedMore;
}

// True when the chunk is complete.
bool ChunkedBody::move_bytes(std::span<char> bytes) {
  const std::size_t size = std::min(left_, bytes.size() - read_);
  std::memmove(bytes.data() + write_, bytes.data() + read_, size);
  write_ += size;
  read_ += size;
  left_ -= size;
  return left_ == 0;
}

ChunkedBody::Status ChunkedBody::read_bytes_end(std::span<char> bytes) {
  const std::size_t size = bytes.size() - read_;
  if (size >= 1 && bytes[read_] != '\r') return Status::Malformed;
  if (size < 2) return Status::NeedMore;
  if (bytes[read_ + 1] != '\n') return Status::Malformed;
  read_ += 2;
  framing_ += 2;
  state_ = State::SizeLine;
  return Status::NeedMore;
}

}  // namespace gotrue::http
