// The SAML service provider with what it needs, or nothing of it in a build without SAML.
#pragma once
#include <memory>

#include "core/port/http_client.hpp"
#include "core/port/logger.hpp"
#include "core/port/saml_provider.hpp"
#include "core/port/services.hpp"

namespace gotrue {

class SamlService {
 public:
  struct Clients {
    HttpClient& unrestricted;  // for metadata that the process environment names
    HttpClient& policed;       // for metadata that an instance names
  };
  // What it is given outlives it.
  SamlService(const Services& services, const Clients& clients, Logger& logger);
  ~SamlService();

  // nullptr in a build without SAML.
  SamlProvider* provider();
  // Opens the libraries and, beside the server, fetches the metadata and makes the key, so that no sign-in waits for them.
  // Throws std::runtime_error when a library is missing.
  void prepare(const Instance& instance);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace gotrue
