#include "http/request_head.hpp"

#include <algorithm>
#include <charconv>

#include "http/character_class.hpp"
#include "http/field_list.hpp"
#include "http/request_target.hpp"

namespace gotrue::http {
namespace {

using Failure = std::optional<TransportError>;
constexpr TransportError kBadRequest = TransportError::BadRequest;

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_of_class(c, kTokenCharacter); });
}

Method method_of(std::string_view name) {
  if (name == "GET") return Method::Get;
  if (name == "POST") return Method::Post;
  if (name == "PUT") return Method::Put;
  if (name == "DELETE") return Method::Delete;
  if (name == "HEAD") return Method::Head;
  if (name == "OPTIONS") return Method::Options;
  if (name == "PATCH") return Method::Patch;
  return Method::Other;
}

std::string_view trim(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// "GET /path HTTP/1.1": single spaces, nothing else.
Failure read_request_line(std::string_view line, HttpRequest& request, Framing& framing) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return kBadRequest;
  request.method_name = line.substr(0, first);
  if (!is_token(request.method_name)) return kBadRequest;
  request.method = method_of(request.method_name);
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return kBadRequest;
  framing.is_http_1_0 = version.back() == '0';
  framing.keeps_alive = !framing.is_http_1_0;
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (target.size() > kMaxTarget || !read_request_target(target, request)) return kBadRequest;
  return std::nullopt;
}

// One "name: value" line. A line that begins with white space (obs-fold) has no token as name.
Failure read_field(std::string_view line, HttpRequest& request) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return kBadRequest;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  if (!is_token(name)) return kBadRequest;
  if (!std::all_of(value.begin(), value.end(), [](char c) { return is_of_class(c, kFieldCharacter); })) return kBadRequest;
  if (request.fields.size() == kMaxFields) return TransportError::HeadersTooLarge;
  request.fields.push_back({name, value});
  return std::nullopt;
}

Failure read_content_length(std::string_view value, Framing& framing) {
  const bool is_number =
      !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return kBadRequest;
  const auto result = std::from_chars(value.data(), value.data() + value.size(), framing.content_length);
  if (result.ec == std::errc::result_out_of_range) return TransportError::BodyTooLarge;
  return std::nullopt;
}

bool is_host(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return is_of_class(c, kHostCharacter); });
}

// What the fields say about framing; each of them at most once where a second one could be read otherwise.
class FramingReader {
 public:
  explicit FramingReader(Framing& framing) : framing_(framing) {}

  Failure read(const HttpField& field) {
    switch (field.name.size()) {
      case 4: return equal_without_case(field.name, "host") ? host(field.value) : std::nullopt;
      case 6: return equal_without_case(field.name, "expect") ? expect(field.value) : std::nullopt;
      case 10: return equal_without_case(field.name, "connection") ? connection(field.value) : std::nullopt;
      case 14: return equal_without_case(field.name, "content-length") ? content_length(field.value) : std::nullopt;
      case 17:
        return equal_without_case(field.name, "transfer-encoding") ? transfer_encoding(field.value) : std::nullopt;
      default: return std::nullopt;
    }
  }

  // RFC 9112 §3.2 (Host), §6.1 (both kinds of framing, an encoding in HTTP/1.0).
  Failure finish() const {
    if (!has_host_ && !framing_.is_http_1_0) return kBadRequest;
    if (framing_.is_chunked && (has_length_ || framing_.is_http_1_0)) return kBadRequest;
    return std::nullopt;
  }

 private:
  Failure host(std::string_view value) {
    if (has_host_ || !is_host(value)) return kBadRequest;
    has_host_ = true;
    return std::nullopt;
  }
  Failure expect(std::string_view value) {
    if (equal_without_case(value, "100-continue") && !framing_.is_http_1_0) framing_.expects_continue = true;
    return std::nullopt;
  }
  Failure connection(std::string_view value) {
    if (list_contains(value, "close")) is_closing_ = true;
    if (is_closing_) framing_.keeps_alive = false;
    if (!is_closing_ && list_contains(value, "keep-alive")) framing_.keeps_alive = true;
    return std::nullopt;
  }
  Failure content_length(std::string_view value) {
    if (has_length_) return kBadRequest;
    has_length_ = true;
    return read_content_length(value, framing_);
  }
  Failure transfer_encoding(std::string_view value) {
    if (framing_.is_chunked || !equal_without_case(value, "chunked")) return kBadRequest;
    framing_.is_chunked = true;
    return std::nullopt;
  }

  Framing& framing_;
  bool has_host_ = false;
  bool has_length_ = false;
  bool is_closing_ = false;
};

// Cuts the next line off `rest`. Every line of a head ends with CRLF; a CR inside one is no field character.
std::string_view next_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end - 1);
  rest.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::optional<TransportError> read_request_head(std::string_view head, HttpRequest& request, Framing& framing) {
  request.fields.clear();
  request.body = {};
  framing = {};
  std::string_view rest = head;
  if (const auto failure = read_request_line(next_line(rest), request, framing)) return failure;
  FramingReader reader(framing);
  Failure too_large;
  while (true) {
    const std::string_view line = next_line(rest);
    if (line.empty()) break;
    if (const auto failure = read_field(line, request)) return failure;
    const auto failure = reader.read(request.fields.back());
    if (failure == kBadRequest) return failure;
    if (failure) too_large = failure;
  }
  if (const auto failure = reader.finish()) return failure;
  return too_large;
}

bool read_head_so_far(std::string_view lines, HttpRequest& request) {
  request.fields.clear();
  request.body = {};
  Framing framing;
  std::string_view rest = lines;
  if (rest.empty() || read_request_line(next_line(rest), request, framing)) return false;
  while (!rest.empty()) {
    const std::string_view line = next_line(rest);
    if (line.empty()) break;
    if (const auto failure = read_field(line, request)) return failure == TransportError::HeadersTooLarge;
  }
  return true;
}

}  // namespace gotrue::http
