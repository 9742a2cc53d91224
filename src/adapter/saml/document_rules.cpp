#include "adapter/saml/document_rules.hpp"

#include <set>

namespace gotrue::saml {
namespace {

constexpr ElementName kResponse{kProtocolNs, "Response"};
constexpr ElementName kAssertion{kAssertionNs, "Assertion"};
constexpr ElementName kEncryptedAssertion{kAssertionNs, "EncryptedAssertion"};
constexpr ElementName kSignature{kSignatureNs, "Signature"};

struct Census {
  std::size_t assertions = 0;
  std::size_t signatures = 0;
  std::set<std::string> ids;
  bool has_duplicate_id = false;
};

bool is_id_name(std::string_view name) { return name == "ID" || name == "Id" || name == "id"; }

void count_element(const xmlNode* element, Census& census) {
  if (is_element(element, kAssertion) || is_element(element, kEncryptedAssertion)) ++census.assertions;
  if (is_element(element, kSignature)) ++census.signatures;
  for (const xmlAttr* item = element->properties; item; item = item->next) {
    if (!is_id_name(reinterpret_cast<const char*>(item->name))) continue;
    std::string value;
    for (const xmlNode* part = item->children; part; part = part->next) {
      if (part->content) value += reinterpret_cast<const char*>(part->content);
    }
    if (!census.ids.insert(std::move(value)).second) census.has_duplicate_id = true;
  }
}

// The node after `node` in document order.
const xmlNode* next_node(const xmlNode* node, const xmlNode* root) {
  if (node->children && node->type == XML_ELEMENT_NODE) return node->children;
  while (node != root && !node->next) node = node->parent;
  return node == root ? nullptr : node->next;
}

Census take_census(const xmlNode* root) {
  Census census;
  for (const xmlNode* node = root; node; node = next_node(node, root)) {
    if (node->type == XML_ELEMENT_NODE) count_element(node, census);
  }
  return census;
}

std::size_t count_set(std::initializer_list<const xmlNode*> nodes) {
  std::size_t count = 0;
  for (const xmlNode* node : nodes) count += node != nullptr;
  return count;
}

Status check_census(const xmlNode* root, std::size_t signatures) {
  const Census census = take_census(root);
  if (census.has_duplicate_id) return refused("two elements have the same ID");
  if (census.assertions != 1) return refused("there is not exactly one assertion");
  if (census.signatures != signatures) return refused("a signature stands where none belongs");
  return {};
}

}  // namespace

Result<ResponseParts> find_response_parts(const XmlDocument& document) {
  ResponseParts parts;
  parts.response = document.root();
  if (!is_element(parts.response, kResponse)) return refused("the root is no Response");
  parts.response_signature = find_child(parts.response, kSignature);
  parts.assertion = find_child(parts.response, kAssertion);
  parts.encrypted_assertion = find_child(parts.response, kEncryptedAssertion);
  if (count_set({parts.assertion, parts.encrypted_assertion}) != 1) {
    return refused("the response does not hold one assertion");
  }
  if (parts.assertion) parts.assertion_signature = find_child(parts.assertion, kSignature);
  TRY(check_census(parts.response, count_set({parts.response_signature, parts.assertion_signature})));
  return parts;
}

Result<xmlNodePtr> find_assertion_signature(const XmlDocument& document) {
  if (!is_element(document.root(), kAssertion)) return refused("what was encrypted is no assertion");
  xmlNodePtr signature = find_child(document.root(), kSignature);
  TRY(check_census(document.root(), count_set({signature})));
  return signature;
}

}  // namespace gotrue::saml
