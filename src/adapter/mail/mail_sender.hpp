// Whom mails are from, as the operator writes it: `a@b.c` or `Name <a@b.c>` (RFC 5322 §3.4). Used by the renderer.
#pragma once
#include <string>
#include <string_view>

namespace gotrue {

struct MailSender {
  std::string name;  // without quotes; often empty
  std::string address;
};

// Reads GOTRUE_SMTP_ADMIN_EMAIL. Text that has no angle brackets at its end is an address.
MailSender parse_mail_sender(std::string_view text);

// The value of a From header: the name quoted or encoded where it must be (RFC 2047 §5), the address for the wire.
std::string from_header(const MailSender& sender);

}  // namespace gotrue
