#include "app/config/constraint.hpp"
#include "app/config/key_groups.hpp"

namespace gotrue {
namespace {

using C = Configuration;
using Log = LogConfiguration;
using Tracing = TracingConfiguration;

// `warning` is what the original's logger calls warn in its lines, and reads as well.
slot::Choice log_level_slot() {
  return {{{"panic", int(LogLevel::Panic)},
           {"fatal", int(LogLevel::Fatal)},
           {"error", int(LogLevel::Error)},
           {"warn", int(LogLevel::Warn)},
           {"warning", int(LogLevel::Warn)},
           {"info", int(LogLevel::Info)},
           {"debug", int(LogLevel::Debug)}},
          [](C& configuration, int level) { configuration.log.level = static_cast<LogLevel>(level); }};
}

slot::Choice log_format_slot() {
  return {{{"text", int(LogFormat::Text)}, {"json", int(LogFormat::Json)}},
          [](C& configuration, int format) { configuration.log.format = static_cast<LogFormat>(format); }};
}

}  // namespace

KeyGroup log_keys() {
  return {"Logs",
          {
              {.name = "LOG_LEVEL",
               .slot = log_level_slot(),
               .note = "The least severe lines that are written.",
               .bare_names = {"LOG_LEVEL"},
               .default_note = "`info`"},
              {.name = "LOG_FILE",
               .slot = slot::Text{at<&C::log, &Log::file>, constraint::kPrintable},
               .note = "File to append to, opened again on SIGHUP.",
               .default_note = "standard error"},
              {.name = "LOG_FORMAT",
               .slot = log_format_slot(),
               .note = "`text` is logfmt, `json` one object a line.",
               .default_note = "`text`",
               .is_ours = true},
              {.name = "LOG_DISABLE_COLORS",
               .slot = slot::Flag{at<&C::log, &Log::disable_colors>},
               .note = "Accepted and not needed: lines never have colours."},
              {.name = "LOG_QUOTE_EMPTY_FIELDS",
               .slot = slot::Flag{at<&C::log, &Log::quote_empty_fields>},
               .note = "Write `key=\"\"` instead of `key=`."},
              {.name = "LOG_TSFORMAT",
               .slot = slot::Text{at<&C::log, &Log::timestamp_format>},
               .note = "Layout of the time, as Go writes layouts; times are in UTC.",
               .default_note = "`2006-01-02T15:04:05Z07:00`"},
              {.name = "LOG_FIELDS",
               .slot = slot::Map{at<&C::log, &Log::fields>},
               .note = "Fields that every line carries."},
          }};
}

KeyGroup tracing_keys() {
  return {"Tracing",
          {
              {.name = "TRACING_ENABLED",
               .slot = slot::Flag{at<&C::tracing, &Tracing::enabled>},
               .note = "Send a span of each request to a Datadog agent."},
              {.name = "TRACING_HOST",
               .slot = slot::Text{at<&C::tracing, &Tracing::host>, constraint::kHost},
               .note = "Host of the agent.",
               .default_note = "`localhost`"},
              {.name = "TRACING_PORT",
               .slot = slot::Text{at<&C::tracing, &Tracing::port>, constraint::kPort},
               .note = "Port of the agent.",
               .default_note = "`8126`"},
              {.name = "TRACING_SERVICE_NAME",
               .slot = slot::Text{at<&C::tracing, &Tracing::service_name>},
               .note = "Name of this service in traces.",
               .aliases = {"SERVICE_NAME"}},
              {.name = "TRACING_TAGS",
               .slot = slot::Map{at<&C::tracing, &Tracing::tags>},
               .note = "Tags that every span carries."},
          }};
}

}  // namespace gotrue
