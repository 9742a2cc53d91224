#include "adapter/provider/code_exchange.hpp"

#include <algorithm>

#include "base/bounded_json.hpp"
#include "base/url.hpp"

namespace gotrue {
namespace {

struct Answer {
  std::optional<ExchangedTokens> tokens;
  bool refuses_client = false;  // the other way of giving credentials may do better
  std::string reason;           // for the log; never holds the provider's text
};

// Standard base64 with padding, for HTTP Basic (RFC 7617 §2).
std::string base64(std::string_view bytes) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    unsigned block = 0;
    for (std::size_t j = 0; j < 3; ++j) block = block << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j) out += j <= count ? kAlphabet[block >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

void add_field(std::string& body, std::string_view name, std::string_view value) {
  if (!body.empty()) body += '&';
  body.append(name).append("=").append(form_encode(value));
}

OutboundRequest make_request(const CodeExchange& exchange, ClientAuth way) {
  OutboundRequest request;
  request.method = "POST";
  request.url = exchange.endpoint;
  add_field(request.body, "code", exchange.code);
  add_field(request.body, "grant_type", "authorization_code");
  add_field(request.body, "redirect_uri", exchange.redirect_uri);
  if (!exchange.code_verifier.empty()) add_field(request.body, "code_verifier", exchange.code_verifier);
  if (way == ClientAuth::Basic) {
    // Both are form-encoded first (RFC 6749 §2.3.1).
    const std::string pair = form_encode(exchange.client_id) + ':' + form_encode(exchange.client_secret.reveal());
    request.fields.emplace_back("Authorization", "Basic " + base64(pair));
  } else {
    add_field(request.body, "client_id", exchange.client_id);
    if (!exchange.client_secret.empty()) add_field(request.body, "client_secret", exchange.client_secret.reveal());
  }
  request.fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  return request;
}

// The members of the answer, which is JSON; GitHub's older servers send a form.
std::optional<json::Object> read_members(const std::string& body) {
  if (auto value = json::parse_bounded(body)) {
    json::Object* object = value->as_object();
    if (!object) return std::nullopt;
    return std::move(*object);
  }
  const auto form = parse_form(body);
  if (!form || (!find_field(*form, "access_token") && !find_field(*form, "error"))) return std::nullopt;
  json::Object object;
  for (const auto& [name, value] : *form) object.set(name, value);
  return object;
}

std::string text_of(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  const std::string* text = value ? value->as_string() : nullptr;
  return text ? *text : std::string();
}

// Error codes of a provider that speak of the code and not of the client.
bool concerns_code(const std::string& error) {
  return error == "invalid_grant" || error == "bad_verification_code" || error == "access_denied";
}

bool is_plain_token(const std::string& token) {
  return !token.empty() &&
         std::all_of(token.begin(), token.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

Answer read_answer(const OutboundResponse& response) {
  Answer answer;
  answer.reason = "the token endpoint answered with status " + std::to_string(response.status);
  const auto members = read_members(response.body);
  const std::string error = members ? text_of(*members, "error") : std::string();
  answer.refuses_client = !concerns_code(error);
  if (response.status < 200 || response.status > 299) return answer;
  if (!members) {
    answer.reason = "the token endpoint's answer is no JSON object";
    return answer;
  }
  ExchangedTokens tokens{text_of(*members, "access_token"), text_of(*members, "id_token")};
  if (!is_plain_token(tokens.access_token) || members->find("error")) {
    answer.reason = members->find("error") ? "the token endpoint answered with an error" : "the token endpoint gave no access token";
    return answer;
  }
  answer.tokens = std::move(tokens);
  return answer;
}

tl::unexpected<Error> refused(const CodeExchange& exchange, std::string reason) {
  Error error = make_error(ErrorCode::ExternalCodeRefused, exchange.provider);
  error.internal = std::move(reason);
  return fail(std::move(error));
}

}  // namespace

Result<ExchangedTokens> exchange_code(const ProviderCalls& calls, ClientAuthMemory& memory,
                                      const CodeExchange& exchange) {
  const std::string key = exchange.endpoint + ' ' + exchange.client_id;
  const bool is_public = exchange.client_secret.empty();
  const auto known = is_public ? std::optional(ClientAuth::Body) : memory.find(key);
  const ClientAuth first = known.value_or(ClientAuth::Basic);
  const ClientAuth second = first == ClientAuth::Basic ? ClientAuth::Body : ClientAuth::Basic;
  std::string reason;
  for (const ClientAuth way : {first, second}) {
    const auto response = calls.send(make_request(exchange, way));
    if (!response) return refused(exchange, "the token endpoint gave no answer: " + response.error().internal);
    Answer answer = read_answer(*response);
    if (answer.tokens) {
      if (!is_public) memory.remember(key, way);
      return std::move(*answer.tokens);
    }
    reason = std::move(answer.reason);
    // A way that is known to work is given up only when the client itself is refused (RFC 6749 §5.2).
    if (!answer.refuses_client || (known && response->status != 401) || is_public) break;
  }
  return refused(exchange, reason);
}

}  // namespace gotrue
