#include "adapter/crypto/jwt_signer.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "base/base64url.hpp"
#include "base/digest_bytes.hpp"
#include "base/json.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kMaxTokenBytes = 128 * 1024;
constexpr std::chrono::seconds kLeeway{60};  // of nbf and iat; exp has none

std::int64_t unix_seconds(Time time) { return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count(); }

void append_text_claim(std::string& out, std::string_view name, std::string_view value) {
  out.append(out.size() > 1 ? ",\"" : "\"").append(name).append("\":");
  json::append_string(out, value);
}

void append_raw_claim(std::string& out, std::string_view name, std::string_view json_text) {
  out.append(out.size() > 1 ? ",\"" : "\"").append(name).append("\":").append(json_text);
}

std::string claims_text(const AccessTokenClaims& claims, const JwtSettings& settings) {
  std::string out = "{";
  out.reserve(256 + claims.app_metadata.text().size() + claims.user_metadata.text().size());
  if (!claims.audience.empty()) append_text_claim(out, "aud", claims.audience);
  append_raw_claim(out, "exp", std::to_string(unix_seconds(claims.expires_at)));
  if (settings.with_issued_at) append_raw_claim(out, "iat", std::to_string(unix_seconds(claims.issued_at)));
  if (!settings.issuer.empty()) append_text_claim(out, "iss", settings.issuer);
  append_text_claim(out, "sub", claims.subject.to_string());
  append_text_claim(out, "email", claims.email);
  append_raw_claim(out, "app_metadata", claims.app_metadata.text());
  append_raw_claim(out, "user_metadata", claims.user_metadata.text());
  if (claims.session_id) append_text_claim(out, "session_id", claims.session_id->to_string());
  return out + '}';
}

// {"alg":"HS256","kid":"nf-ident","typ":"JWT"} in base64url, with the dot behind it.
const std::string& header_segment() {
  static const std::string segment = base64url_encode(R"({"alg":"HS256","kid":"nf-ident","typ":"JWT"})") + '.';
  return segment;
}

tl::unexpected<Error> refuse(std::string reason) { return fail(ErrorCode::AccessTokenInvalid, std::move(reason)); }

struct Segments {
  std::string_view header;
  std::string_view claims;
  std::string_view signature;
  std::string_view signed_text;
};

Result<Segments> split(std::string_view token) {
  constexpr const char* reason = "token contains an invalid number of segments";
  if (token.size() > kMaxTokenBytes) return refuse("token is too long");
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos) return refuse(reason);
  const std::size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) return refuse(reason);
  return Segments{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1),
                  token.substr(0, second)};
}

Result<json::Object> decode_object(std::string_view segment) {
  const auto text = base64url_decode(segment);
  if (!text) return refuse("illegal base64 data");
  auto value = json::parse_unique_keys(*text);
  if (!value) return refuse(value.error().message);
  json::Object* object = value->as_object();
  if (!object) return refuse("token is not a JSON object");
  return std::move(*object);
}

Result<std::string> text_member(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  if (!value) return std::string();
  const std::string* text = value->as_string();
  if (!text) return refuse("claim " + std::string(name) + " has the wrong type");
  return *text;
}

bool is_jwt_type(const std::string& type) {
  return type.size() == 3 && (type[0] | 32) == 'j' && (type[1] | 32) == 'w' && (type[2] | 32) == 't';
}

// The configured algorithm alone, and nothing that names a key or asks for more (RFC 7515 §4.1).
Status check_header(const json::Object& header) {
  const std::string algorithm = TRY(text_member(header, "alg"));
  if (algorithm != "HS256") return refuse("signing method " + algorithm + " is invalid");
  if (header.find("typ") && !is_jwt_type(TRY(text_member(header, "typ")))) return refuse("token type is invalid");
  for (const char* name : {"crit", "jwk", "jku", "x5u", "x5c", "b64"}) {
    if (header.find(name)) return refuse(std::string("header ") + name + " is not allowed");
  }
  return {};
}

// A NumericDate (RFC 7519 §2) in seconds; nullopt when the claim is absent.
Result<std::optional<double>> date_claim(const json::Object& claims, std::string_view name) {
  const json::Value* value = claims.find(name);
  if (!value) return std::optional<double>();
  const json::Number* number = value->as_number();
  if (!number) return refuse("claim " + std::string(name) + " has the wrong type");
  double seconds = 0;
  std::from_chars(number->text.data(), number->text.data() + number->text.size(), seconds);
  return std::optional<double>(seconds);
}

