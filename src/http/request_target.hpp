// The target of a request line (RFC 9112 §3.2) split into path and query. For the request head.
#pragma once
#include <string_view>

#include "base/http_message.hpp"

namespace gotrue::http {

// Reads origin-form ("/path?query"), absolute-form with http or https (its authority is dropped) and, for OPTIONS, "*". Sets
// `target`, `path` and `query`, all still escaped; an absolute-form without path gives "/". False for any other
// form, for a malformed escape in the path, and for a path or query that is no UTF-8 (the path after decoding).
bool read_request_target(std::string_view target, HttpRequest& request);

}  // namespace gotrue::http
