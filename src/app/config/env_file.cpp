#include "app/config/env_file.hpp"

#include <algorithm>
#include <vector>

namespace gotrue {
namespace {

constexpr std::size_t kLongestLine = 64 * 1024;
// What some editors put at the front of a file; godotenv takes it for a part of the first key, which nobody finds then.
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string_view trim(std::string_view text, std::string_view spaces) {
  const auto first = text.find_first_not_of(spaces);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

bool is_ignored(std::string_view line) {
  const auto rest = trim(line, " \t");
  return rest.empty() || rest.front() == '#';
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (auto end = text.find(separator); end != text.npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

// A part between two '#' that holds exactly one quote of a kind opens or closes a quotation.
bool has_lone_quote(std::string_view part) {
  return std::count(part.begin(), part.end(), '"') == 1 || std::count(part.begin(), part.end(), '\'') == 1;
}

std::string without_comment(std::string_view line) {
  std::string kept;
  bool is_first = true;
  bool is_quoted = false;
  for (const auto part : split(line, '#')) {
    const bool toggles = has_lone_quote(part);
    const bool closes = toggles && is_quoted;
    if (toggles) is_quoted = !is_quoted;
    if (!is_first && !is_quoted && !closes) continue;
    if (!is_first) kept += '#';
    kept += part;
    is_first = false;
  }
  return kept;
}

bool is_quoted_by(std::string_view value, char quote) {
  return value.size() > 1 && value.front() == quote && value.back() == quote;
}

// `\n` and `\r` become line ends; every other escape stays as it is, `\\n` among them.
std::string with_line_ends(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      out += value[i];
      continue;
    }
    const char escaped = value[++i];
    if (escaped == 'n') {
      out += '\n';
    } else if (escaped == 'r') {
      out += '\r';
    } else {
      out += {'\\', escaped};
    }
  }
  return out;
}

// A backslash goes and what it escaped stays; before `$` it stays for expand().
std::string without_backslashes(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool escapes = value[i] == '\\' && i + 1 < value.size() && value[i + 1] != '$';
    out += escapes ? value[++i] : value[i];
  }
  return out;
}

bool is_name_character(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// The reference that begins with the `$` at the front of `text`: `$`, `(`?, `{`?, name?, `}`?.
struct Reference {
  std::string_view whole;
  std::string_view name;
};

Reference take_reference(std::string_view text) {
  std::size_t at = 1;
  if (at < text.size() && text[at] == '(') ++at;
  if (at < text.size() && text[at] == '{') ++at;
  const std::size_t first = at;
  while (at < text.size() && is_name_character(text[at])) ++at;
  const auto name = text.substr(first, at - first);
  if (at < text.size() && text[at] == '}') ++at;
  return {text.substr(0, at), name};
}

std::string expand(std::string_view value, const Variables& known) {
  std::string out;
  while (!value.empty()) {
    const bool is_escaped = value.size() > 1 && value[0] == '\\' && value[1] == '$';
    if (!is_escaped && value.front() != '$') {
      out += value.front();
      value.remove_prefix(1);
      continue;
    }
    if (is_escaped) value.remove_prefix(1);
    const Reference reference = take_reference(value);
    const auto found = known.find(reference.name);
    if (is_escaped || reference.name.empty()) {
      out += reference.whole;
    } else if (found != known.end()) {
      out += found->second;
    }
    value.remove_prefix(reference.whole.size());
  }
  return out;
}

std::string parse_value(std::string_view written, const Variables& known) {
  const auto value = trim(written, " ");
  if (value.size() < 2) return std::string(value);
  if (is_quoted_by(value, '\'')) return std::string(value.substr(1, value.size() - 2));
  if (!is_quoted_by(value, '"')) return expand(value, known);
  return expand(without_backslashes(with_line_ends(value.substr(1, value.size() - 2))), known);
}

std::string parse_key(std::string_view written) {
  if (written.starts_with("export")) written.remove_prefix(6);
  return std::string(trim(written, " "));
}

// Returns what is wrong with the line, or nothing.
const char* parse_line(std::string_view line, Variables& variables) {
  const std::string content = without_comment(line);
  const auto separator = content.find_first_of("=:");
  if (separator == content.npos) return "no '=' or ':' between a key and its value";
  const std::string_view view = content;
  std::string value = parse_value(view.substr(separator + 1), variables);
  // References to references grow tenfold with each line.
  if (value.size() >= kLongestLine) return "the value is over 64 KiB";
  variables[parse_key(view.substr(0, separator))] = std::move(value);
  return nullptr;
}

}  // namespace

tl::expected<Variables, EnvFileError> parse_env_file(std::string_view text) {
  Variables variables;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::size_t number = 0;
  for (auto line : split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() >= kLongestLine) return tl::unexpected(EnvFileError{number, "the line is over 64 KiB"});
    if (is_ignored(line)) continue;
    if (const char* fault = parse_line(line, variables)) return tl::unexpected(EnvFileError{number, fault});
  }
  return variables;
}

}  // namespace gotrue
