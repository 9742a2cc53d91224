// What becomes of a request in logs and traces: joins the callbacks of the HTTP edge with their writers.
#pragma once
#include <memory>

#include "adapter/net/curl_http_client.hpp"
#include "adapter/telemetry/access_log.hpp"
#include "adapter/telemetry/trace_exporter.hpp"
#include "app/config/configuration.hpp"
#include "http/middleware/access_log.hpp"

namespace gotrue {

// What it hands out refers to it. What it is given outlives it.
class RequestTelemetry {
 public:
  RequestTelemetry(const TracingConfiguration& tracing, Logger& logger, const Clock& clock, Random& random);

  // Empty callbacks where nothing would be written.
  http::RequestListeners listeners() const;

 private:
  const bool is_logging_;
  const AccessLog access_log_;
  std::unique_ptr<CurlHttpClient> agent_;  // the environment names its host: no address policy
  std::unique_ptr<TraceExporter> traces_;
};

}  // namespace gotrue
