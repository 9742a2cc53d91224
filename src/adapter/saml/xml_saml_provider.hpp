// SamlProvider over libxml2 and libxmlsec1, with the metadata of identity providers from the network and our own key from
// the settings or the database.
#pragma once
#include <map>
#include <memory>
#include <mutex>

#include "adapter/saml/metadata_source.hpp"
#include "adapter/saml/signing_key.hpp"
#include "core/port/saml_provider.hpp"
#include "core/port/services.hpp"

namespace gotrue::saml {

// Thread-safe; what it is given outlives it.
class XmlSamlProvider final : public SamlProvider {
 public:
  XmlSamlProvider(Services services, MetadataSource& source, Logger& logger)
      : services_(services), source_(source), logger_(logger) {}

  Result<std::string> metadata(const Instance& instance) override;
  bool is_ready(const Instance& instance) override;
  Result<std::string> request_url(const Instance& instance, std::string_view relay_state) override;
  Result<SamlAssertion> check_response(const Instance& instance, std::string_view encoded,
                                       std::string_view relay_state) override;

 private:
  using Key = std::shared_ptr<const SigningKey>;
  struct CachedKey {
    Key key;
    std::string texts;  // digest of the settings that it came from
    Monotonic loaded_at{};
  };

  Result<Key> key_of(const Instance& instance);
  Key cached_key(const Instance& instance);
  Result<Key> load_key(const Instance& instance);
  Result<Key> stored_key(const Instance& instance);

  const Services services_;
  MetadataSource& source_;
  Logger& logger_;
  std::mutex mutex_;
  std::map<Uuid, CachedKey> keys_;
  std::mutex making_;  // one key is made at a time
};

}  // namespace gotrue::saml
