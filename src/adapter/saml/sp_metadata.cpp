#include "adapter/saml/sp_metadata.hpp"

#include "adapter/saml/pem.hpp"

namespace gotrue::saml {
namespace {

std::string key_descriptor(const std::string& use, const std::string& certificate, const std::string& methods) {
  return R"(<md:KeyDescriptor use=")" + use +
         R"("><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>)" + certificate +
         "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>" + methods + "</md:KeyDescriptor>";
}

// What decrypt_assertion opens.
std::string encryption_methods() {
  std::string methods;
  for (const char* algorithm :
       {"http://www.w3.org/2009/xmlenc11#aes256-gcm", "http://www.w3.org/2009/xmlenc11#aes128-gcm",
        "http://www.w3.org/2001/04/xmlenc#aes256-cbc", "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
        "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"}) {
    methods += R"(<md:EncryptionMethod Algorithm=")" + std::string(algorithm) + R"("/>)";
  }
  return methods;
}

}  // namespace

std::string make_sp_metadata(const ServiceAddresses& addresses, const SigningKey& key) {
  const std::string certificate = encode_base64(key.certificate_der());
  return R"(<?xml version="1.0" encoding="UTF-8"?>)"
         "\n"
         R"(<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID=")" +
         escape_xml(addresses.entity_id) +
         R"("><md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" )"
         R"(protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">)" +
         key_descriptor("signing", certificate, "") + key_descriptor("encryption", certificate, encryption_methods()) +
         "<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>"
         R"(<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location=")" +
         escape_xml(addresses.acs_url) + R"(" index="0" isDefault="true"/></md:SPSSODescriptor></md:EntityDescriptor>)"
         "\n";
}

}  // namespace gotrue::saml
