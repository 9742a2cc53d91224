#include "app/mail_service.hpp"

#include <iostream>

#include "adapter/mail/courier.hpp"
#include "adapter/net/curl_http_client.hpp"

namespace gotrue {
namespace {

std::unique_ptr<MailTransport> make_transport(const ServeFlags& flags) {
  if (!flags.mail_to_log) return std::make_unique<SmtpTransport>();
  return std::make_unique<LogTransport>([](const std::string& line) { std::cerr << line + '\n' << std::flush; });
}

}  // namespace

struct MailService::Parts {
  Parts(const Configuration& configuration, const ServeFlags& flags, const Services& services,
        const Instance& instance, Logger& logger)
      : client(AddressPolicy(configuration.security.outbound_allowed_networks)),
        templates(client, services.clock, logger),
        renderer(templates, services.sealer, logger),
        transport(make_transport(flags)),
        courier(services, instance, renderer, *transport, logger) {}

  CurlHttpClient client;
  TemplateSource templates;
  MailRenderer renderer;
  std::unique_ptr<MailTransport> transport;
  Courier courier;
};

MailService::MailService(const Configuration& configuration, const ServeFlags& flags, const Services& services,
                         const Instance& instance, Logger& logger) {
  if (!instance.settings.mailer.enabled) return;
  parts_ = std::make_unique<Parts>(configuration, flags, services, instance, logger);
}

MailService::~MailService() = default;

void MailService::wake() { parts_->courier.wake(); }

}  // namespace gotrue
