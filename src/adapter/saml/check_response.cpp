#include "adapter/saml/check_response.hpp"

#include "adapter/saml/account_of.hpp"
#include "adapter/saml/decrypt_assertion.hpp"
#include "adapter/saml/document_rules.hpp"
#include "adapter/saml/verify_signature.hpp"

namespace gotrue::saml {
namespace {

constexpr ElementName kAssertion{kAssertionNs, "Assertion"};
constexpr ElementName kEncryptedAssertion{kAssertionNs, "EncryptedAssertion"};
constexpr std::string_view kSuccess = "urn:oasis:names:tc:SAML:2.0:status:Success";

std::string status_of(const xmlNode* response) {
  const xmlNode* status = only_child(response, {kProtocolNs, "Status"});
  const xmlNode* code = status ? only_child(status, {kProtocolNs, "StatusCode"}) : nullptr;
  return code ? attribute(code, "Value").value_or("") : "";
}

// What the response says of itself. Unsigned as it may be, a contradiction is refused; nothing here lets anybody in.
Status check_envelope(const xmlNode* response, bool is_signed, const Expectation& expectation) {
  if (attribute(response, "Version") != "2.0") return refused("another version of SAML");
  const std::string status = status_of(response);
  if (status != kSuccess) return refused("the provider answers " + status.substr(0, 120));
  const auto destination = attribute(response, "Destination");
  if ((destination || is_signed) && destination != expectation.acs_url) return refused("the response has another destination");
  const auto in_response_to = attribute(response, "InResponseTo");
  if (in_response_to && in_response_to != expectation.request_id) return refused("the response answers another request");
  const xmlNode* issuer = find_child(response, {kAssertionNs, "Issuer"});
  if (issuer && text_of(issuer) != expectation.issuer) return refused("the response is from another issuer");
  return {};
}

// A document of the signed bytes alone.
Result<XmlDocument> verified_document(const XmlDocument& document, const SignedElement& element,
                                      const ResponseCheck& check) {
  const std::string bytes = TRY(verify_signature(document, element, check.certificates));
  return XmlDocument::parse(bytes);
}

// The decrypted assertion as a document of bytes that are signed: by its own signature, or, where it has none, as cipher
// text with the response around it.
Result<XmlDocument> open_encrypted(const xmlNode* encrypted, bool is_envelope_signed, const ResponseCheck& check) {
  if (!encrypted) return refused("the response holds no assertion");
  const std::string text = TRY(decrypt_assertion(encrypted, check.private_key));
  XmlDocument opened = TRY(XmlDocument::parse(text));
  xmlNodePtr signature = TRY(find_assertion_signature(opened));
  if (signature) return verified_document(opened, {opened.root(), signature}, check);
  if (!is_envelope_signed) return refused("nothing is signed");
  return opened;
}

Result<CheckedResponse> check_values(const xmlNode* element, const ResponseCheck& check) {
  const Assertion assertion = TRY(read_assertion(element));
  TRY(check_assertion(assertion, check.expectation));
  ExternalAccount account = TRY(account_of(assertion));
  return CheckedResponse{assertion.id, end_of(assertion), std::move(account)};
}

// The response itself is signed: everything is read from its signed bytes, or from those of the assertion when that has
// a signature too, which must hold as well.
Result<CheckedResponse> check_signed_response(const XmlDocument& document, const ResponseParts& parts,
                                              const ResponseCheck& check) {
  const XmlDocument envelope = TRY(verified_document(document, {parts.response, parts.response_signature}, check));
  TRY(check_envelope(envelope.root(), true, check.expectation));
  if (parts.encrypted_assertion) {
    const XmlDocument opened = TRY(open_encrypted(only_child(envelope.root(), kEncryptedAssertion), true, check));
    return check_values(opened.root(), check);
  }
  if (parts.assertion_signature) {
    const XmlDocument signed_one = TRY(verified_document(document, {parts.assertion, parts.assertion_signature}, check));
    return check_values(signed_one.root(), check);
  }
  const xmlNode* element = only_child(envelope.root(), kAssertion);
  if (!element) return refused("the signed response holds no assertion");
  return check_values(element, check);
}

Result<CheckedResponse> check_unsigned_response(const XmlDocument& document, const ResponseParts& parts,
                                                const ResponseCheck& check) {
  TRY(check_envelope(parts.response, false, check.expectation));
  if (parts.encrypted_assertion) {
    const XmlDocument opened = TRY(open_encrypted(parts.encrypted_assertion, false, check));
    return check_values(opened.root(), check);
  }
  if (!parts.assertion_signature) return refused("nothing is signed");
  const XmlDocument signed_one = TRY(verified_document(document, {parts.assertion, parts.assertion_signature}, check));
  return check_values(signed_one.root(), check);
}

}  // namespace

Result<CheckedResponse> check_response(std::string_view xml, const ResponseCheck& check) {
  const XmlDocument document = TRY(XmlDocument::parse(xml));
  const ResponseParts parts = TRY(find_response_parts(document));
  return parts.response_signature ? check_signed_response(document, parts, check)
                                  : check_unsigned_response(document, parts, check);
}

}  // namespace gotrue::saml
