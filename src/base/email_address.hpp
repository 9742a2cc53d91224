// Mail addresses: the syntax that the API accepts and the normal form that compares them
// (security.md 2, http-api.md "Addresses").
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace gotrue {

// What an address may take in all (RFC 5321 §4.5.3.1.3, less the angle brackets).
inline constexpr std::size_t kMaxEmailBytes = 254;

// An address as given, without surrounding white space (ASCII and Unicode).
std::string trim_email(std::string_view input);

// Checks a trimmed address: a dot-atom of at most 64 bytes (RFC 5322 atext, RFC 6531 UTF-8), `@`, then labels
// of letters, digits and inner hyphens (63 bytes each in ASCII form, one label is enough, IDNA2008 for others)
// or an address literal (`[192.0.2.1]`, `[IPv6:2001:db8::1]`); 254 bytes in all; no display name.
// Errors: EmailMissing for an empty one, EmailInvalid with the reason as detail ("mail: missing '@' or angle-addr"
// and the like, to stand behind "Unable to validate email address: ").
Status validate_email(std::string_view address);

// The form in which two addresses are the same account: trimmed, NFC, the domain in lower-case ASCII (IDNA),
// the local part lower-cased by Unicode's full mapping and never case-folded (`ß`, `ſ`, `ﬁ` stay themselves).
// Works on any text (adopted rows hold invalid addresses): what has no `@`, or a domain that IDNA refuses, is
// lower-cased and NFC as a whole. Of a text that is longer than any address that is stored only ASCII is lower-cased.
// Idempotent.
std::string normalize_email(std::string_view address);

// NFC of Unicode's full lower-case mapping, never case-folded; what is no UTF-8 only in its ASCII letters.
std::string lower_unicode(std::string_view text);

// The part behind the last '@' in ASCII (IDNA), for the mail transport; empty when there is none.
std::string email_domain_ascii(std::string_view address);

}  // namespace gotrue
