#include "app/saml_service.hpp"

#ifdef GOTRUE_SAML
#include <thread>

#include "adapter/saml/saml_library.hpp"
#include "adapter/saml/xml_saml_provider.hpp"

namespace gotrue {
struct SamlService::Parts {
  Parts(const Services& services, const Clients& clients, Logger& log)
      : source({clients.unrestricted, clients.policed}, services.clock, log),
        provider(services, source, log),
        logger(log) {}
  ~Parts() {
    if (preparation.joinable()) preparation.join();
  }

  void prepare(const Instance& instance) {
    try {
      (void)provider.metadata(instance);
      (void)provider.request_url(instance, "");
    } catch (const std::exception& error) {
      logger.log(LogLevel::Warn, "SAML could not be prepared", {{"component", "saml"}, {"error", error.what()}});
    }
  }

  saml::MetadataSource source;
  saml::XmlSamlProvider provider;
  Logger& logger;
  std::thread preparation;
};

SamlService::SamlService(const Services& services, const Clients& clients, Logger& logger)
    : parts_(std::make_unique<Parts>(services, clients, logger)) {}

SamlProvider* SamlService::provider() { return &parts_->provider; }

void SamlService::prepare(const Instance& instance) {
  saml::SamlLibrary::get();
  parts_->preparation = std::thread([this, &instance] { parts_->prepare(instance); });
}

}  // namespace gotrue
#else
namespace gotrue {

struct SamlService::Parts {};
SamlService::SamlService(const Services&, const Clients&, Logger&) {}
SamlProvider* SamlService::provider() { return nullptr; }
void SamlService::prepare(const Instance&) {}

}  // namespace gotrue
#endif

namespace gotrue {

SamlService::~SamlService() = default;

}  // namespace gotrue
