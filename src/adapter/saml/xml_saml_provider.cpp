#include "adapter/saml/xml_saml_provider.hpp"

#include "adapter/saml/authn_request.hpp"
#include "adapter/saml/check_response.hpp"
#include "adapter/saml/pem.hpp"
#include "adapter/saml/sp_metadata.hpp"
#include "base/sha256.hpp"

namespace gotrue::saml {
namespace {

// A key that was read from the database is looked at again after this time.
constexpr std::chrono::minutes kKeyAge{5};
constexpr std::size_t kMaxKeys = 1'000;
// Base64 of the largest XML, with line breaks.
constexpr std::size_t kMaxEncoded = 1'500'000;

const SamlSettings& settings_of(const Instance& instance) { return instance.settings.external.saml; }

MetadataAddress address_of(const Instance& instance) {
  return {settings_of(instance).metadata_url, !settings_of(instance).is_host_of_instance};
}

ServiceAddresses addresses_of(const Instance& instance) { return ServiceAddresses(settings_of(instance).api_base); }

std::string digest_of(const SamlSettings& settings) {
  return to_hex(sha256(settings.signing_cert + '\n' + std::string(settings.signing_key.reveal())));
}

SecretString sealing_key_of(const Instance& instance) {
  return SecretString(derive_key(instance.settings.jwt.secret.reveal(), "gotrue SAML key sealing"));
}

}  // namespace

Result<std::string> XmlSamlProvider::metadata(const Instance& instance) {
  const Key key = TRY(key_of(instance));
  return make_sp_metadata(addresses_of(instance), *key);
}

bool XmlSamlProvider::is_ready(const Instance& instance) {
  return source_.has(address_of(instance)) && cached_key(instance) != nullptr;
}

Result<std::string> XmlSamlProvider::request_url(const Instance& instance, std::string_view relay_state) {
  const auto idp = TRY(source_.get(address_of(instance)));
  const Key key = TRY(key_of(instance));
  const ServiceAddresses addresses = addresses_of(instance);
  return make_request_url({addresses, idp->sso_url, std::string(relay_state), services_.clock.now()}, *key);
}

Result<SamlAssertion> XmlSamlProvider::check_response(const Instance& instance, std::string_view encoded,
                                                      std::string_view relay_state) {
  const auto xml = encoded.size() > kMaxEncoded ? std::nullopt : decode_base64(encoded);
  if (!xml) return refused("the response is no Base64 or too long");
  const auto idp = TRY(source_.get(address_of(instance)));
  const Key key = TRY(key_of(instance));
  const ServiceAddresses addresses = addresses_of(instance);
  const Expectation expectation{idp->entity_id, addresses.entity_id, addresses.acs_url, request_id_of(relay_state),
                                services_.clock.now()};
  CheckedResponse checked = TRY(saml::check_response(*xml, {expectation, idp->certificates, key->private_key()}));
  return SamlAssertion{idp->entity_id + ' ' + checked.assertion_id, checked.expires_at, std::move(checked.account)};
}

Result<XmlSamlProvider::Key> XmlSamlProvider::key_of(const Instance& instance) {
  if (Key key = cached_key(instance)) return key;
  const std::lock_guard turn(making_);
  if (Key key = cached_key(instance)) return key;
  Key key = TRY(load_key(instance));
  const std::lock_guard lock(mutex_);
  if (keys_.size() >= kMaxKeys) keys_.clear();
  keys_[instance.id] = {key, digest_of(settings_of(instance)), services_.clock.monotonic()};
  return key;
}

XmlSamlProvider::Key XmlSamlProvider::cached_key(const Instance& instance) {
  const std::lock_guard lock(mutex_);
  const auto found = keys_.find(instance.id);
  if (found == keys_.end() || found->second.texts != digest_of(settings_of(instance))) return nullptr;
  if (services_.clock.monotonic() - found->second.loaded_at > kKeyAge) return nullptr;
  return found->second.key;
}

Result<XmlSamlProvider::Key> XmlSamlProvider::load_key(const Instance& instance) {
  const SamlSettings& settings = settings_of(instance);
  if (settings.signing_cert.empty() && settings.signing_key.empty()) return stored_key(instance);
  auto key = SigningKey::from_texts({settings.signing_cert, settings.signing_key});
  if (!key) {
    Error error = make_error(ErrorCode::Internal);
    error.internal = "SAML: " + key.error().detail;
    return fail(std::move(error));
  }
  return std::make_shared<const SigningKey>(std::move(*key));
}

// The key of the database; made now when there is none, or none that the JWT secret opens. Of several nodes that make
// one at the same time, the first one's counts.
Result<XmlSamlProvider::Key> XmlSamlProvider::stored_key(const Instance& instance) {
  const SecretString sealing_key = sealing_key_of(instance);
  const auto open = [&](const SamlKey& stored) -> Key {
    auto text = services_.sealer.open(stored.sealed_key, sealing_key);
    if (!text) return nullptr;
    auto key = SigningKey::from_texts({stored.certificate, SecretString(std::move(*text))});
    return key ? std::make_shared<const SigningKey>(std::move(*key)) : nullptr;
  };
  const auto find = [&](Repositories& tx) { return tx.saml_keys().find(instance.id); };
  auto stored = services_.storage.read(find);
  if (stored) {
    if (Key key = open(*stored)) return key;
    logger_.log(LogLevel::Warn, "the stored SAML key does not open with this JWT secret: a new one is made, the identity "
                                "provider needs the new metadata", {{"component", "saml"}});
  }
  const Time now = services_.clock.now();
  const KeyTexts texts = SigningKey::generate(now);
  const SamlKey made{instance.id, texts.certificate, services_.sealer.seal(texts.private_key.reveal(), sealing_key), now};
  try {
    const Status kept = services_.storage.transact([&](Repositories& tx) -> Status {
      if (stored) tx.saml_keys().remove(instance.id);
      tx.saml_keys().insert(made);
      return {};
    });
    if (!kept) return fail(kept.error());
  } catch (const DuplicateKey&) {
    // Another node was faster.
  }
  stored = services_.storage.read(find);
  if (Key key = stored ? open(*stored) : nullptr) return key;
  return refused("the signing key cannot be stored");
}

}  // namespace gotrue::saml
