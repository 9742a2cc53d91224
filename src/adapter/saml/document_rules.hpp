// What a response must look like as a whole before anything in it is trusted: rules that leave no room to wrap a signed
// assertion into another document (security.md 17). They only ever refuse; values are read elsewhere.
#pragma once
#include "adapter/saml/xml_document.hpp"

namespace gotrue::saml {

// The parts of a response, all of them where the protocol has them (SAML core §3.3.3).
struct ResponseParts {
  xmlNodePtr response = nullptr;
  xmlNodePtr response_signature = nullptr;   // nullptr: not signed
  xmlNodePtr assertion = nullptr;            // exactly one of this
  xmlNodePtr encrypted_assertion = nullptr;  // and this is set
  xmlNodePtr assertion_signature = nullptr;
};

// The root is a Response with one assertion, plain or encrypted, as its child; no other assertion, no other signature
// and no second element with the same ID stand anywhere in the document. Error: SamlResponseInvalid with the reason.
Result<ResponseParts> find_response_parts(const XmlDocument& document);

// The same for a document that is an assertion: its signature, or nullptr when it has none.
Result<xmlNodePtr> find_assertion_signature(const XmlDocument& document);

}  // namespace gotrue::saml
