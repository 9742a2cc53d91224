#include "adapter/saml/idp_metadata.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

#include "adapter/saml/pem.hpp"
#include "adapter/saml/xml_document.hpp"
#include "base/timestamp.hpp"
#include "base/url.hpp"

namespace gotrue::saml {
namespace {

constexpr std::string_view kRedirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
constexpr int kLeastRsaBits = 2'048;
constexpr int kLeastCurveBits = 256;

constexpr ElementName md(std::string_view name) { return {kMetadataNs, name}; }
constexpr ElementName ds(std::string_view name) { return {kSignatureNs, name}; }

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};

bool has_strong_key(const std::string& der) {
  auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<X509, FreeCertificate> certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
  const EVP_PKEY* key = certificate ? X509_get0_pubkey(certificate.get()) : nullptr;
  if (!key) return false;
  if (EVP_PKEY_is_a(key, "RSA")) return EVP_PKEY_get_bits(key) >= kLeastRsaBits;
  return EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_bits(key) >= kLeastCurveBits;
}

void add_certificates(const xmlNode* key_descriptor, std::vector<std::string>& certificates) {
  const xmlNode* key_info = only_child(key_descriptor, ds("KeyInfo"));
  if (!key_info) return;
  for (const xmlNode* x509 : children_named(key_info, ds("X509Data"))) {
    for (const xmlNode* item : children_named(x509, ds("X509Certificate"))) {
      auto der = decode_base64(text_of(item).value_or(""));
      if (der && has_strong_key(*der)) certificates.push_back(std::move(*der));
    }
  }
}

std::vector<std::string> signing_certificates(const xmlNode* role) {
  std::vector<std::string> certificates;
  for (const xmlNode* descriptor : children_named(role, md("KeyDescriptor"))) {
    if (attribute(descriptor, "use").value_or("signing") == "signing") add_certificates(descriptor, certificates);
  }
  return certificates;
}

std::string redirect_url(const xmlNode* role) {
  for (const xmlNode* service : children_named(role, md("SingleSignOnService"))) {
    const std::string location = attribute(service, "Location").value_or("");
    const auto url = Url::parse(location);
    const bool is_web = url && (url->scheme == "https" || url->scheme == "http") && !url->host.empty();
    if (attribute(service, "Binding") == kRedirect && is_web && url->fragment.empty()) return location;
  }
  return {};
}

// The descriptors in the document that are identity providers.
std::vector<xmlNodePtr> provider_descriptors(const xmlNode* root) {
  std::vector<xmlNodePtr> found;
  if (is_element(root, md("EntityDescriptor"))) found.push_back(const_cast<xmlNodePtr>(root));
  if (is_element(root, md("EntitiesDescriptor"))) found = children_named(root, md("EntityDescriptor"));
  std::erase_if(found, [](const xmlNode* entity) { return !only_child(entity, md("IDPSSODescriptor")); });
  return found;
}

// Times are in UTC, said or not (SAML core §1.3.3).
std::optional<Time> read_time(const std::string& text) {
  const auto time = parse_rfc3339(text);
  return time ? time : parse_rfc3339(text + 'Z');
}

// An end that cannot be read is none that anybody may go beyond.
Result<std::optional<Time>> earliest_end(const xmlNode* root, const xmlNode* entity, const xmlNode* role) {
  std::optional<Time> end;
  for (const xmlNode* element : {root, entity, role}) {
    const auto text = attribute(element, "validUntil");
    if (!text) continue;
    const auto time = read_time(*text);
    if (!time) return refused("a malformed time in validUntil");
    if (!end || *time < *end) end = time;
  }
  return end;
}

std::optional<std::chrono::seconds> shortest_cache(const xmlNode* root, const xmlNode* entity, const xmlNode* role) {
  std::optional<std::chrono::seconds> shortest;
  for (const xmlNode* element : {root, entity, role}) {
    const auto duration = parse_xml_duration(attribute(element, "cacheDuration").value_or(""));
    if (duration && (!shortest || *duration < *shortest)) shortest = duration;
  }
  return shortest;
}

}  // namespace

Result<IdpMetadata> parse_idp_metadata(std::string_view xml) {
  const XmlDocument document = TRY(XmlDocument::parse(xml));
  const auto entities = provider_descriptors(document.root());
  if (entities.size() != 1) return refused("the metadata does not describe exactly one identity provider");
  const xmlNode* entity = entities.front();
  const xmlNode* role = only_child(entity, md("IDPSSODescriptor"));
  IdpMetadata metadata;
  metadata.entity_id = attribute(entity, "entityID").value_or("");
  if (metadata.entity_id.empty()) return refused("the metadata has no entity id");
  metadata.sso_url = redirect_url(role);
  if (metadata.sso_url.empty()) return refused("the metadata has no single sign-on with the redirect binding");
  metadata.certificates = signing_certificates(role);
  if (metadata.certificates.empty()) return refused("the metadata has no certificate for signatures with a key that is strong enough");
  metadata.valid_until = TRY(earliest_end(document.root(), entity, role));
  metadata.cache_duration = shortest_cache(document.root(), entity, role);
  return metadata;
}

}  // namespace gotrue::saml
