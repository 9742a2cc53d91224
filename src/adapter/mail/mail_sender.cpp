#include "adapter/mail/mail_sender.hpp"

#include <algorithm>

#include "adapter/mail/mail_message.hpp"

namespace gotrue {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string unquoted(std::string_view name) {
  if (name.size() < 2 || name.front() != '"' || name.back() != '"') return std::string(name);
  name = name.substr(1, name.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '\\' && i + 1 < name.size()) ++i;
    out += name[i];
  }
  return out;
}

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

// The operator encoded it already.
bool is_encoded_word(std::string_view text) { return text.starts_with("=?") && text.ends_with("?="); }

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// A display name: an encoded word may not stand in quotes.
std::string phrase(const std::string& name) {
  if (!is_printable_ascii(name)) return encode_header_text(name);
  return is_encoded_word(name) ? name : quoted(name);
}

}  // namespace

MailSender parse_mail_sender(std::string_view text) {
  text = trim(text);
  const std::size_t open = text.rfind('<');
  if (open == std::string_view::npos || !text.ends_with('>')) return {{}, std::string(text)};
  const std::string_view address = text.substr(open + 1, text.size() - open - 2);
  return {unquoted(trim(text.substr(0, open))), std::string(trim(address))};
}

std::string from_header(const MailSender& sender) {
  if (sender.name.empty()) return wire_address(sender.address);
  return phrase(sender.name) + " <" + wire_address(sender.address) + '>';
}

}  // namespace gotrue
