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

// What an answer in the place of a lane's must say.
struct Pending {
  std::string request_id;
  std::string origin;
};

// What came of a request: the answer, or the lane that works on it.
struct Handled {
  std::optional<HttpResponse> response;
  Lane lane = Lane::Inline;
  Pending pending = {};  // with a lane
};

// Immutable; used by all I/O threads and by jobs, which share it so that it outlives them.
class RequestPipeline : public std::enable_shared_from_this<RequestPipeline> {
 public:
  RequestPipeline(const ServerOptions& options, Dialect dialect, const Collaborators& collaborators);

  // The answer of a request that a lane works on comes to `reply_to`, exactly once, on any thread.
  Handled handle(const HttpRequest& request, const Peer& peer, const ReplyAddress& reply_to) const;
  // Begins what `handle` gave to lanes: called once an I/O thread has handled what it read together.
  void flush_lanes() const;
  // The answer to a request that the transport did not take whole: logged, and readable across origins like any other.
  HttpResponse refuse(const HttpRequest& request, const Peer& peer, TransportError error) const;
  // The answer when a lane took too long; the line in the log comes with what the lane makes of the request.
  HttpResponse give_up(const Pending& pending) const;
  // The answer to an error of the transport; bytes that are no request have no id.
  HttpResponse present(TransportError error, std::string_view request_id = {}) const;

 private:
  friend class RequestJob;

  // Where the answer of a request goes, and when it began.
  struct Origin {
    AccessLog::Moment started;
    const ReplyAddress& reply_to;
  };

  RequestScope make_scope(const HttpRequest& request, const Peer& peer, const RouteMatch& match) const;
  Handled answer(RequestScope& scope, const RouteMatch& match, const Origin& origin) const;
  std::optional<HttpResponse> answer_early(RequestScope& scope, const RouteMatch& match) const;
  Handled start(const Route& route, RequestScope& scope, const Origin& origin) const;
  Route make_preflight_route() const;
  // None also when it throws: the handler will meet the same.
  SoughtRow seek(const Route& route, RequestScope& scope) const noexcept;
  HttpResponse run_handler(const Route& route, RequestScope& scope) const noexcept;
  HttpResponse complete(const RequestScope& scope, AccessLog::Moment started, HttpResponse response) const;
  LaneExecutor* executor_for(Lane lane) const;

  const Dialect dialect_;
  const Router router_;
  const RequestId request_id_;
  const ClientAddress client_address_;
  const AccessLog access_log_;
  const Cors cors_;
  const Route preflight_;
  const RateLimit rate_limit_;
  const ErrorBoundary error_boundary_;
  LaneExecutor* const read_;
  LaneExecutor* const write_;
  LaneExecutor* const blocking_;
  LaneExecutor* const outbound_;
};

}  // namespace gotrue::http
