// How this dialect words each error: one status and text per code, in one of two envelopes.
#pragma once
#include <string>
#include <string_view>

#include "base/http_message.hpp"
#include "base/result.hpp"
#include "base/route.hpp"

namespace gotrue::netlify {

// The status and the public text of an error.
struct ErrorPresentation {
  int status;
  std::string text;
};
ErrorPresentation describe(const Error& error);

// {"code", "msg", "error_id"?}: every endpoint but POST /token.
HttpResponse present_error(const Error& error, std::string_view request_id);
// {"error", "error_description"?} (RFC 6749 §5.2) for errors of a grant; others take the first envelope.
HttpResponse present_oauth_error(const Error& error, std::string_view request_id);
// The errors that the transport finds.
HttpResponse present_transport_error(TransportError error, std::string_view request_id);

}  // namespace gotrue::netlify
