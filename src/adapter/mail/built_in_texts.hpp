// The subjects and bodies of mails when the site has none of its own.
#pragma once
#include <string_view>

#include "core/model/outbox_message.hpp"

namespace gotrue {

std::string_view built_in_subject(MailKind kind);
std::string_view built_in_body(MailKind kind);

}  // namespace gotrue
