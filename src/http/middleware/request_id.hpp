// Middleware 1: gives every request its id (http-api.md "Request id"). Stands in logs and in `error_id`.
#pragma once
#include <string>

#include "base/http_message.hpp"
#include "base/random.hpp"

namespace gotrue::http {

// Immutable.
class RequestId {
 public:
  // `header` names the field that carries an id; empty: none does.
  RequestId(std::string header, Random& random) : header_(std::move(header)), random_(random) {}

  // What the field says when it is visible ASCII of at most 128 characters, else a fresh UUIDv4.
  std::string of(const HttpRequest& request) const;

 private:
  std::string header_;
  Random& random_;
};

}  // namespace gotrue::http