double unix_time(Time time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

Status check_expiry(const std::optional<double>& exp, Time now) {
  if (exp && *exp <= unix_time(now)) return refuse("token is expired");
  return {};
}

Status check_begin(const std::optional<double>& begin, Time now, const char* reason) {
  if (begin && *begin > unix_time(now) + static_cast<double>(kLeeway.count())) return refuse(reason);
  return {};
}

Status check_not_before(const std::optional<double>& nbf, Time now) {
  return check_begin(nbf, now, "token is not valid yet");
}

Status check_issued(const std::optional<double>& iat, Time now) {
  return check_begin(iat, now, "token used before issued");
}

Status check_times(const ReadClaims& claims, Time now) {
  TRY(check_expiry(claims.expires_at, now));
  TRY(check_not_before(claims.not_before, now));
  return check_issued(claims.issued_at, now);
}

// Webhook signatures, states and instance headers are signed with keys that operators share between purposes.
Status check_purpose(const json::Object& claims) {
  for (const char* name : {"sha256", "provider", "function_hooks"}) {
    if (claims.find(name)) return refuse("token was issued for another purpose");
  }
  return {};
}

Status check_types(const json::Object& claims) {
  for (const char* name : {"app_metadata", "user_metadata"}) {
    const json::Value* value = claims.find(name);
    if (value && !value->as_object() && !value->is_null()) {
      return refuse("claim " + std::string(name) + " has the wrong type");
    }
  }
  TRY(text_member(claims, "email"));
  TRY(text_member(claims, "iss"));
  return {};
}

// Of several things that are wrong, the first one in this order is told.
Result<ReadClaims> read_claims(const json::Object& claims, Time now) {
  ReadClaims read;
  read.expires_at = TRY(date_claim(claims, "exp"));
  TRY(check_expiry(read.expires_at, now));
  read.not_before = TRY(date_claim(claims, "nbf"));
  TRY(check_not_before(read.not_before, now));
  read.issued_at = TRY(date_claim(claims, "iat"));
  TRY(check_issued(read.issued_at, now));
  TRY(check_purpose(claims));
  TRY(check_types(claims));
  read.token.subject = TRY(text_member(claims, "sub"));
  read.token.audience = TRY(text_member(claims, "aud"));
  read.token.session_id = Uuid::parse(TRY(text_member(claims, "session_id")));
  return read;
}

// What stands before the claims are read: the header and the signature.
struct Signed {
  std::string_view claims;
  Sha256Digest signature;
};

Result<Signed> check_signature(std::string_view token, const HmacSha256& mac) {
  const Segments segments = TRY(split(token));
  // Our own header, byte by byte, needs no second look.
  if (segments.header != std::string_view(header_segment()).substr(0, header_segment().size() - 1)) {
    const json::Object header = TRY(decode_object(segments.header));
    TRY(check_header(header));
  }
  const auto signature = base64url_decode(segments.signature);
  if (!signature) return refuse("signature is invalid");
  const Sha256Digest expected = mac(segments.signed_text);
  if (!equal_in_constant_time(*signature, bytes_of(expected))) return refuse("signature is invalid");
  return Signed{segments.claims, expected};
}

}  // namespace

std::string JwtSigner::sign(const AccessTokenClaims& claims, const Instance& instance) const {
  std::string token = header_segment();
  base64url_append(token, claims_text(claims, instance.settings.jwt));
  const Sha256Digest signature = instance.access_token_mac(token);
  token += '.';
  base64url_append(token, bytes_of(signature));
  return token;
}

Result<json::Object> JwtSigner::verify_claims(std::string_view token, const HmacSha256& mac, Time now) const {
  const Signed content = TRY(check_signature(token, mac));
  json::Object claims = TRY(decode_object(content.claims));
  const auto exp = TRY(date_claim(claims, "exp"));
  TRY(check_expiry(exp, now));
  const auto nbf = TRY(date_claim(claims, "nbf"));
  TRY(check_not_before(nbf, now));
  const auto iat = TRY(date_claim(claims, "iat"));
  TRY(check_issued(iat, now));
  return claims;
}

Result<VerifiedAccessToken> JwtSigner::verify(std::string_view token, const Instance& instance, Time now) const {
  const Signed content = TRY(check_signature(token, instance.access_token_mac));
  if (auto known = memory_.find(content.signature)) {
    TRY(check_times(*known, now));
    return std::move(known->token);
  }
  const json::Object object = TRY(decode_object(content.claims));
  ReadClaims claims = TRY(read_claims(object, now));
  memory_.keep(content.signature, claims);
  return std::move(claims.token);
}

}  // namespace gotrue
