// One answer as the generator needs it: the status, the body and whether the connection stays. Reads only answers
// that carry Content-Length, which all of this API do.
#pragma once
#include <optional>
#include <string_view>

namespace gotrue::bench {

struct Answer {
  int status = 0;
  std::string_view head;  // these two point into the bytes read
  std::string_view body;
  bool closes = false;    // the server ends the connection behind this answer
  std::size_t size = 0;   // head and body

  bool is_success() const { return status >= 200 && status < 300; }
};

// The first answer in `bytes`; nullopt while it is incomplete. Throws std::runtime_error when it is none.
std::optional<Answer> parse_answer(std::string_view bytes);

}  // namespace gotrue::bench
