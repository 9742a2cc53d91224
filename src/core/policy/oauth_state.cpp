#include "core/policy/oauth_state.hpp"

#include "base/base64url.hpp"
#include "base/digest_bytes.hpp"
#include "base/json_member.hpp"
#include "core/policy/opaque_token.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kMaxStateBytes = 16 * 1024;

std::string base64url_of(const Sha256Digest& digest) { return base64url_encode(bytes_of(digest)); }

// {"alg":"HS256","typ":"JWT"} in base64url, with the dot behind it. No other header is taken.
const std::string& header_segment() {
  static const std::string segment = base64url_encode(R"({"alg":"HS256","typ":"JWT"})") + '.';
  return segment;
}

void append_optional(std::string& out, std::string_view key, const std::string& value) {
  if (!value.empty()) json::append_member(out, key, value);
}

std::string claims_text(const OAuthState& state) {
  std::string out = R"({"exp":)";
  out += std::to_string(std::chrono::floor<std::chrono::seconds>(state.expires_at).time_since_epoch().count());
  json::append_member(out, R"(,"site_url":)", state.site_url);
  json::append_member(out, R"(,"id":)", state.instance_id.to_string());
  json::append_member(out, R"(,"netlify_id":)", state.netlify_id);
  out += R"(,"function_hooks":)" + json::to_text(state.function_hooks);
  json::append_member(out, R"(,"provider":)", state.provider);
  json::append_member(out, R"(,"jti":)", state.id);
  append_optional(out, R"(,"invite_token":)", state.invite_token);
  append_optional(out, R"(,"referrer":)", state.referrer);
  append_optional(out, R"(,"code_challenge":)", state.code_challenge);
  append_optional(out, R"(,"browser":)", state.browser);
  return out + '}';
}

tl::unexpected<Error> refuse(std::string reason) { return fail(ErrorCode::OAuthStateInvalid, std::move(reason)); }

Result<std::string> text_claim(const json::Object& claims, std::string_view name) {
  const json::Value* value = claims.find(name);
  if (!value) return std::string();
  const std::string* text = value->as_string();
  if (!text) return refuse("claim " + std::string(name) + " has the wrong type");
  return *text;
}

Result<Time> expiry_claim(const json::Object& claims) {
  const json::Value* value = claims.find("exp");
  const auto seconds = value ? value->as_int64() : std::nullopt;
  if (!seconds) return refuse("claim exp is missing");
  return Time(std::chrono::seconds(*seconds));
}

Result<OAuthState> read_claims(const json::Object& claims) {
  OAuthState state;
  state.expires_at = TRY(expiry_claim(claims));
  state.id = TRY(text_claim(claims, "jti"));
  state.provider = TRY(text_claim(claims, "provider"));
  if (state.id.empty() || state.provider.empty()) return refuse("a claim is missing");
  state.invite_token = TRY(text_claim(claims, "invite_token"));
  state.referrer = TRY(text_claim(claims, "referrer"));
  state.code_challenge = TRY(text_claim(claims, "code_challenge"));
  state.browser = TRY(text_claim(claims, "browser"));
  const auto instance = Uuid::parse(TRY(text_claim(claims, "id")));
  if (!instance) return refuse("claim id is no UUID");
  state.instance_id = *instance;
  state.site_url = TRY(text_claim(claims, "site_url"));
  state.netlify_id = TRY(text_claim(claims, "netlify_id"));
  const json::Value* hooks = claims.find("function_hooks");
  if (hooks && hooks->as_object()) state.function_hooks = *hooks->as_object();
  return state;
}

}  // namespace

OAuthStates::OAuthStates(const SecretString& master)
    : signature_(derive_key(master.reveal(), "gotrue oauth state")),
      code_verifier_(derive_key(master.reveal(), "gotrue oauth code verifier")),
      nonce_(derive_key(master.reveal(), "gotrue oauth nonce")) {}

std::string OAuthStates::new_id(Random& random) { return new_opaque_token(random); }

std::string OAuthStates::sign(const OAuthState& state) const {
  std::string text = header_segment();
  base64url_append(text, claims_text(state));
  const Sha256Digest signature = signature_(text);
  text += '.';
  base64url_append(text, bytes_of(signature));
  return text;
}

Result<OAuthState> OAuthStates::verify(std::string_view text, Time now) const {
  constexpr const char* kSegments = "token contains an invalid number of segments";
  if (text.size() > kMaxStateBytes) return refuse("token is too long");
  const std::size_t second = text.rfind('.');
  const std::size_t first = text.find('.');
  if (first == std::string_view::npos || first == second) return refuse(kSegments);
  if (text.find('.', first + 1) != second) return refuse(kSegments);
  const auto signature = base64url_decode(text.substr(second + 1));
  const Sha256Digest expected = signature_(text.substr(0, second));
  if (!text.starts_with(header_segment()) || !signature || !equal_in_constant_time(*signature, bytes_of(expected))) {
    return refuse("signature is invalid");
  }
  const auto claims = base64url_decode(text.substr(first + 1, second - first - 1));
  auto value = claims ? json::parse_unique_keys(*claims) : json::ParseResult(tl::unexpect, json::ParseError{});
  if (!value || !value->as_object()) return refuse("claims are no JSON object");
  OAuthState state = TRY(read_claims(*value->as_object()));
  if (state.expires_at <= now) return refuse("token is expired");
  return state;
}

std::string OAuthStates::code_verifier(std::string_view id) const { return base64url_of(code_verifier_(id)); }

std::string OAuthStates::nonce(std::string_view id) const { return base64url_of(nonce_(id)); }

}  // namespace gotrue
