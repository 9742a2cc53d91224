#include "base/http_message.hpp"

#include <algorithm>
#include <cstring>

namespace gotrue {
namespace {

bool equal_without_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

// Copies views one after the other into one block of memory.
class Packer {
 public:
  explicit Packer(char* out) : out_(out) {}
  std::string_view operator()(std::string_view text) {
    if (!text.empty()) std::memcpy(out_, text.data(), text.size());
    const std::string_view copy(out_, text.size());
    out_ += text.size();
    return copy;
  }

 private:
  char* out_;
};

std::size_t packed_size(const HttpRequest& request) {
  std::size_t size = request.method_name.size() + request.target.size() + request.path.size() +
                     request.query.size() + request.body.size() + request.peer_address.size();
  for (const HttpField& field : request.fields) size += field.name.size() + field.value.size();
  return size;
}

}  // namespace

std::string_view HttpRequest::field(std::string_view name) const {
  for (const HttpField& entry : fields) {
    if (equal_without_case(entry.name, name)) return entry.value;
  }
  return {};
}

bool HttpRequest::has_field(std::string_view name) const {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const HttpField& entry) { return equal_without_case(entry.name, name); });
}

OwnedHttpRequest::OwnedHttpRequest(const HttpRequest& request)
    : bytes_(new char[packed_size(request)]), request_(request) {
  Packer pack(bytes_.get());
  request_.method_name = pack(request.method_name);
  request_.target = pack(request.target);
  request_.path = pack(request.path);
  request_.query = pack(request.query);
  request_.body = pack(request.body);
  request_.peer_address = pack(request.peer_address);
  for (HttpField& field : request_.fields) {
    field.name = pack(field.name);
    field.value = pack(field.value);
  }
}

void HttpResponse::add_field(std::string name, std::string_view value) {
  std::string clean(value);
  std::erase_if(clean, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  fields.emplace_back(std::move(name), std::move(clean));
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 302: return "Found";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 413: return "Content Too Large";
    case 422: return "Unprocessable Entity";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "Unknown";
  }
}

}  // namespace gotrue
