// A mail as it goes over the wire: headers, a plain text and an HTML part (RFC 5322, RFC 2045-2047, RFC 6531).
#pragma once
#include <string>

#include "adapter/mail/mail_sender.hpp"
#include "base/clock.hpp"

namespace gotrue {

struct MailMessage {
  MailSender from;
  std::string to;
  std::string subject;  // UTF-8; line breaks are left out
  std::string html;
  std::string message_id;  // without the angle brackets
  Time date{};
};

// The whole message with CRLF line ends. No value can add a header or end one.
std::string compose(const MailMessage& message);

// A readable plain text of an HTML body: links as `text (url)`, blocks on lines of their own.
std::string plain_text_of(std::string_view html);

// "=?UTF-8?B?...?=" where a header value needs it (RFC 2047 §2), folded.
std::string encode_header_text(std::string_view text);

// Whether the address needs SMTPUTF8 (RFC 6531).
bool needs_smtputf8(std::string_view address);

// The address for the envelope and the headers: its domain in ASCII, no control characters.
std::string wire_address(const std::string& address);

}  // namespace gotrue
