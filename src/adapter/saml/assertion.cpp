#include "adapter/saml/assertion.hpp"

#include "base/timestamp.hpp"

namespace gotrue::saml {
namespace {

constexpr std::string_view kBearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
constexpr std::size_t kMaxAttributes = 500;

constexpr ElementName saml(std::string_view name) { return {kAssertionNs, name}; }

// An absent attribute is nullopt, a malformed one an error.
Result<std::optional<Time>> time_attribute(const xmlNode* element, std::string_view name) {
  const auto text = attribute(element, name);
  if (!text) return std::nullopt;
  const auto time = parse_rfc3339(*text);
  if (!time) return refused("a malformed time in " + std::string(name));
  return time;
}

Result<std::string> text_in(const xmlNode* parent, std::string_view name) {
  const xmlNode* element = only_child(parent, saml(name));
  const auto text = element ? text_of(element) : std::nullopt;
  if (!text || text->empty()) return refused("there is not exactly one " + std::string(name));
  return *text;
}

Result<SubjectConfirmation> read_confirmation(const xmlNode* element) {
  const xmlNode* data = only_child(element, saml("SubjectConfirmationData"));
  if (!data) return refused("a confirmation of the subject without data");
  SubjectConfirmation confirmation;
  confirmation.recipient = attribute(data, "Recipient").value_or("");
  confirmation.in_response_to = attribute(data, "InResponseTo").value_or("");
  confirmation.not_before = TRY(time_attribute(data, "NotBefore"));
  confirmation.not_on_or_after = TRY(time_attribute(data, "NotOnOrAfter"));
  return confirmation;
}

Status read_subject(const xmlNode* element, Assertion& assertion) {
  const xmlNode* subject = only_child(element, saml("Subject"));
  if (!subject) return refused("there is not exactly one Subject");
  assertion.name_id = TRY(text_in(subject, "NameID"));
  assertion.name_id_format = attribute(only_child(subject, saml("NameID")), "Format").value_or("");
  for (const xmlNode* confirmation : children_named(subject, saml("SubjectConfirmation"))) {
    if (attribute(confirmation, "Method") != kBearer) continue;
    assertion.bearers.push_back(TRY(read_confirmation(confirmation)));
  }
  return {};
}

Result<std::vector<std::string>> read_audiences(const xmlNode* restriction) {
  std::vector<std::string> audiences;
  for (const xmlNode* audience : children_named(restriction, saml("Audience"))) {
    const auto text = text_of(audience);
    if (!text) return refused("a malformed Audience");
    audiences.push_back(*text);
  }
  return audiences;
}

Status read_conditions(const xmlNode* element, Assertion& assertion) {
  const xmlNode* conditions = only_child(element, saml("Conditions"));
  if (!conditions) return refused("there is not exactly one Conditions");
  assertion.not_before = TRY(time_attribute(conditions, "NotBefore"));
  assertion.not_on_or_after = TRY(time_attribute(conditions, "NotOnOrAfter"));
  for (const xmlNode* condition : child_elements(conditions)) {
    if (is_element(condition, saml("AudienceRestriction"))) {
      assertion.audiences.push_back(TRY(read_audiences(condition)));
    } else if (!is_element(condition, saml("OneTimeUse")) && !is_element(condition, saml("ProxyRestriction"))) {
      return refused("an unknown condition");
    }
  }
  return {};
}

Status read_sessions(const xmlNode* element, Assertion& assertion) {
  for (const xmlNode* statement : children_named(element, saml("AuthnStatement"))) {
    assertion.sessions.push_back(TRY(time_attribute(statement, "SessionNotOnOrAfter")));
  }
  return {};
}

void read_values(const xmlNode* element, Assertion& assertion) {
  const std::string name = attribute(element, "Name").value_or("");
  for (const xmlNode* value : children_named(element, saml("AttributeValue"))) {
    const auto text = text_of(value);
    if (text && !text->empty() && assertion.attributes.size() < kMaxAttributes) assertion.attributes.emplace_back(name, *text);
  }
}

void read_attributes(const xmlNode* element, Assertion& assertion) {
  for (const xmlNode* statement : children_named(element, saml("AttributeStatement"))) {
    for (const xmlNode* item : children_named(statement, saml("Attribute"))) read_values(item, assertion);
  }
}

}  // namespace

Result<Assertion> read_assertion(const xmlNode* element) {
  if (!is_element(element, saml("Assertion"))) return refused("what was signed is no assertion");
  if (attribute(element, "Version") != "2.0") return refused("another version of SAML");
  Assertion assertion;
  assertion.id = attribute(element, "ID").value_or("");
  if (assertion.id.empty()) return refused("an assertion without ID");
  assertion.issuer = TRY(text_in(element, "Issuer"));
  TRY(read_subject(element, assertion));
  TRY(read_conditions(element, assertion));
  TRY(read_sessions(element, assertion));
  read_attributes(element, assertion);
  return assertion;
}

}  // namespace gotrue::saml
