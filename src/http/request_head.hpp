// Reads the head of one request, from the request line to the empty line, strictly (RFC 9112): whatever two
// servers could read in two ways is an error. For RequestParser; holds no state.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/http_message.hpp"
#include "base/route.hpp"

namespace gotrue::http {

inline constexpr std::size_t kMaxTarget = 16 * 1024;
inline constexpr std::size_t kMaxFields = 256;

// How the body is delimited, and what the client says about the connection.
struct Framing {
  std::uint64_t content_length = 0;
  bool is_chunked = false;
  bool keeps_alive = true;
  bool expects_continue = false;
  bool is_http_1_0 = false;
};

// Fills `request` with views into `head`, which ends with the empty line, and `framing`; the body stays empty.
// Returns the error, or nullopt. A Content-Length that no number holds is BodyTooLarge.
std::optional<TransportError> read_request_head(std::string_view head, HttpRequest& request, Framing& framing);

// The same for the first lines of a head that may lack the others: fills `request`, for an answer that says why it goes no
// further. False when there is no request line, or one of the lines is wrong; what stands behind kMaxFields is left out.
bool read_head_so_far(std::string_view lines, HttpRequest& request);

}  // namespace gotrue::http
