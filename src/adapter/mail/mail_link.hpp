// The link that a mail carries: from configuration alone, never from a request (security.md 19).
#pragma once
#include <string>

#include "core/model/instance.hpp"

namespace gotrue {

// SITE_URL resolved with the kind's path (default "/"), with the fragment "#confirmation_token=..." and the like. Empty for
// a kind without a link.
std::string mail_link(const InstanceSettings& settings, MailKind kind, const std::string& token);

// The name of a kind in logs: "confirmation".
std::string_view mail_kind_name(MailKind kind);

}  // namespace gotrue
