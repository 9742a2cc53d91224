// Turns an outbox message into a mail: opens its token, makes the link, runs the templates.
#pragma once
#include <string>

#include <tl/expected.hpp>

#include "adapter/mail/mail_transport.hpp"
#include "adapter/mail/template_source.hpp"
#include "base/json.hpp"
#include "core/model/instance.hpp"
#include "core/policy/mail_payload.hpp"
#include "core/port/sealer.hpp"

namespace gotrue {

// Thread-safe.
class MailRenderer {
 public:
  MailRenderer(TemplateSource& templates, const Sealer& sealer, Logger& logger)
      : templates_(templates), sealer_(sealer), logger_(logger) {}

  // Error: why no mail can ever be made from it.
  tl::expected<RenderedMail, std::string> render(const OutboxMessage& message, const Instance& instance, Time now);

 private:
  RenderedMail render(const OutboxMessage& message, const MailPayload& payload, const InstanceSettings& settings,
                      Time now);
  std::string body(const json::Value& data, const InstanceSettings& settings, MailKind kind);
  std::string subject(const json::Value& data, const InstanceSettings& settings, MailKind kind);
  void log_bad_template(MailKind kind, const std::string& reason);

  TemplateSource& templates_;
  const Sealer& sealer_;
  Logger& logger_;
};

}  // namespace gotrue
