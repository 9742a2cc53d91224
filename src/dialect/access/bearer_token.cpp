#include "dialect/access/bearer_token.hpp"

namespace gotrue {

std::optional<std::string_view> find_bearer_token(const HttpRequest& request) {
  std::string_view value = request.field("Authorization");
  if (!value.starts_with("Bearer ") && !value.starts_with("bearer ")) return std::nullopt;
  value.remove_prefix(7);
  const bool has_blank = value.find(' ') != std::string_view::npos || value.find('\t') != std::string_view::npos;
  if (value.empty() || has_blank) return std::nullopt;
  return value;
}

}  // namespace gotrue
