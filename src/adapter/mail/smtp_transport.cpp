#define CURL_DISABLE_TYPECHECK
#include <netdb.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "adapter/mail/mail_link.hpp"
#include "adapter/mail/mail_transport.hpp"
#include "adapter/net/curl_library.hpp"
#include "adapter/net/guarded_socket.hpp"
#include "base/special_address.hpp"

namespace gotrue {
namespace {

constexpr long kTimeoutSeconds = 30;
constexpr long kConnectTimeoutSeconds = 10;
constexpr std::uint16_t kImplicitTlsPort = 465;

// What libcurl reads the message from and writes the server's last answer to.
struct Exchange {
  const std::string& message;
  std::size_t sent = 0;
  std::string last_answer;
};

std::size_t send_bytes(char* out, std::size_t size, std::size_t count, void* context) {
  Exchange& exchange = *static_cast<Exchange*>(context);
  const std::size_t length = std::min(size * count, exchange.message.size() - exchange.sent);
  std::memcpy(out, exchange.message.data() + exchange.sent, length);
  exchange.sent += length;
  return length;
}

std::size_t read_answer(char* line, std::size_t size, std::size_t count, void* context) {
  Exchange& exchange = *static_cast<Exchange*>(context);
  exchange.last_answer.assign(line, std::min<std::size_t>(size * count, 300));
  return size * count;
}

std::string cleaned(std::string text) {
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return text;
}

// The name resolves to loopback addresses alone.
bool is_loopback_host(const std::string& host) {
  addrinfo* list = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, nullptr, &list) != 0) return false;
  bool all_loopback = list != nullptr;
  for (const addrinfo* entry = list; entry; entry = entry->ai_next) {
    char text[NI_MAXHOST] = {};
    getnameinfo(entry->ai_addr, entry->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
    const auto address = IpAddress::parse(text);
    all_loopback = all_loopback && address && is_loopback(*address);
  }
  freeaddrinfo(list);
  return all_loopback;
}

std::string host_name() {
  char name[256] = {};
  if (gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "localhost";
  return name;
}

// Credentials never cross a network in clear: to any host but this one the line must be encrypted first.
void set_security(const CurlLibrary& curl, CURL* handle, const SmtpSettings& smtp) {
  const bool is_local = is_loopback_host(smtp.host);
  const bool needs_encryption = !smtp.user.empty() && !is_local;
  curl.set(handle, CURLOPT_USE_SSL, static_cast<long>(needs_encryption ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  if (is_local) {
    // A mail server on this machine has a certificate of its own making as a rule, and nobody is in between.
    curl.set(handle, CURLOPT_SSL_VERIFYPEER, 0L);
    curl.set(handle, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (!smtp.user.empty()) {
    curl.set(handle, CURLOPT_USERNAME, smtp.user.c_str());
    curl.set(handle, CURLOPT_PASSWORD, std::string(smtp.pass.reveal()).c_str());
  }
}

std::string url_of(const SmtpSettings& smtp) {
  const std::string scheme = smtp.port == kImplicitTlsPort ? "smtps://" : "smtp://";
  const std::string host = smtp.host.find(':') == std::string::npos ? smtp.host : '[' + smtp.host + ']';
  return scheme + host + ':' + std::to_string(smtp.port) + '/' + host_name();
}

// A 5xx answer is the server's last word (RFC 5321 §4.2.1); anything else may pass.
Delivery judge(const CurlLibrary& curl, CURL* handle, CURLcode code, const Exchange& exchange) {
  if (code == CURLE_OK) return {};
  long status = 0;
  curl.get_info(handle, CURLINFO_RESPONSE_CODE, &status);
  const std::string reason = curl.easy_strerror(code) + std::string(": ") + cleaned(exchange.last_answer);
  const bool is_about_mail = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY;
  if (status >= 500 && is_about_mail) return {Delivery::Outcome::Refused, reason};
  return {Delivery::Outcome::TryAgain, reason};
}

Delivery send(const RenderedMail& mail, const SmtpSettings& smtp, const AddressPolicy& policy) {
  const CurlLibrary& curl = CurlLibrary::get();
  const CurlHandle handle;
  const std::string text = compose(mail.message);
  Exchange exchange{text, 0, {}};
  CurlList recipients;
  recipients.add(('<' + wire_address(mail.message.to) + '>').c_str());
  const std::string sender = '<' + wire_address(mail.message.from.address) + '>';
  curl.set(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl.set(handle.get(), CURLOPT_PROXY, "");
  curl.set(handle.get(), CURLOPT_URL, url_of(smtp).c_str());
  curl.set(handle.get(), CURLOPT_TIMEOUT, kTimeoutSeconds);
  curl.set(handle.get(), CURLOPT_CONNECTTIMEOUT, kConnectTimeoutSeconds);
  set_security(curl, handle.get(), smtp);
  GuardedSocket guard{policy};
  if (smtp.is_host_of_instance) guard_addresses(curl, handle.get(), guard);
  curl.set(handle.get(), CURLOPT_MAIL_FROM, sender.c_str());
  curl.set(handle.get(), CURLOPT_MAIL_RCPT, recipients.get());
  curl.set(handle.get(), CURLOPT_UPLOAD, 1L);
  curl.set(handle.get(), CURLOPT_READFUNCTION, send_bytes);
  curl.set(handle.get(), CURLOPT_READDATA, static_cast<void*>(&exchange));
  curl.set(handle.get(), CURLOPT_HEADERFUNCTION, read_answer);
  curl.set(handle.get(), CURLOPT_HEADERDATA, static_cast<void*>(&exchange));
  const CURLcode code = curl.easy_perform(handle.get());
  if (guard.was_refused) {
    return {Delivery::Outcome::TryAgain, "the address is not allowed (GOTRUE_OUTBOUND_ALLOWED_NETWORKS)"};
  }
  return judge(curl, handle.get(), code, exchange);
}

}  // namespace

Delivery SmtpTransport::deliver(const RenderedMail& mail, const SmtpSettings& smtp) {
  try {
    return send(mail, smtp, policy_);
  } catch (const std::exception& error) {
    return {Delivery::Outcome::TryAgain, error.what()};
  }
}

Delivery LogTransport::deliver(const RenderedMail& mail, const SmtpSettings&) {
  print_("mail to " + mail.message.to + " (" + std::string(mail_kind_name(mail.kind)) + ")" +
         (mail.link.empty() ? std::string() : ": " + mail.link));
  return {};
}

}  // namespace gotrue
