#include "adapter/mail/mail_renderer.hpp"

#include "adapter/mail/built_in_texts.hpp"
#include "adapter/mail/mail_link.hpp"
#include "adapter/mail/template/render.hpp"
#include "base/email_address.hpp"
#include "core/policy/mail_payload.hpp"

namespace gotrue {
namespace {

json::Value template_data(const MailPayload& payload, const InstanceSettings& settings, const std::string& link) {
  json::Object data;
  data.set("SiteURL", settings.site_url);
  data.set("ConfirmationURL", link);
  data.set("Email", payload.email);
  data.set("NewEmail", payload.new_email);
  data.set("Token", payload.token);
  data.set("Data", payload.data.parse());
  return data;
}

// The same for every try, so that a mail that arrives twice can be told from two mails.
std::string message_id(const OutboxMessage& message, const std::string& sender) {
  const std::string domain = email_domain_ascii(sender);
  const std::string seed = message.user_id.to_string() + std::to_string(message.created_at.time_since_epoch().count()) +
                           ' ' + std::to_string(message.id);
  return to_hex(sha256(seed)).substr(0, 32) + '@' + (domain.empty() ? "localhost" : domain);
}

}  // namespace

void MailRenderer::log_bad_template(MailKind kind, const std::string& reason) {
  const LogField fields[] = {{"component", "mail"}, {"kind", mail_kind_name(kind)}, {"error", reason}};
  logger_.log(LogLevel::Error, "mail template cannot be used, the built-in one is", fields);
}

std::string MailRenderer::body(const json::Value& data, const InstanceSettings& settings, MailKind kind) {
  if (const auto text = templates_.find(settings, kind)) {
    auto html = mail_template::render(*text, data, mail_template::Output::Html);
    if (html) return std::move(*html);
    log_bad_template(kind, html.error());
  }
  return *mail_template::render(built_in_body(kind), data, mail_template::Output::Html);
}

std::string MailRenderer::subject(const json::Value& data, const InstanceSettings& settings, MailKind kind) {
  const std::string& configured = settings.mailer.texts(kind).subject;
  if (!configured.empty() && kind != MailKind::EmailChanged) {
    auto text = mail_template::render(configured, data, mail_template::Output::Text);
    if (text) return std::move(*text);
    log_bad_template(kind, text.error());
  }
  return std::string(built_in_subject(kind));
}

tl::expected<RenderedMail, std::string> MailRenderer::render(const OutboxMessage& message, const Instance& instance,
                                                             Time now) {
  const auto payload = parse_mail_payload(message.payload, sealer_, instance.sealing_key);
  if (!payload) return tl::unexpected(std::string("its payload was not sealed under this JWT_SECRET"));
  if (!payload->site_url.empty() && payload->site_url != instance.settings.site_url) {
    InstanceSettings settings = instance.settings;
    settings.site_url = payload->site_url;
    return render(message, *payload, settings, now);
  }
  return render(message, *payload, instance.settings, now);
}

RenderedMail MailRenderer::render(const OutboxMessage& message, const MailPayload& payload,
                                  const InstanceSettings& settings, Time now) {
  RenderedMail mail;
  mail.kind = message.kind;
  mail.link = mail_link(settings, message.kind, payload.token);
  const json::Value data = template_data(payload, settings, mail.link);
  mail.message.from = parse_mail_sender(settings.smtp.admin_email);
  mail.message.to = message.recipient;
  mail.message.subject = subject(data, settings, message.kind);
  mail.message.html = body(data, settings, message.kind);
  mail.message.message_id = message_id(message, mail.message.from.address);
  mail.message.date = now;
  return mail;
}

}  // namespace gotrue
