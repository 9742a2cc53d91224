#include "adapter/provider/id_token.hpp"

#include <algorithm>
#include <charconv>

#include "base/base64url.hpp"
#include "base/secret_string.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kMaxTokenBytes = 64 * 1024;
constexpr double kLeewaySeconds = 60;

std::optional<json::Object> decode_object(std::string_view segment) {
  const auto text = base64url_decode(segment);
  if (!text) return std::nullopt;
  auto value = json::parse_unique_keys(*text);
  json::Object* object = value ? value->as_object() : nullptr;
  if (!object) return std::nullopt;
  return std::move(*object);
}

const std::string* find_text(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  return value ? value->as_string() : nullptr;
}

std::optional<double> find_number(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  const json::Number* number = value ? value->as_number() : nullptr;
  if (!number) return std::nullopt;
  double seconds = 0;
  std::from_chars(number->text.data(), number->text.data() + number->text.size(), seconds);
  return seconds;
}

struct Segments {
  std::string_view header, claims, signature, signed_text;
};

std::optional<Segments> split(std::string_view token) {
  if (token.size() > kMaxTokenBytes || std::count(token.begin(), token.end(), '.') != 2) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t second = token.rfind('.');
  return Segments{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1),
                  token.substr(0, second)};
}

IdTokenFault check_signature(const Segments& segments, const JwkSet& keys) {
  const auto header = decode_object(segments.header);
  const auto signature = base64url_decode(segments.signature);
  if (!header || !signature || header->find("crit")) return IdTokenFault::Malformed;
  const std::string* algorithm = find_text(*header, "alg");
  const std::string* key_id = find_text(*header, "kid");
  if (!algorithm || (header->find("kid") && !key_id)) return IdTokenFault::Malformed;
  switch (keys.verify(*algorithm, key_id ? *key_id : std::string(), segments.signed_text, *signature)) {
    case JwkSet::Verdict::Good: return IdTokenFault::None;
    case JwkSet::Verdict::Bad: return IdTokenFault::Signature;
    case JwkSet::Verdict::UnknownKey: return IdTokenFault::UnknownKey;
  }
  return IdTokenFault::Signature;
}

// One audience, ours; or several with ours among them, and then we must be the authorized party.
IdTokenFault check_audience(const json::Object& claims, const IdTokenRule& rule) {
  const json::Value* audience = claims.find("aud");
  const json::Value* party = claims.find("azp");
  if (party && (!party->as_string() || *party->as_string() != rule.client_id)) return IdTokenFault::AuthorizedParty;
  if (!audience) return IdTokenFault::Audience;
  if (const std::string* one = audience->as_string()) {
    return *one == rule.client_id ? IdTokenFault::None : IdTokenFault::Audience;
  }
  const json::Array* several = audience->as_array();
  const bool is_among = several && std::any_of(several->begin(), several->end(), [&](const json::Value& item) {
    return item.as_string() && *item.as_string() == rule.client_id;
  });
  if (!is_among) return IdTokenFault::Audience;
  return several->size() > 1 && !party ? IdTokenFault::AuthorizedParty : IdTokenFault::None;
}

IdTokenFault check_claims(const json::Object& claims, const IdTokenRule& rule) {
  const std::string* issuer = find_text(claims, "iss");
  if (!issuer || *issuer != rule.issuer) return IdTokenFault::Issuer;
  const IdTokenFault audience = check_audience(claims, rule);
  if (audience != IdTokenFault::None) return audience;
  const double now = std::chrono::duration<double>(rule.now.time_since_epoch()).count();
  const auto exp = find_number(claims, "exp");
  const auto iat = find_number(claims, "iat");
  if (!exp || *exp + kLeewaySeconds <= now) return IdTokenFault::Expired;
  if (!iat || *iat > now + kLeewaySeconds) return IdTokenFault::IssuedLater;
  if (rule.nonce) {
    const std::string* nonce = find_text(claims, "nonce");
    if (!nonce || !equal_in_constant_time(*nonce, *rule.nonce)) return IdTokenFault::Nonce;
  }
  const std::string* subject = find_text(claims, "sub");
  return subject && !subject->empty() && subject->size() <= 255 ? IdTokenFault::None : IdTokenFault::Subject;
}

}  // namespace

CheckedIdToken check_id_token(std::string_view token, const JwkSet& keys, const IdTokenRule& rule) {
  const auto segments = split(token);
  if (!segments) return {IdTokenFault::Malformed, {}};
  const IdTokenFault signature = check_signature(*segments, keys);
  if (signature != IdTokenFault::None) return {signature, {}};
  auto claims = decode_object(segments->claims);
  if (!claims) return {IdTokenFault::Malformed, {}};
  const IdTokenFault fault = check_claims(*claims, rule);
  if (fault != IdTokenFault::None) return {fault, {}};
  return {IdTokenFault::None, std::move(*claims)};
}

std::string_view describe(IdTokenFault fault) {
  switch (fault) {
    case IdTokenFault::None: return "the ID token is good";
    case IdTokenFault::UnknownKey: return "the ID token is signed with a key that the provider does not publish";
    case IdTokenFault::Malformed: return "the ID token is malformed";
    case IdTokenFault::Signature: return "the signature of the ID token is wrong";
    case IdTokenFault::Issuer: return "the ID token is of another issuer";
    case IdTokenFault::Audience: return "the ID token is for another client";
    case IdTokenFault::AuthorizedParty: return "the ID token authorizes another party";
    case IdTokenFault::Expired: return "the ID token is expired";
    case IdTokenFault::IssuedLater: return "the ID token is not valid yet";
    case IdTokenFault::Nonce: return "the ID token has the nonce of another sign-in";
    case IdTokenFault::Subject: return "the ID token names no subject";
  }
  return "the ID token is refused";
}

}  // namespace gotrue
