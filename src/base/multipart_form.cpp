#include <algorithm>

#include "base/url.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kMaxBoundary = 70;  // RFC 2046 §5.1.1
constexpr std::size_t kMaxParts = 1'000;

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

// The quoted parameter of a Content-Disposition line; nullopt when it is not there.
std::optional<std::string> find_parameter(std::string_view line, std::string_view name) {
  const std::string start = "; " + std::string(name) + "=\"";
  const std::size_t at = lower_case(line).find(start);
  if (at == std::string::npos) return std::nullopt;
  std::string value;
  for (std::size_t i = at + start.size(); i < line.size(); ++i) {
    if (line[i] == '"') return value;
    if (line[i] == '\\' && i + 1 < line.size()) ++i;
    value += line[i];
  }
  return std::nullopt;
}

std::optional<std::string_view> find_disposition(std::string_view head) {
  while (!head.empty()) {
    const std::size_t end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    if (lower_case(line.substr(0, 20)) == "content-disposition:") return line;
    head.remove_prefix(std::min(end + 2, head.size()));
  }
  return std::nullopt;
}

// One part: header lines, an empty line, the value. False when it is malformed.
bool add_part(std::string_view part, FormFields& fields) {
  const std::size_t blank = part.find("\r\n\r\n");
  if (blank == std::string_view::npos) return false;
  const auto disposition = find_disposition(part.substr(0, blank));
  if (!disposition) return false;
  auto name = find_parameter(*disposition, "name");
  if (!name) return false;
  if (find_parameter(*disposition, "filename")) return true;
  fields.emplace_back(std::move(*name), std::string(part.substr(blank + 4)));
  return true;
}

}  // namespace

std::optional<FormFields> parse_multipart_form(std::string_view body, std::string_view boundary) {
  if (boundary.empty() || boundary.size() > kMaxBoundary) return std::nullopt;
  const std::string opening = "--" + std::string(boundary);
  const std::string delimiter = "\r\n" + opening;
  const std::size_t start = body.starts_with(opening) ? 0 : body.find(delimiter);
  if (start == std::string_view::npos) return std::nullopt;
  body.remove_prefix(start + (start == 0 ? opening.size() : delimiter.size()));

  FormFields fields;
  for (std::size_t parts = 0; parts <= kMaxParts; ++parts) {
    if (body.starts_with("--")) return fields;
    if (!body.starts_with("\r\n")) return std::nullopt;
    body.remove_prefix(2);
    const std::size_t end = body.find(delimiter);
    if (end == std::string_view::npos || !add_part(body.substr(0, end), fields)) return std::nullopt;
    body.remove_prefix(end + delimiter.size());
  }
  return std::nullopt;
}

}  // namespace gotrue
