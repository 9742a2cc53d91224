#include "http/middleware/request_id.hpp"

#include <algorithm>

#include "base/uuid.hpp"

namespace gotrue::http {
namespace {

constexpr std::size_t kMaxLength = 128;

bool is_acceptable(std::string_view id) {
  return !id.empty() && id.size() <= kMaxLength &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

std::string RequestId::of(const HttpRequest& request) const {
  if (!header_.empty()) {
    const std::string_view sent = request.field(header_);
    if (is_acceptable(sent)) return std::string(sent);
  }
  return Uuid::v4(random_).to_string();
}

}  // namespace gotrue::http
