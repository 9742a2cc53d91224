// One HTTP request and one answer as values: what the transport hands to a dialect and takes back. No socket.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gotrue {

enum class Method : std::uint8_t { Get, Head, Post, Put, Delete, Options, Patch, Other };

struct HttpField {
  std::string_view name;   // as sent; compare without case
  std::string_view value;  // without surrounding white space
};

// A parsed request. The views point into the connection's buffer and live until the answer is given: whatever
// leaves the I/O thread (a lane) must take a copy, see OwnedHttpRequest.
struct HttpRequest {
  Method method = Method::Get;
  std::string_view method_name;
  std::string_view target;  // as sent: path and query
  std::string_view path;    // still escaped
  std::string_view query;   // behind '?', still escaped
  std::vector<HttpField> fields;
  std::string_view body;
  std::string_view peer_address;  // the textual address of the socket's other end, without port

  // The value of the first field of that name (ASCII case-insensitive), or an empty view.
  std::string_view field(std::string_view name) const;
  bool has_field(std::string_view name) const;
};

// A request with its own copy of the bytes, so that it can go to another thread. Movable; the views stay valid.
class OwnedHttpRequest {
 public:
  explicit OwnedHttpRequest(const HttpRequest& request);
  const HttpRequest& get() const { return request_; }

 private:
  std::unique_ptr<char[]> bytes_;
  HttpRequest request_;
};

struct HttpResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> fields;  // without Content-Length, Date and Connection
  std::string body;
  // Adds a field; never CR, LF or NUL in a value (they are left out).
  void add_field(std::string name, std::string_view value);
};

// "OK", "Not Found", ... for a status line; "Unknown" otherwise.
std::string_view reason_phrase(int status);

}  // namespace gotrue
