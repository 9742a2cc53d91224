// The credentials of a request: what stands behind "Authorization: Bearer".
#pragma once
#include <optional>
#include <string_view>

#include "base/http_message.hpp"

namespace gotrue {

// The token of `Bearer <token>` or `bearer <token>`; nullopt when the header is missing or of another form
// (RFC 6750 §2.1).
std::optional<std::string_view> find_bearer_token(const HttpRequest& request);

}  // namespace gotrue
