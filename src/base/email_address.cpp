#include "base/email_address.hpp"

#include <idn2.h>
#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include "base/ascii.hpp"
#include "base/utf8.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kMaxLocalPart = 64;
constexpr std::size_t kMaxLabel = 63;
// Twice what a column of 255 characters holds, and room for composing. A megabyte would take Unicode's tables a tenth of a
// second, while whoever waits for the same thread waits.
constexpr std::size_t kMaxNormalized = 4 * 1024;

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
template <class T>
using Allocated = std::unique_ptr<T, Free>;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 5322 §3.2.3 atext, with the UTF-8 of RFC 6531 §3.3.
bool is_atext(char c) {
  constexpr std::string_view specials = "!#$%&'*+-/=?^_`{|}~";
  return is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80 || specials.find(c) != std::string_view::npos;
}

const std::uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

// The domain in lower-case ASCII (IDNA2008, non-transitional); nullopt when it is none.
std::optional<std::string> domain_to_ascii(std::string_view domain) {
  if (is_ascii(domain)) return lower_ascii(domain);
  if (!is_valid_utf8(domain)) return std::nullopt;
  char* raw = nullptr;
  const std::string text(domain);
  const int result = idn2_to_ascii_8z(text.c_str(), &raw, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const Allocated<char> ascii(raw);
  if (result != IDN2_OK || !ascii) return std::nullopt;
  return lower_ascii(ascii.get());
}

std::size_t space_length(std::string_view text) {
  if (text.empty()) return 0;
  const char c = text.front();
  if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
  for (const std::string_view space : {"\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                       "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
                                       "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff"}) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

std::size_t trailing_space_length(std::string_view text) {
  for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length) {
    if (space_length(text.substr(text.size() - length)) == length) return length;
  }
  return 0;
}

tl::unexpected<Error> invalid(std::string reason) { return fail(ErrorCode::EmailInvalid, "mail: " + std::move(reason)); }

Status validate_local_part(std::string_view local) {
  if (local.starts_with('"')) return invalid("no angle-addr");
  if (local.empty()) return invalid("missing local part");
  if (local.size() > kMaxLocalPart) return invalid("local part is longer than 64 bytes");
  bool after_dot = true;
  for (const char c : local) {
    if (c == '.' ? after_dot : !is_atext(c)) return invalid("missing '@' or angle-addr");
    after_dot = c == '.';
  }
  if (after_dot) return invalid("missing '@' or angle-addr");
  return {};
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_domain(std::string_view ascii) {
  while (true) {
    const std::size_t dot = ascii.find('.');
    if (!is_label(ascii.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    ascii.remove_prefix(dot + 1);
  }
}

bool is_ipv4_literal(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    const std::size_t dot = text.find('.');
    const std::string_view digits = text.substr(0, dot);
    if ((part < 3) == (dot == std::string_view::npos)) return false;
    if (digits.empty() || digits.size() > 3) return false;
    int value = 0;
    for (const char c : digits) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    if (value > 255) return false;
    text.remove_prefix(part < 3 ? dot + 1 : digits.size());
  }
  return true;
}

bool is_ipv6_literal(std::string_view text) {
  return text.size() >= 2 && text.find(':') != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
         });
}

// RFC 5321 §4.1.3.
bool is_address_literal(std::string_view domain) {
  if (!domain.starts_with('[') || !domain.ends_with(']')) return false;
  const std::string_view inner = domain.substr(1, domain.size() - 2);
  if (lower_ascii(inner.substr(0, 5)) == "ipv6:") return is_ipv6_literal(inner.substr(5));
  return is_ipv4_literal(inner);
}

Status validate_domain(std::string_view domain) {
  if (is_address_literal(domain)) return {};
  const auto ascii = domain_to_ascii(domain);
  if (!ascii || !is_domain(*ascii)) return invalid("missing '@' or angle-addr");
  return {};
}

}  // namespace

std::string lower_unicode(std::string_view text) {
  if (is_ascii(text)) return lower_ascii(text);
  if (!is_valid_utf8(text)) return lower_ascii(text);
  std::size_t length = 0;
  const Allocated<std::uint8_t> lower(
      u8_tolower(bytes_of(text), text.size(), nullptr, UNINORM_NFC, nullptr, &length));
  if (!lower) return lower_ascii(text);
  return std::string(reinterpret_cast<const char*>(lower.get()), length);
}

namespace {

// NFC and lower case can each make work for the other; this ends after one more round at the most.
std::string stable_lower(std::string_view text) {
  const std::string once = lower_unicode(text);
  return is_ascii(once) ? once : lower_unicode(once);
}

}  // namespace

std::string trim_email(std::string_view input) {
  while (const std::size_t length = space_length(input)) input.remove_prefix(length);
  while (const std::size_t length = trailing_space_length(input)) input.remove_suffix(length);
  return std::string(input);
}

Status validate_email(std::string_view address) {
  if (address.empty()) return fail(ErrorCode::EmailMissing);
  if (!is_valid_utf8(address)) return invalid("invalid UTF-8");
  if (address.size() > kMaxEmailBytes) return invalid("address is longer than 254 bytes");
  const std::size_t first_bad = address.find_first_of(std::string_view("\0\t\n\v\f\r <>(),;", 13));
  if (first_bad != std::string_view::npos) {
    const std::size_t at = address.find('@');
    if (address.front() == '"') return invalid("no angle-addr");
    if (at != std::string_view::npos && at < first_bad) return invalid("expected single address");
    return invalid("missing '@' or angle-addr");
  }
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return invalid("missing '@' or angle-addr");
  if (auto status = validate_local_part(address.substr(0, at)); !status) return status;
  return validate_domain(address.substr(at + 1));
}

std::string normalize_email(std::string_view address) {
  const std::string trimmed = trim_email(address);
  if (trimmed.size() > kMaxNormalized) return lower_ascii(trimmed);
  const std::size_t at = trimmed.rfind('@');
  if (at == std::string::npos) return stable_lower(trimmed);
  const auto domain = domain_to_ascii(std::string_view(trimmed).substr(at + 1));
  if (!domain) return stable_lower(trimmed);
  return stable_lower(std::string_view(trimmed).substr(0, at)) + '@' + *domain;
}

std::string email_domain_ascii(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return {};
  return domain_to_ascii(address.substr(at + 1)).value_or(std::string());
}

}  // namespace gotrue
