#include "http/request_parser.hpp"

#include "http/character_class.hpp"

namespace gotrue::http {
namespace {

constexpr std::size_t kMaxRequestLine = kMaxTarget + 256;

}  // namespace

RequestParser::Status RequestParser::parse(std::span<char> bytes, const ParserLimits& limits, HttpRequest& request) {
  bool is_head_fresh = false;
  if (!has_head()) {
    if (const Status status = parse_head(bytes, limits, request); status != Status::Complete) return status;
    is_head_fresh = true;
  }
  const Status status = parse_body(bytes, limits, request);
  if (status != Status::Complete || is_head_fresh) return status;
  const std::string_view body = request.body;
  read_request_head({bytes.data() + start_, head_size_ - start_}, request, framing_);  // the bytes may have moved
  request.body = body;
  return status;
}

bool RequestParser::read_head_so_far(std::span<const char> bytes, HttpRequest& request) const {
  return http::read_head_so_far({bytes.data() + start_, line_ - start_}, request);
}

RequestParser::Status RequestParser::fail(TransportError error) {
  error_ = error;
  return Status::Failed;
}

RequestParser::Status RequestParser::parse_head(std::span<char> bytes, const ParserLimits& limits,
                                                HttpRequest& request) {
  if (const Status status = find_end_of_head(bytes, limits); status != Status::Complete) return status;
  const std::string_view head(bytes.data() + start_, head_size_ - start_);
  if (const auto failure = read_request_head(head, request, framing_)) return fail(*failure);
  if (framing_.content_length > limits.body) return fail(TransportError::BodyTooLarge);
  return Status::Complete;
}

// Every line must end with CRLF; the first empty one behind the request line ends the head. One empty line in
// front of the request line is skipped (RFC 9112 §2.2).
RequestParser::Status RequestParser::find_end_of_head(std::span<char> bytes, const ParserLimits& limits) {
  const std::string_view text(bytes.data(), bytes.size());
  for (std::size_t newline; (newline = text.find('\n', scanned_)) != std::string_view::npos;) {
    if (newline == line_ || bytes[newline - 1] != '\r') return fail(TransportError::BadRequest);
    const bool is_empty = newline == line_ + 1;
    const bool is_first = line_ == start_;
    line_ = scanned_ = newline + 1;
    if (const Status status = check_head_size(line_, limits); status == Status::Failed) return status;
    if (is_first && !is_empty) fields_ = line_;
    if (!is_empty) continue;
    if (!is_first) {
      head_size_ = line_;
      return Status::Complete;
    }
    if (start_ > 0) return fail(TransportError::BadRequest);
    start_ = line_;
  }
  scanned_ = bytes.size();
  if (const Status status = check_head_size(scanned_, limits); status == Status::Failed) return status;
  const bool is_http = start_ == bytes.size() || bytes[start_] == '\r' || is_of_class(bytes[start_], kTokenCharacter);
  return is_http ? Status::NeedMore : fail(TransportError::BadRequest);
}

// A target that is too long is no 431: the fields are not at fault.
RequestParser::Status RequestParser::check_head_size(std::size_t end, const ParserLimits& limits) {
  if (fields_ == 0) return end - start_ > kMaxRequestLine ? fail(TransportError::BadRequest) : Status::NeedMore;
  return end - fields_ > limits.fields ? fail(TransportError::HeadersTooLarge) : Status::NeedMore;
}

RequestParser::Status RequestParser::parse_body(std::span<char> bytes, const ParserLimits& limits,
                                                HttpRequest& request) {
  const std::span<char> rest = bytes.subspan(head_size_);
  std::size_t decoded = framing_.content_length;
  if (framing_.is_chunked) {
    switch (chunks_.decode(rest, limits.body)) {
      case ChunkedBody::Status::NeedMore: return Status::NeedMore;
      case ChunkedBody::Status::Malformed: return fail(TransportError::BadRequest);
      case ChunkedBody::Status::TooLarge: return fail(TransportError::BodyTooLarge);
      case ChunkedBody::Status::Complete: break;
    }
    decoded = chunks_.decoded_size();
    body_size_ = chunks_.encoded_size();
  } else {
    if (rest.size() < decoded) return Status::NeedMore;
    body_size_ = decoded;
  }
  request.body = {rest.data(), decoded};
  return Status::Complete;
}

}  // namespace gotrue::http
