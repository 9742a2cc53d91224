// Finds the requests in the bytes of a connection, piece by piece and without copying (RFC 9112). For Connection;
// knows no socket and no clock.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/http_message.hpp"
#include "base/route.hpp"
#include "http/chunked_body.hpp"
#include "http/request_head.hpp"

namespace gotrue::http {

struct ParserLimits {
  std::size_t fields = 64 * 1024;  // of the head, behind the request line
  std::size_t body = 1024 * 1024;  // decoded
};

// One request at a time; make a new one for the next. Not thread-safe.
class RequestParser {
 public:
  enum class Status : std::uint8_t { NeedMore, Complete, Failed };

  // `bytes` begins at the first byte of the request. Each call sees the bytes of the last one, as that left them,
  // and more behind them, perhaps at another address. Complete fills `request` with views into them. A chunked
  // body is decoded in place.
  Status parse(std::span<char> bytes, const ParserLimits& limits, HttpRequest& request);

  // After Failed: what to answer; the connection cannot go on.
  TransportError error() const { return error_; }
  // After Failed or NeedMore, with the bytes as the last call left them: fills `request` with the lines of the head
  // that are complete, without a body; false when they are no request.
  bool read_head_so_far(std::span<const char> bytes, HttpRequest& request) const;
  // After Complete: how many bytes the request took.
  std::size_t size() const { return head_size_ + body_size_; }
  // Known once the head is complete.
  const Framing& framing() const { return framing_; }
  bool has_head() const { return head_size_ > 0; }

 private:
  Status parse_head(std::span<char> bytes, const ParserLimits& limits, HttpRequest& request);
  Status find_end_of_head(std::span<char> bytes, const ParserLimits& limits);
  Status check_head_size(std::size_t end, const ParserLimits& limits);
  Status parse_body(std::span<char> bytes, const ParserLimits& limits, HttpRequest& request);
  Status fail(TransportError error);

  TransportError error_ = TransportError::BadRequest;
  Framing framing_;
  std::size_t start_ = 0;      // behind an empty line in front of the request line
  std::size_t fields_ = 0;     // behind the request line; 0: it is not complete
  std::size_t line_ = 0;       // where the line that is being looked at begins
  std::size_t scanned_ = 0;    // no newline stands between line_ and here
  std::size_t head_size_ = 0;  // 0: not complete
  std::size_t body_size_ = 0;  // encoded
  ChunkedBody chunks_;
};

}  // namespace gotrue::http
