#include "app/config/logger_options.hpp"

namespace gotrue {

QueuedLoggerOptions make_logger_options(const LogConfiguration& log) {
  QueuedLoggerOptions options;
  options.level = log.level;
  options.file = log.file;
  options.format.is_json = log.format == LogFormat::Json;
  options.format.quotes_empty_fields = log.quote_empty_fields;
  options.format.timestamp_layout = log.timestamp_format;
  options.format.fields = log.fields;
  return options;
}

}  // namespace gotrue
