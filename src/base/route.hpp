// What a dialect offers to the transport: its routes, each with the lane that it runs on, and how it words the
// errors that the transport finds. Neither side knows the other; both know this file.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/http_message.hpp"
#include "base/sought_row.hpp"

namespace gotrue {

// Where a handler runs. A lane is a bulkhead: a bounded queue with its own threads; a full one answers
// ServerBusy at once.
enum class Lane {
  Inline,    // on the I/O thread: computes, never waits
  Read,      // reads the storage; inline with the embedded database
  Write,     // one short transaction; with the embedded database on the writer's thread, inside its batch
  Blocking,  // waits for a password hash: its own threads, bounded
  Outbound,  // waits for a server of somebody else (hooks, providers), maybe after a hash: its own threads, bounded
};

// The classes of GOTRUE_RATE_LIMIT_<ENDPOINT> (configuration.md).
enum class LimitClass { None, Signup, Token, Verify, Recover, Invite, User, Authorize, Callback, Admin };

// What a handler adds to the lines "request completed" and to the trace. Values may hold anything: the logger
// escapes them.
struct LogFields {
  std::vector<std::pair<std::string, std::string>> fields;
  void set(std::string key, std::string value) { fields.emplace_back(std::move(key), std::move(value)); }
};

// One request on its way through the middleware to its handler.
struct RequestScope {
  const HttpRequest& http;
  std::string request_id;
  std::string client_address;  // behind the trusted proxies; empty when it cannot be known
  std::string prefix;          // the path prefix it was sent under ("/.netlify/identity"), or empty
  std::string path;            // without prefix and without trailing slash, e.g. "/admin/users"
  std::vector<std::string> parameters;  // what stood at the {} of the pattern, decoded
  LogFields log;
  std::string credential_origin = {};  // of the site that it turned out to be for; CORS gives it credentials
};

using RouteHandler = std::function<HttpResponse(RequestScope&)>;

struct Route {
  Method method = Method::Get;  // HEAD is served wherever GET is
  std::string pattern;          // "/admin/users/{}": a {} is one segment
  Lane lane = Lane::Inline;
  LimitClass limit = LimitClass::None;
  RouteHandler handler;
  // The lane that one request needs, when it depends on what it carries (POST /token: a refresh needs no
  // hash). Empty: `lane`.
  std::function<Lane(const HttpRequest&)> choose_lane = {};
  // The row that the handler will ask for first. Empty: none that could be fetched with those of others.
  std::function<SoughtRow(RequestScope&)> seek = {};
};

// Errors that the transport finds itself.
enum class TransportError {
  NotFound,          // 404
  MethodNotAllowed,  // 405; the transport adds Allow
  BadRequest,        // 400: not HTTP, invalid UTF-8 in the target
  HeadersTooLarge,   // 431
  BodyTooLarge,      // 413
  ValueRefused,      // 422: the database cannot hold what the request says
  RequestTimeout,    // 408: the client was too slow
  RateLimited,       // 429; the transport adds Retry-After
  ServerBusy,        // 503; the transport adds Retry-After
  Internal,          // 500
};

struct Dialect {
  std::vector<Route> routes;
  // The answer to an error of the transport; `request_id` may be empty when no request could be read.
  std::function<HttpResponse(TransportError, std::string_view request_id)> present_error;
  // The origin of the site that a preflight is for, or an empty text; may read the storage (Lane::Read). Empty: there is
  // no site but those that the transport was told.
  std::function<std::string(const HttpRequest&)> find_credential_origin = {};
};

}  // namespace gotrue
