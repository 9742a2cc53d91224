// What an assertion says (SAML core §2), as values.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapter/saml/xml_document.hpp"
#include "base/clock.hpp"

namespace gotrue::saml {

struct SubjectConfirmation {
  std::string recipient;
  std::string in_response_to;
  std::optional<Time> not_before;
  std::optional<Time> not_on_or_after;
};

struct Assertion {
  std::string id;
  std::string issuer;
  std::string name_id;
  std::string name_id_format;
  std::vector<SubjectConfirmation> bearers;  // confirmations of the method bearer; others do not count
  std::optional<Time> not_before;
  std::optional<Time> not_on_or_after;
  std::vector<std::vector<std::string>> audiences;  // each restriction must be met by one of its audiences
  std::vector<std::optional<Time>> sessions;  // one per AuthnStatement: when the session at the provider ends
  std::vector<std::pair<std::string, std::string>> attributes;  // name, value; a name may come again
};

// Reads the element, which must come from signed bytes. Error: SamlResponseInvalid for what is missing, there twice,
// malformed, or a condition that this server does not know (SAML core §2.5.1.1).
Result<Assertion> read_assertion(const xmlNode* element);

}  // namespace gotrue::saml
