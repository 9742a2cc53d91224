// The way of a request through the middleware to its handler and back (drawn in server.hpp). Knows no socket.
#pragma once
#include <memory>
#include <optional>

#include "base/route.hpp"
#include "http/mailbox.hpp"
#include "http/middleware/access_log.hpp"
#include "http/middleware/client_address.hpp"
#include "http/middleware/cors.hpp"
#include "http/middleware/error_boundary.hpp"
#include "http/middleware/rate_limit.hpp"
#include "http/middleware/request_id.hpp"
#include "http/peer.hpp"
#include "http/router.hpp"
#include "http/server_options.hpp"

namespace gotrue::http {

// Immutable; used by all I/O threads and by jobs, which share it so that it outlives them.
class RequestPipeline : public std::enable_shared_from_this<RequestPipeline> {
 public:
  RequestPipeline(const ServerOptions& options, Dialect dialect, const Collaborators& collaborators);

  // The answer, or nullopt when a lane works on it: it comes to `reply_to` then, exactly once, on any thread.
  std::optional<HttpResponse> handle(const HttpRequest& request, const Peer& peer, const ReplyAddress& reply_to) const;
  // Begins what `handle` gave to lanes: called once an I/O thread has handled what it read together.
  void flush_lanes() const;
  // The answer to an error of the transport; bytes that are no request have no id.
  HttpResponse present(TransportError error, std::string_view request_id = {}) const;

 private:
  friend class RequestJob;

  std::optional<HttpResponse> answer(RequestScope& scope, const RouteMatch& match, AccessLog::Moment started,
                                     const ReplyAddress& reply_to) const;
  std::optional<HttpResponse> answer_early(RequestScope& scope, const RouteMatch& match) const;
  HttpResponse run_handler(const Route& route, RequestScope& scope) const noexcept;
  HttpResponse complete(const RequestScope& scope, AccessLog::Moment started, HttpResponse response) const;
  LaneExecutor* executor_for(const Route& route, const HttpRequest& request) const;

  const Dialect dialect_;
  const Router router_;
  const RequestId request_id_;
  const ClientAddress client_address_;
  const AccessLog access_log_;
  const Cors cors_;
  const RateLimit rate_limit_;
  const ErrorBoundary error_boundary_;
  LaneExecutor* const read_;
  LaneExecutor* const write_;
  LaneExecutor* const blocking_;
  LaneExecutor* const outbound_;
};

}  // namespace gotrue::http
