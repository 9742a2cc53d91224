#include "adapter/telemetry/access_log.hpp"

namespace gotrue {
namespace {

std::vector<LogField> fields_of(const AccessLogRequest& request) {
  return {{"component", "api"},           {"method", request.method},
          {"path", request.path},         {"remote_addr", request.remote_addr},
          {"referer", request.referer},   {"request_id", request.request_id},
          {"nf_client", request.nf_client}};
}

}  // namespace

bool AccessLog::writes(const AccessLogRequest& request) const {
  return request.endpoint != "/health" && logger_.enabled(LogLevel::Info);
}

void AccessLog::log_started(const AccessLogRequest& request) const {
  if (writes(request)) logger_.log(LogLevel::Info, "request started", fields_of(request));
}

void AccessLog::log_completed(const AccessLogRequest& request, const AccessLogAnswer& answer) const {
  if (!writes(request)) return;
  auto fields = fields_of(request);
  fields.push_back({"status", std::int64_t{answer.status}});
  fields.push_back({"duration", std::int64_t{answer.duration.count()}});
  for (const auto& [key, value] : answer.fields) fields.push_back({key, std::string_view(value)});
  logger_.log(LogLevel::Info, "request completed", fields);
}

}  // namespace gotrue
