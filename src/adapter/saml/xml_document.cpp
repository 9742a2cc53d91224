#include "adapter/saml/xml_document.hpp"

#include <memory>

#include "adapter/saml/xml_shape.hpp"

namespace gotrue::saml {
namespace {

struct FreeParser {
  void operator()(xmlParserCtxtPtr parser) const { SamlLibrary::get().free_parser(parser); }
};

std::string_view view(const xmlChar* text) {
  return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

bool is_character_data(const xmlNode* node) {
  return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

std::string trim(const std::string& text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

tl::unexpected<Error> refused(std::string reason) {
  Error error = make_error(ErrorCode::SamlResponseInvalid);
  error.internal = "SAML: " + std::move(reason);
  return fail(std::move(error));
}

Result<XmlDocument> XmlDocument::parse(std::string_view text) {
  if (const auto fault = find_xml_fault(text)) return refused(std::string(*fault));
  const SamlLibrary& library = SamlLibrary::get();
  library.silence();
  const std::unique_ptr<xmlParserCtxt, FreeParser> parser(library.new_parser());
  if (!parser) return refused("no parser");
  constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC;
  XmlDocument document(library.read_memory(parser.get(), text.data(), static_cast<int>(text.size()), nullptr,
                                           "UTF-8", kOptions));
  if (!document.get() || !parser->wellFormed || !parser->nsWellFormed) return refused("no well-formed XML");
  if (document.get()->intSubset || document.get()->extSubset) return refused("a document type");
  if (!document.root()) return refused("an empty document");
  return document;
}

XmlDocument::~XmlDocument() {
  if (document_) SamlLibrary::get().free_document(document_);
}

xmlNodePtr XmlDocument::root() const {
  for (xmlNodePtr node = document_->children; node; node = node->next) {
    if (node->type == XML_ELEMENT_NODE) return node;
  }
  return nullptr;
}

bool is_element(const xmlNode* node, ElementName name) {
  return node && node->type == XML_ELEMENT_NODE && node->ns && view(node->ns->href) == name.ns &&
         view(node->name) == name.name;
}

std::vector<xmlNodePtr> child_elements(const xmlNode* parent) {
  std::vector<xmlNodePtr> found;
  for (xmlNodePtr node = parent->children; node; node = node->next) {
    if (node->type == XML_ELEMENT_NODE) found.push_back(node);
  }
  return found;
}

std::vector<xmlNodePtr> children_named(const xmlNode* parent, ElementName name) {
  std::vector<xmlNodePtr> found = child_elements(parent);
  std::erase_if(found, [&](const xmlNode* node) { return !is_element(node, name); });
  return found;
}

xmlNodePtr find_child(const xmlNode* parent, ElementName name) {
  for (xmlNodePtr node = parent->children; node; node = node->next) {
    if (is_element(node, name)) return node;
  }
  return nullptr;
}

xmlNodePtr only_child(const xmlNode* parent, ElementName name) {
  const auto found = children_named(parent, name);
  return found.size() == 1 ? found.front() : nullptr;
}

std::optional<std::string> attribute(const xmlNode* element, std::string_view name) {
  for (const xmlAttr* item = element->properties; item; item = item->next) {
    if (item->ns || view(item->name) != name) continue;
    std::string value;
    for (const xmlNode* part = item->children; part; part = part->next) value += view(part->content);
    return value;
  }
  return std::nullopt;
}

std::optional<std::string> text_of(const xmlNode* element) {
  std::string text;
  for (const xmlNode* node = element->children; node; node = node->next) {
    if (is_character_data(node)) {
      text += view(node->content);
    } else if (node->type != XML_COMMENT_NODE) {
      return std::nullopt;
    }
  }
  return trim(text);
}

}  // namespace gotrue::saml
