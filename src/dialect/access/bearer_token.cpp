#include "dialect/access/bearer_token.hpp"

#include <algorithm>

namespace gotrue {

std::optional<std::string_view> find_bearer_token(const HttpRequest& request) {
  std::string_view value = request.field("Authorization");
  if (!value.starts_with("Bearer ") && !value.starts_with("bearer ")) return std::nullopt;
  value.remove_prefix(7);
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  if (value.empty() || std::any_of(value.begin(), value.end(), is_blank)) return std::nullopt;
  return value;
}

}  // namespace gotrue
