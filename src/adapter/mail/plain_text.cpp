#include <algorithm>
#include <array>
#include <charconv>

#include "adapter/mail/mail_message.hpp"
#include "base/ascii.hpp"

namespace gotrue {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array kEntities = {Entity{"amp", "&"},  Entity{"lt", "<"},   Entity{"gt", ">"},
                                  Entity{"quot", "\""}, Entity{"apos", "'"}, Entity{"nbsp", " "}};

// "&amp;" or "&#39;" at the front; how many bytes it took, 0 when it is none.
std::size_t decode_entity(std::string_view text, std::string& out) {
  const std::size_t end = text.substr(0, 12).find(';');
  if (end == std::string_view::npos || end < 2) return 0;
  const std::string_view name = text.substr(1, end - 1);
  for (const Entity& entity : kEntities) {
    if (entity.name == name) {
      out += entity.text;
      return end + 1;
    }
  }
  int code = 0;
  if (name.front() != '#') return 0;
  const auto [stop, error] = std::from_chars(name.data() + 1, name.data() + name.size(), code);
  if (error != std::errc() || stop != name.data() + name.size() || code < 0x20 || code > 0x7e) return 0;
  out += static_cast<char>(code);
  return end + 1;
}

class PlainText {
 public:
  explicit PlainText(std::string_view html) : html_(html) {}

  std::string convert() {
    while (at_ < html_.size()) step();
    while (!out_.empty() && is_space(out_.back())) out_.pop_back();
    return out_ + '\n';
  }

 private:
  void step() {
    if (html_[at_] == '<') return read_tag();
    if (html_[at_] == '&') {
      const std::size_t length = decode_entity(html_.substr(at_), out_);
      if (length > 0) {
        at_ += length;
        return;
      }
    }
    const char c = html_[at_++];
    if (!is_space(c)) {
      out_ += c;
    } else if (!out_.empty() && !is_space(out_.back())) {
      out_ += ' ';
    }
  }

  void read_tag() {
    const std::size_t end = std::min(html_.find('>', at_), html_.size() - 1);
    const std::string_view tag = html_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    const bool is_closing = tag.starts_with('/');
    const std::string name = lower_ascii(tag.substr(is_closing ? 1 : 0, tag.find_first_of(" \t\r\n/", 1) - (is_closing ? 1 : 0)));
    if (name == "style" || name == "script" || name == "head" || name == "title") {
      if (!is_closing) skip_to_end_of(name);
    } else if (name == "a") {
      is_closing ? end_link() : begin_link(tag);
    } else if (name == "br") {
      out_ += '\n';
    } else if (name == "p" || name == "div" || name == "tr" || name == "li" || (name.size() == 2 && name[0] == 'h')) {
      break_line();
    }
  }

  void skip_to_end_of(const std::string& name) {
    const std::string rest = lower_ascii(html_.substr(at_));
    const std::size_t end = rest.find("</" + name);
    at_ = end == std::string::npos ? html_.size() : at_ + end;
  }

  void begin_link(std::string_view tag) {
    link_.clear();
    link_start_ = out_.size();
    const std::size_t at = lower_ascii(tag).find("href=\"");
    if (at == std::string::npos) return;
    std::string_view value = tag.substr(at + 6);
    value = value.substr(0, value.find('"'));
    for (std::size_t i = 0; i < value.size();) {
      const std::size_t length = value[i] == '&' ? decode_entity(value.substr(i), link_) : 0;
      if (length == 0) link_ += value[i];
      i += std::max<std::size_t>(length, 1);
    }
  }

  void end_link() {
    const bool is_shown = link_start_ <= out_.size() && out_.substr(link_start_) == link_;
    if (!link_.empty() && !is_shown) out_ += " (" + link_ + ')';
    link_.clear();
  }

  void break_line() {
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    if (!out_.empty() && !out_.ends_with("\n\n")) out_ += out_.ends_with('\n') ? "\n" : "\n\n";
  }

  std::string_view html_;
  std::size_t at_ = 0;
  std::string out_;
  std::string link_;
  std::size_t link_start_ = 0;
};

}  // namespace

std::string plain_text_of(std::string_view html) { return PlainText(html).convert(); }

}  // namespace gotrue
