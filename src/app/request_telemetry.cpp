#include "app/request_telemetry.hpp"

#include "adapter/net/curl_library.hpp"

namespace gotrue {
namespace {

AccessLogRequest as_log(const http::RequestStart& start) {
  return {start.method,  start.path,       start.endpoint, start.remote_addr,
          start.referer, start.request_id, start.nf_client};
}

HttpSpan as_span(const http::RequestCompletion& completion) {
  const http::RequestStart& start = completion.request;
  const auto caller = parse_trace_context(start.http.field("X-Datadog-Trace-Id"), start.http.field("X-Datadog-Parent-Id"),
                                          start.http.field("X-Datadog-Sampling-Priority"));
  return {caller, start.method, start.path, start.request_id, start.nf_client, completion.status, completion.duration};
}

AddressPolicy any_address() {
  return AddressPolicy({IpNetwork::parse("0.0.0.0/0").value(), IpNetwork::parse("::/0").value()});
}

std::string agent_url(const TracingConfiguration& tracing) {
  std::string host = tracing.host.empty() ? "localhost" : tracing.host;
  if (host.find(':') != host.npos && !host.starts_with('[')) host = "[" + host + "]";
  return "http://" + host + ":" + (tracing.port.empty() ? "8126" : tracing.port);
}

}  // namespace

RequestTelemetry::RequestTelemetry(const TracingConfiguration& tracing, Logger& logger, const Clock& clock,
                                   Random& random)
    : is_logging_(logger.enabled(LogLevel::Info)), access_log_(logger) {
  if (!tracing.enabled) return;
  CurlLibrary::get();  // whoever lacks it learns it at start
  agent_ = std::make_unique<CurlHttpClient>(any_address());
  TraceExporterOptions options;
  options.agent = agent_url(tracing);
  options.service = tracing.service_name;
  options.tags = tracing.tags;
  traces_ = std::make_unique<TraceExporter>(std::move(options),
                                            TraceExporter::Collaborators{*agent_, clock, random, logger});
}

http::RequestListeners RequestTelemetry::listeners() const {
  http::RequestListeners listeners;
  if (is_logging_) {
    listeners.on_start = [this](const http::RequestStart& start) { access_log_.log_started(as_log(start)); };
  }
  if (is_logging_ || traces_) {
    listeners.on_complete = [this](const http::RequestCompletion& completion) {
      if (is_logging_) {
        access_log_.log_completed(as_log(completion.request),
                                  {completion.status, completion.duration, completion.fields.fields});
      }
      if (traces_) traces_->record(as_span(completion));
    };
  }
  return listeners;
}

}  // namespace gotrue
