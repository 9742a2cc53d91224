#include "answer.hpp"

#include <strings.h>

#include <charconv>
#include <stdexcept>
#include <string>

namespace gotrue::bench {
namespace {

// "HTTP/1.1 200"
constexpr std::size_t kStatusOffset = 9;
constexpr std::size_t kStatusEnd = 12;

int parse_status(std::string_view head) {
  int status = 0;
  if (head.size() < kStatusEnd || !head.starts_with("HTTP/1.")) throw std::runtime_error("the answer is not HTTP/1");
  std::from_chars(head.data() + kStatusOffset, head.data() + kStatusEnd, status);
  return status;
}

// The value when `line` is the field `name`, which ends in a colon; nullopt otherwise.
std::optional<std::string_view> field_value(std::string_view line, std::string_view name) {
  if (line.size() < name.size() || strncasecmp(line.data(), name.data(), name.size()) != 0) return std::nullopt;
  line.remove_prefix(name.size());
  while (line.starts_with(' ')) line.remove_prefix(1);
  return line;
}

}  // namespace

std::optional<Answer> parse_answer(std::string_view bytes) {
  const std::size_t head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return std::nullopt;
  Answer answer;
  answer.status = parse_status(bytes);
  std::optional<std::size_t> length;
  if (answer.status == 204 || answer.status == 304) length = 0;
  std::size_t begin = bytes.find("\r\n") + 2;
  while (begin < head_end + 2) {
    const std::size_t end = bytes.find("\r\n", begin);
    const std::string_view line = bytes.substr(begin, end - begin);
    if (const auto value = field_value(line, "content-length:")) {
      std::size_t parsed = 0;
      std::from_chars(value->data(), value->data() + value->size(), parsed);
      length = parsed;
    } else if (const auto connection = field_value(line, "connection:")) {
      answer.closes = field_value(*connection, "close").has_value();
    }
    begin = end + 2;
  }
  if (!length) throw std::runtime_error("the answer has no Content-Length");
  answer.size = head_end + 4 + *length;
  if (bytes.size() < answer.size) return std::nullopt;
  answer.head = bytes.substr(0, head_end + 2);
  answer.body = bytes.substr(head_end + 4, *length);
  return answer;
}

}  // namespace gotrue::bench
