// A parsed XML document and how its elements are read: by namespace and name, among the children of one element. No
// function here searches a whole document.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/saml/saml_library.hpp"
#include "base/result.hpp"

namespace gotrue::saml {

inline constexpr std::string_view kProtocolNs = "urn:oasis:names:tc:SAML:2.0:protocol";
inline constexpr std::string_view kAssertionNs = "urn:oasis:names:tc:SAML:2.0:assertion";
inline constexpr std::string_view kMetadataNs = "urn:oasis:names:tc:SAML:2.0:metadata";
inline constexpr std::string_view kSignatureNs = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr std::string_view kEncryptionNs = "http://www.w3.org/2001/04/xmlenc#";

// Owns the tree; moves, does not copy. One thread at a time.
class XmlDocument {
 public:
  // Parses without network, DTD, entities of its own and error output, after find_xml_fault. Error: SamlResponseInvalid, with
  // what is wrong as `internal`.
  static Result<XmlDocument> parse(std::string_view text);

  XmlDocument(XmlDocument&& other) noexcept : document_(std::exchange(other.document_, nullptr)) {}
  XmlDocument& operator=(XmlDocument&& other) noexcept {
    std::swap(document_, other.document_);
    return *this;
  }
  ~XmlDocument();

  xmlDocPtr get() const { return document_; }
  xmlNodePtr root() const;

 private:
  explicit XmlDocument(xmlDocPtr document) : document_(document) {}
  xmlDocPtr document_;
};

struct ElementName {
  std::string_view ns;
  std::string_view name;
};

bool is_element(const xmlNode* node, ElementName name);
// The child elements, whatever their names.
std::vector<xmlNodePtr> child_elements(const xmlNode* parent);
// Those of that name.
std::vector<xmlNodePtr> children_named(const xmlNode* parent, ElementName name);
// The first of that name, or nullptr.
xmlNodePtr find_child(const xmlNode* parent, ElementName name);
// The only one of that name; nullptr when there is none or more than one.
xmlNodePtr only_child(const xmlNode* parent, ElementName name);

// The value of an attribute without namespace; nullopt when it is absent.
std::optional<std::string> attribute(const xmlNode* element, std::string_view name);
// All character data directly inside the element, joined, comments left out; nullopt when it has child elements or
// references. Surrounding white space is cut.
std::optional<std::string> text_of(const xmlNode* element);

// SamlResponseInvalid, with the reason for the log.
tl::unexpected<Error> refused(std::string reason);

}  // namespace gotrue::saml
