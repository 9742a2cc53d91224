// Which signatures are looked at at all: one form, the one that SAML prescribes (SAML core §5.4), with algorithms that
// hold. Everything else that XML Signature allows is refused before it is computed.
#pragma once
#include "adapter/saml/xml_document.hpp"

namespace gotrue::saml {

// `signature` is enveloped in `owner`. Refused unless: exclusive canonicalisation without comments; RSA or ECDSA over
// SHA-2; one reference, to the ID of `owner` itself; the two transforms enveloped-signature and exclusive
// canonicalisation; a SHA-2 digest; no Object. KeyInfo may stand there and is not read. Error: SamlResponseInvalid with the
// reason.
Status check_signature_form(const xmlNode* signature, const xmlNode* owner);

}  // namespace gotrue::saml
