#include "adapter/telemetry/access_log.hpp"

#include <array>

namespace gotrue {
namespace {

constexpr std::string_view kNilUuid = "00000000-0000-0000-0000-000000000000";
constexpr std::string_view kLoginMethod = "login_method";
// What a handler may add beyond these is left out; none adds as many.
constexpr std::size_t kMostFields = 32;

// The fields of one line, without an allocation and nearly sorted, as the logger likes them best.
class LineFields {
 public:
  LineFields() { add({"component", "api"}); }
  void add(const LogField& field) {
    if (size_ < fields_.size()) fields_[size_++] = field;
  }
  void add_request(const AccessLogRequest& request) {
    add({"method", request.method});
    add({"nf_client", request.nf_client});
    add({"path", request.path});
    add({"referer", request.referer});
    add({"remote_addr", request.remote_addr});
    add({"request_id", request.request_id});
  }
  std::span<const LogField> get() const { return {fields_.data(), size_}; }

 private:
  std::array<LogField, kMostFields> fields_;
  std::size_t size_ = 0;
};

std::string_view value_of(const AccessLogAnswer& answer, std::string_view key) {
  for (const auto& [name, value] : answer.fields) {
    if (name == key) return value;
  }
  return {};
}

}  // namespace

bool AccessLog::writes(const AccessLogRequest& request) const {
  return request.endpoint != "/health" && logger_.enabled(LogLevel::Info);
}

void AccessLog::log_started(const AccessLogRequest& request) const {
  if (!writes(request)) return;
  LineFields line;
  line.add_request(request);
  logger_.log(LogLevel::Info, "request started", line.get());
}

void AccessLog::log_completed(const AccessLogRequest& request, const AccessLogAnswer& answer) const {
  if (!writes(request)) return;
  meter(request, answer);
  LineFields line;
  line.add({"duration", std::int64_t{answer.duration.count()}});
  line.add_request(request);
  line.add({"status", std::int64_t{answer.status}});
  for (const auto& [key, value] : answer.fields) {
    if (key != kLoginMethod) line.add({key, std::string_view(value)});
  }
  logger_.log(LogLevel::Info, "request completed", line.get());
}

// A login that was answered as one: what a commit that failed had promised does not count.
void AccessLog::meter(const AccessLogRequest& request, const AccessLogAnswer& answer) const {
  const std::string_view method = value_of(answer, kLoginMethod);
  if (method.empty() || answer.status >= 400) return;
  const std::string_view instance = value_of(answer, "instance_id");
  logger_.log(LogLevel::Info, "Login",
              {{"metering", true},
               {"action", "login"},
               {kLoginMethod, method},
               {"instance_id", instance.empty() ? kNilUuid : instance},
               {"request_id", request.request_id},
               {"user_id", value_of(answer, "user_id")}});
}

}  // namespace gotrue
