#include "adapter/mail/mail_link.hpp"

#include "base/url.hpp"

namespace gotrue {
namespace {

std::string_view fragment_name(MailKind kind) {
  switch (kind) {
    case MailKind::Invite: return "invite_token";
    case MailKind::Confirmation: return "confirmation_token";
    case MailKind::Recovery: return "recovery_token";
    case MailKind::EmailChange: return "email_change_token";
    case MailKind::EmailChanged: return "";
  }
  return "";
}

}  // namespace

std::string mail_link(const InstanceSettings& settings, MailKind kind, const std::string& token) {
  const std::string_view name = fragment_name(kind);
  if (name.empty()) return {};
  const auto site = Url::parse(settings.site_url);
  const std::string& configured = settings.mailer.texts(kind).url_path;
  const auto path = Url::parse(configured.empty() ? "/" : configured);
  if (!site || !path) return {};
  Url link = resolve(*site, *path);
  link.fragment = std::string(name) + '=' + token;
  return link.to_string();
}

std::string_view mail_kind_name(MailKind kind) {
  switch (kind) {
    case MailKind::Invite: return "invite";
    case MailKind::Confirmation: return "confirmation";
    case MailKind::Recovery: return "recovery";
    case MailKind::EmailChange: return "email_change";
    case MailKind::EmailChanged: return "email_changed";
  }
  return "";
}

}  // namespace gotrue
