#include "adapter/mail/built_in_texts.hpp"

namespace gotrue {

std::string_view built_in_subject(MailKind kind) {
  switch (kind) {
    case MailKind::Invite: return "You have been invited";
    case MailKind::Confirmation: return "Confirm Your Signup";
    case MailKind::Recovery: return "Reset Your Password";
    case MailKind::EmailChange: return "Confirm Email Change";
    case MailKind::EmailChanged: return "Your Email Address Was Changed";
  }
  return "";
}

std::string_view built_in_body(MailKind kind) {
  switch (kind) {
    case MailKind::Invite:
      return R"(<h2>You have been invited</h2>
<p>You have been invited to create an account on {{ .SiteURL }}. Follow this link to accept:</p>
<p><a href="{{ .ConfirmationURL }}">Accept the invitation</a></p>
)";
    case MailKind::Confirmation:
      return R"(<h2>Confirm your signup</h2>
<p>Follow this link to confirm your account on {{ .SiteURL }}:</p>
<p><a href="{{ .ConfirmationURL }}">Confirm your mail address</a></p>
<p>If you did not sign up, you can ignore this mail.</p>
)";
    case MailKind::Recovery:
      return R"(<h2>Reset your password</h2>
<p>Follow this link to sign in to {{ .SiteURL }} and choose a new password:</p>
<p><a href="{{ .ConfirmationURL }}">Reset the password</a></p>
<p>If you did not ask for this, you can ignore this mail.</p>
)";
    case MailKind::EmailChange:
      return R"(<h2>Confirm the change of your address</h2>
<p>Follow this link to change the mail address of your account on {{ .SiteURL }} from {{ .Email }} to {{ .NewEmail }}:</p>
<p><a href="{{ .ConfirmationURL }}">Change the address</a></p>
)";
    case MailKind::EmailChanged:
      return R"(<h2>Your mail address was changed</h2>
<p>The account on {{ .SiteURL }} that used this address now uses {{ .NewEmail }}.</p>
<p>If you did not do this, tell the owner of the site.</p>
)";
  }
  return "";
}

}  // namespace gotrue
