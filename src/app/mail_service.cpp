#include "app/mail_service.hpp"

#include <iostream>

#include "adapter/mail/courier.hpp"
#include "adapter/net/curl_http_client.hpp"

namespace gotrue {
namespace {

AddressPolicy make_policy(const Configuration& configuration) {
  return AddressPolicy(configuration.security.outbound_allowed_networks);
}

std::unique_ptr<MailTransport> make_transport(const Configuration& configuration, const ServeFlags& flags) {
  if (!flags.mail_to_log) return std::make_unique<SmtpTransport>(make_policy(configuration));
  return std::make_unique<LogTransport>([](const std::string& line) { std::cerr << line + '\n' << std::flush; });
}

// nullptr: it is gone, or cannot send anything (no JWT secret that its tokens were sealed under).
Courier::FindInstance finder(InstanceDirectory& instances) {
  return [&instances](const Uuid& id) -> std::shared_ptr<const Instance> {
    auto instance = instances.find(id, {});
    return instance ? std::move(*instance) : nullptr;
  };
}

// The mail server of one tenant may be slow, on purpose even, without the others' mail waiting for it.
CourierOptions make_courier_options(const ServeFlags& flags) {
  CourierOptions options;
  if (!flags.multi) return options;
  options.workers = 16;
  options.per_instance = options.workers / kMostLeftOut;
  return options;
}

}  // namespace

struct MailService::Parts {
  Parts(const Configuration& configuration, const ServeFlags& flags, const Services& services,
        InstanceDirectory& instances, Logger& logger)
      : client(make_policy(configuration)),
        templates(client, services.clock, logger),
        renderer(templates, services.sealer, logger),
        transport(make_transport(configuration, flags)),
        courier(services, finder(instances), renderer, *transport, logger, make_courier_options(flags)) {}

  CurlHttpClient client;
  TemplateSource templates;
  MailRenderer renderer;
  std::unique_ptr<MailTransport> transport;
  Courier courier;
};

MailService::MailService(const Configuration& configuration, const ServeFlags& flags, const Services& services,
                         const Instance& instance, InstanceDirectory& instances, Logger& logger) {
  if (!flags.multi && !instance.settings.mailer.enabled) return;
  parts_ = std::make_unique<Parts>(configuration, flags, services, instances, logger);
}

MailService::~MailService() = default;

void MailService::wake() { parts_->courier.wake(); }

}  // namespace gotrue
