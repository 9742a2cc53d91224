#include "adapter/saml/xml_shape.hpp"

#include "base/utf8.hpp"

namespace gotrue::saml {
namespace {

constexpr int kMaxDepth = 48;
constexpr int kMaxElements = 20'000;
constexpr int kMaxAttributes = 64;
// Canonicalisation looks for each name space that is used among all that are in force, before any signature is known to hold.
constexpr int kMaxAttributesInAll = 20'000;

// Walks from one piece of markup to the next.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<std::string_view> run() {
    while (true) {
      at_ = text_.find('<', at_);
      if (at_ == text_.npos) return std::nullopt;
      if (const auto fault = step()) return fault;
    }
  }

 private:
  std::optional<std::string_view> step() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("<!--")) return skip(4, "-->");
    if (rest.starts_with("<![CDATA[")) return skip(9, "]]>");
    if (rest.starts_with("<!")) return "a declaration (DOCTYPE)";
    if (rest.starts_with("<?")) return skip(2, "?>");
    if (rest.starts_with("</")) {
      --depth_;
      at_ += 2;
      return std::nullopt;
    }
    return open_element();
  }

  std::optional<std::string_view> skip(std::size_t head, std::string_view end) {
    const auto found = text_.find(end, at_ + head);
    if (found == text_.npos) return "markup without end";
    at_ = found + end.size();
    return std::nullopt;
  }

  // From `<` to the `>` that is not inside quotes; each quoted text is one attribute.
  std::optional<std::string_view> open_element() {
    int attributes = 0;
    for (++at_; at_ < text_.size() && text_[at_] != '>'; ++at_) {
      const char c = text_[at_];
      if (c == '<') return "markup inside markup";
      if (c != '"' && c != '\'') continue;
      at_ = text_.find(c, at_ + 1);
      if (at_ == text_.npos) return "an attribute without end";
      if (++attributes > kMaxAttributes || ++attributes_ > kMaxAttributesInAll) return "too many attributes";
    }
    if (at_ == text_.size()) return "markup without end";
    if (++elements_ > kMaxElements) return "too many elements";
    if (text_[at_ - 1] != '/' && ++depth_ > kMaxDepth) return "elements nested too deeply";
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int elements_ = 0;
  int attributes_ = 0;
};

bool has_control_character(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') return true;
  }
  return false;
}

}  // namespace

std::optional<std::string_view> find_xml_fault(std::string_view text) {
  if (text.size() > kMaxXmlBytes) return "over 1 MiB";
  if (!is_valid_utf8(text) || has_control_character(text)) return "not UTF-8";
  return Scanner(text).run();
}

}  // namespace gotrue::saml
