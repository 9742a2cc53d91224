#include "http/request_pipeline.hpp"

#include "http/request_job.hpp"

namespace gotrue::http {
namespace {

constexpr std::chrono::seconds kBusyRetryAfter{1};

void add_retry_after(HttpResponse& response, std::chrono::seconds delay) {
  response.fields.emplace_back("Retry-After", std::to_string(delay.count()));
}

}  // namespace

RequestPipeline::RequestPipeline(const ServerOptions& options, Dialect dialect, const Collaborators& collaborators)
    : dialect_(std::move(dialect)),
      router_(dialect_.routes, options.path_prefixes),
      request_id_(options.request_id_header, collaborators.random),
      client_address_(options.trusted_proxies, collaborators.warn),
      access_log_(collaborators.listeners, collaborators.clock),
      cors_(options.credential_origins),
      preflight_(make_preflight_route()),
      rate_limit_(collaborators.check_limit),
      error_boundary_(collaborators.classify_exception),
      read_(collaborators.read),
      write_(collaborators.write),
      blocking_(collaborators.blocking),
      outbound_(collaborators.outbound) {}

Handled RequestPipeline::handle(const HttpRequest& request, const Peer& peer, const ReplyAddress& reply_to) const {
  const RouteMatch match = router_.match(request.path);
  RequestScope scope = make_scope(request, peer, match);
  const AccessLog::Moment started = access_log_.start(scope);
  auto outcome = error_boundary_.run([&] { return answer(scope, match, {started, reply_to}); }, scope.log);
  if (const auto* error = std::get_if<TransportError>(&outcome)) {
    return {complete(scope, started, present(*error, scope.request_id))};
  }
  auto& handled = std::get<Handled>(outcome);
  if (handled.response) handled.response = complete(scope, started, std::move(*handled.response));
  return std::move(handled);
}

HttpResponse RequestPipeline::refuse(const HttpRequest& request, const Peer& peer, TransportError error) const {
  const RequestScope scope = make_scope(request, peer, router_.match(request.path));
  const AccessLog::Moment started = access_log_.start(scope);
  return complete(scope, started, present(error, scope.request_id));
}

HttpResponse RequestPipeline::give_up(const Pending& pending) const {
  HttpResponse response = present(TransportError::ServerBusy, pending.request_id);
  HttpRequest request;
  request.method_name = "GET";  // each that a lane takes may be read across origins
  request.fields.push_back({"Origin", pending.origin});
  cors_.add_fields(request, {}, response);
  return response;
}

RequestScope RequestPipeline::make_scope(const HttpRequest& request, const Peer& peer, const RouteMatch& match) const {
  return {request,
          request_id_.of(request),
          client_address_.of(request, peer),
          std::string(match.prefix),
          std::string(match.path),
          match.parameters,
          {}};
}

Handled RequestPipeline::answer(RequestScope& scope, const RouteMatch& match, const Origin& origin) const {
  if (Cors::is_preflight(scope.http)) return start(preflight_, scope, origin);
  if (auto early = answer_early(scope, match)) return {std::move(early)};
  return start(*match.resource->find(scope.http.method), scope, origin);
}

Handled RequestPipeline::start(const Route& route, RequestScope& scope, const Origin& origin) const {
  const Lane lane = route.choose_lane ? route.choose_lane(scope.http) : route.lane;
  LaneExecutor* const executor = executor_for(lane);
  if (executor == nullptr) return {route.handler(scope)};
  std::unique_ptr<LaneJob> job =
      std::make_unique<RequestJob>(shared_from_this(), route, scope, origin.started, origin.reply_to);
  Pending pending{scope.request_id, std::string(scope.http.field("Origin"))};
  if (executor->try_submit(job)) return {std::nullopt, lane, std::move(pending)};
  scope.log.set("error", "too many requests are waiting");
  return {present(TransportError::ServerBusy, scope.request_id)};
}

// Whose site a preflight is for may have to be looked up.
Route RequestPipeline::make_preflight_route() const {
  const Lane lane = dialect_.find_credential_origin ? Lane::Read : Lane::Inline;
  return {Method::Options, "", lane, LimitClass::None, [this](RequestScope& scope) {
            if (dialect_.find_credential_origin) scope.credential_origin = dialect_.find_credential_origin(scope.http);
            return cors_.answer_preflight(scope.http, scope.credential_origin);
          }};
}

std::optional<HttpResponse> RequestPipeline::answer_early(RequestScope& scope, const RouteMatch& match) const {
  if (match.resource == nullptr) return present(TransportError::NotFound, scope.request_id);
  const Route* const route = match.resource->find(scope.http.method);
  if (route == nullptr) {
    auto response = present(TransportError::MethodNotAllowed, scope.request_id);
    response.fields.emplace_back("Allow", match.resource->allow());
    return response;
  }
  if (const auto delay = rate_limit_.check(route->limit, scope.client_address)) {
    auto response = present(TransportError::RateLimited, scope.request_id);
    add_retry_after(response, *delay);
    return response;
  }
  return std::nullopt;
}

HttpResponse RequestPipeline::run_handler(const Route& route, RequestScope& scope) const noexcept {
  auto outcome = error_boundary_.run([&] { return route.handler(scope); }, scope.log);
  if (auto* response = std::get_if<HttpResponse>(&outcome)) return std::move(*response);
  return present(std::get<TransportError>(outcome), scope.request_id);
}

SoughtRow RequestPipeline::seek(const Route& route, RequestScope& scope) const noexcept {
  const auto outcome = error_boundary_.run([&] { return route.seek(scope); }, scope.log);
  const auto* const row = std::get_if<SoughtRow>(&outcome);
  return row ? *row : SoughtRow();
}

void RequestPipeline::flush_lanes() const {
  for (LaneExecutor* const lane : {read_, write_, blocking_, outbound_}) {
    if (lane != nullptr) lane->flush();
  }
}

HttpResponse RequestPipeline::present(TransportError error, std::string_view request_id) const {
  auto response = dialect_.present_error(error, request_id);
  if (error == TransportError::ServerBusy) add_retry_after(response, kBusyRetryAfter);
  return response;
}

HttpResponse RequestPipeline::complete(const RequestScope& scope, AccessLog::Moment started,
                                       HttpResponse response) const {
  const bool is_preflight = scope.http.method == Method::Options && response.status == 204;
  if (!is_preflight) cors_.add_fields(scope.http, scope.credential_origin, response);
  access_log_.complete(scope, response.status, started);
  return response;
}

LaneExecutor* RequestPipeline::executor_for(Lane lane) const {
  switch (lane) {
    case Lane::Inline: return nullptr;
    case Lane::Read: return read_;
    case Lane::Write: return write_;
    case Lane::Blocking: return blocking_;
    case Lane::Outbound: return outbound_;
  }
  return nullptr;
}

}  // namespace gotrue::http
