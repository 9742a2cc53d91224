#include "adapter/saml/signature_rules.hpp"

#include <algorithm>
#include <array>

namespace gotrue::saml {
namespace {

constexpr std::string_view kExclusiveC14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
constexpr std::array<std::string_view, 6> kSignatureMethods = {
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",   "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",   "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"};
constexpr std::array<std::string_view, 3> kDigestMethods = {"http://www.w3.org/2001/04/xmlenc#sha256",
                                                            "http://www.w3.org/2001/04/xmldsig-more#sha384",
                                                            "http://www.w3.org/2001/04/xmlenc#sha512"};

constexpr ElementName ds(std::string_view name) { return {kSignatureNs, name}; }

std::string algorithm(const xmlNode* element) { return attribute(element, "Algorithm").value_or(""); }

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// The names of the child elements must be these, in this order.
bool has_children(const xmlNode* parent, std::initializer_list<std::string_view> names) {
  const auto children = child_elements(parent);
  return std::equal(children.begin(), children.end(), names.begin(), names.end(),
                    [](const xmlNode* child, std::string_view name) { return is_element(child, ds(name)); });
}

// The name of the ID goes into an XPath expression of libxmlsec1: only letters, digits and `_-.` (xs:ID without the
// letters beyond ASCII that no identity provider uses).
bool is_plain_id(std::string_view id) {
  return !id.empty() && id.size() <= 256 && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  });
}

Status check_transforms(const xmlNode* transforms) {
  if (!has_children(transforms, {"Transform", "Transform"})) return refused("a signature with other transforms");
  const auto list = child_elements(transforms);
  if (algorithm(list[0]) != kEnveloped || algorithm(list[1]) != kExclusiveC14n) {
    return refused("a signature with other transforms");
  }
  return {};
}

Status check_reference(const xmlNode* reference, const xmlNode* owner) {
  if (!has_children(reference, {"Transforms", "DigestMethod", "DigestValue"})) return refused("a malformed reference");
  const auto id = attribute(owner, "ID");
  if (!id || !is_plain_id(*id)) return refused("a signed element without a usable ID");
  if (attribute(reference, "URI") != "#" + *id) return refused("a signature of another element");
  TRY(check_transforms(find_child(reference, ds("Transforms"))));
  const std::string digest = algorithm(find_child(reference, ds("DigestMethod")));
  if (!is_one_of(kDigestMethods, digest)) return refused("the digest algorithm " + digest.substr(0, 80) + " is not allowed");
  return {};
}

Status check_signed_info(const xmlNode* signed_info, const xmlNode* owner) {
  if (!has_children(signed_info, {"CanonicalizationMethod", "SignatureMethod", "Reference"})) {
    return refused("a signature of more or less than one element");
  }
  if (algorithm(find_child(signed_info, ds("CanonicalizationMethod"))) != kExclusiveC14n) {
    return refused("a signature with another canonicalisation");
  }
  const xmlNode* method = find_child(signed_info, ds("SignatureMethod"));
  if (!child_elements(method).empty()) return refused("a signature method with parameters");
  const std::string name = algorithm(method);
  if (!is_one_of(kSignatureMethods, name)) {
    return refused("the signature algorithm " + name.substr(0, 80) + " is not allowed");
  }
  return check_reference(find_child(signed_info, ds("Reference")), owner);
}

}  // namespace

Status check_signature_form(const xmlNode* signature, const xmlNode* owner) {
  const bool is_plain = has_children(signature, {"SignedInfo", "SignatureValue"});
  if (!is_plain && !has_children(signature, {"SignedInfo", "SignatureValue", "KeyInfo"})) {
    return refused("a malformed signature");
  }
  return check_signed_info(find_child(signature, ds("SignedInfo")), owner);
}

}  // namespace gotrue::saml
