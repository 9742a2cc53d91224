// A look at an XML text before any parser sees it: no document type, and bounds on what makes parsers slow.
#pragma once
#include <optional>
#include <string_view>

namespace gotrue::saml {

inline constexpr std::size_t kMaxXmlBytes = 1024 * 1024;

// Why the text is refused, or nullopt: more than 1 MiB, bytes that are no UTF-8 or control characters, any
// declaration (`<!DOCTYPE`, `<!ENTITY`: security.md 17), deeper than 48 elements, over 20,000 elements or
// attributes, over 64 attributes of one element. It judges markup alone; whether the text is well-formed is the parser's business.
std::optional<std::string_view> find_xml_fault(std::string_view text);

}  // namespace gotrue::saml
