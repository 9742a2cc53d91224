// What an outbox row carries for its mail: JSON with the one-time token sealed, never in clear.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/model/metadata.hpp"
#include "core/port/sealer.hpp"

namespace gotrue {

struct MailPayload {
  std::string email;      // the user's address
  std::string new_email;  // of an e-mail change
  Metadata data;          // user_metadata at the time of the request
  std::string token;      // empty for a notice
  // The site URL of the request, where one stands in for the instance's (X-Nf-Sign); else empty.
  std::string site_url = {};
};

// {"data", "email", "new_email"?, "site_url"?, "token"?}; `key` is Instance::sealing_key.
std::string compose_mail_payload(const MailPayload& payload, const Sealer& sealer, const SecretString& key);

// nullopt when the text is no such JSON or its token was not sealed under this key.
std::optional<MailPayload> parse_mail_payload(std::string_view text, const Sealer& sealer, const SecretString& key);

}  // namespace gotrue
