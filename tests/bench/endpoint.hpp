// Where the server under load is, and the texts of requests to it.
#pragma once
#include <sys/socket.h>

#include <string>
#include <string_view>

#include "http/unique_fd.hpp"

namespace gotrue::bench {

class Endpoint {
 public:
  // `url` is http://host:port, with a path when the API is mounted below one. Throws std::runtime_error when it is
  // not, or when the host has no address.
  explicit Endpoint(std::string_view url);

  // A connected socket that does not block. Throws std::system_error.
  http::UniqueFd connect() const;

  std::string get(std::string_view path, std::string_view access_token = {}, std::string_view cookie = {}) const;
  std::string post_json(std::string_view path, std::string_view body) const;
  std::string post_form(std::string_view path, std::string_view body) const;

 private:
  std::string post(std::string_view path, std::string_view content_type, std::string_view body) const;

  sockaddr_storage address_{};
  socklen_t address_size_ = 0;
  std::string host_field_;
  std::string path_prefix_;
};

// A TCP port of 127.0.0.1 that nothing listens on.
int find_free_port();

}  // namespace gotrue::bench
