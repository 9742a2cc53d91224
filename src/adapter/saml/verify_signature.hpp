// Verifies one enveloped signature and gives the bytes that were signed.
#pragma once
#include <span>
#include <string>

#include "adapter/saml/xml_document.hpp"

namespace gotrue::saml {

struct SignedElement {
  xmlNodePtr owner;      // carries the attribute ID
  xmlNodePtr signature;  // its child
};

// The canonical form of the owner, without its signature, as one of the keys behind `certificates` (DER) signed it:
// whoever reads values must read them from these bytes, never from the document. Keys in the message are ignored.
// Error: SamlResponseInvalid with the reason.
Result<std::string> verify_signature(const XmlDocument& document, const SignedElement& element,
                                     std::span<const std::string> certificates);

}  // namespace gotrue::saml
