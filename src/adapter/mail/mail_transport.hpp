// How a finished mail leaves.
#pragma once
#include <functional>
#include <string>

#include "adapter/mail/mail_message.hpp"
#include "adapter/net/address_policy.hpp"
#include "core/model/instance.hpp"

namespace gotrue {

struct Delivery {
  enum class Outcome { Sent, TryAgain, Refused } outcome = Outcome::Sent;
  std::string reason;  // for the log: the server's words without control characters
};

// A mail with what it was made from.
struct RenderedMail {
  MailKind kind;
  std::string link;
  MailMessage message;
};

// Thread-safe; blocks at most half a minute.
class MailTransport {
 public:
  virtual ~MailTransport() = default;
  virtual Delivery deliver(const RenderedMail& mail, const SmtpSettings& smtp) = 0;
};

// SMTP (RFC 5321) through libcurl: STARTTLS when offered, TLS on port 465, AUTH when a user is set and the line is
// encrypted or loopback. A host that an instance names goes through the address policy.
class SmtpTransport final : public MailTransport {
 public:
  explicit SmtpTransport(AddressPolicy policy) : policy_(std::move(policy)) {}
  Delivery deliver(const RenderedMail& mail, const SmtpSettings& smtp) override;

 private:
  const AddressPolicy policy_;
};

// For developers (`gotrue serve --mail-to-log`): prints the link instead of sending it. The one place where a token is
// printed, on purpose.
class LogTransport final : public MailTransport {
 public:
  explicit LogTransport(std::function<void(const std::string&)> print) : print_(std::move(print)) {}
  Delivery deliver(const RenderedMail& mail, const SmtpSettings& smtp) override;

 private:
  const std::function<void(const std::string&)> print_;
};

}  // namespace gotrue
