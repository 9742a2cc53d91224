#include "adapter/mail/mail_message.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <ctime>

#include "base/email_address.hpp"
#include "base/sha256.hpp"
#include "base/utf8.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kLineLength = 76;

std::string base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

// RFC 2045 §6.8.
std::string base64_lines(std::string_view bytes) {
  const std::string encoded = base64(bytes);
  std::string out;
  for (std::size_t i = 0; i < encoded.size(); i += kLineLength) {
    out.append(encoded, i, kLineLength).append("\r\n");
  }
  return out;
}

bool is_plain_header_text(std::string_view text) {
  return text.size() <= kLineLength && text.find("=?") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

std::string without_controls(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return out;
}

// RFC 5322 §3.3.
std::string mail_date(Time time) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts)};
}

void append_part(std::string& out, const std::string& boundary, const char* type, std::string_view body) {
  out += "--" + boundary + "\r\nContent-Type: " + type +
         "; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64_lines(body);
}

}  // namespace

std::string encode_header_text(std::string_view input) {
  const std::string text = without_controls(input);
  if (is_plain_header_text(text)) return text;
  constexpr std::size_t kWordBytes = 39;  // 52 characters of base64: an encoded word has 75 at the most
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    while (end < text.size()) {
      const std::size_t length = std::max<std::size_t>(utf8_sequence_length(std::string_view(text).substr(end)), 1);
      if (end + length - at > kWordBytes) break;
      end += length;
    }
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(std::string_view(text).substr(at, end - at)) + "?=";
    at = end;
  }
  return out;
}

bool needs_smtputf8(std::string_view address) {
  return std::any_of(address.begin(), address.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::string wire_address(const std::string& address) {
  const std::string clean = without_controls(address);
  const std::size_t at = clean.rfind('@');
  const std::string domain = email_domain_ascii(clean);
  if (at == std::string::npos || domain.empty()) return clean;
  return clean.substr(0, at + 1) + domain;
}

std::string compose(const MailMessage& message) {
  const std::string boundary = "gotrue-" + to_hex(sha256(message.message_id)).substr(0, 32);
  std::string out = "From: " + from_header(message.from) + "\r\nTo: " + wire_address(message.to) +
                    "\r\nSubject: " + encode_header_text(message.subject) + "\r\nDate: " + mail_date(message.date) +
                    "\r\nMessage-ID: <" + without_controls(message.message_id) +
                    ">\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n"
                    "Content-Type: multipart/alternative; boundary=\"" +
                    boundary + "\"\r\n\r\n";
  append_part(out, boundary, "text/plain", plain_text_of(message.html));
  append_part(out, boundary, "text/html", message.html);
  return out + "--" + boundary + "--\r\n";
}

}  // namespace gotrue
