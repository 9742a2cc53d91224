// Answers with a JSON body.
#pragma once
#include <string>

#include "base/http_message.hpp"

namespace gotrue::netlify {

inline HttpResponse json_response(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.fields.emplace_back("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

// 204.
inline HttpResponse empty_response() {
  HttpResponse response;
  response.status = 204;
  return response;
}

}  // namespace gotrue::netlify
