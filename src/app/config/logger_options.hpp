// The logger that a configuration asks for.
#pragma once
#include "adapter/telemetry/queued_logger.hpp"
#include "app/config/configuration.hpp"

namespace gotrue {

QueuedLoggerOptions make_logger_options(const LogConfiguration& log);

}  // namespace gotrue
