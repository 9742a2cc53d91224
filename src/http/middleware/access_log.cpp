#include "http/middleware/access_log.hpp"

namespace gotrue::http {
namespace {

RequestStart describe(const RequestScope& scope) {
  const std::string_view address =
      scope.client_address.empty() ? scope.http.peer_address : std::string_view(scope.client_address);
  return {scope.http, scope.http.method_name,      scope.http.path,  scope.path,
          address,    scope.http.field("Referer"), scope.request_id, scope.http.field("X-Nf-Client")};
}

}  // namespace

AccessLog::Moment AccessLog::start(const RequestScope& scope) const {
  if (listeners_.on_start) listeners_.on_start(describe(scope));
  return listeners_.on_complete ? clock_.monotonic() : Moment();
}

void AccessLog::complete(const RequestScope& scope, int status, Moment started) const {
  if (!listeners_.on_complete) return;
  listeners_.on_complete({describe(scope), status, clock_.monotonic() - started, scope.log});
}

}  // namespace gotrue::http
