#include "dialect/netlify/instance_header.hpp"

namespace gotrue::netlify {
namespace {

tl::unexpected<Error> refuse_type(std::string_view name) {
  return fail(ErrorCode::InstanceHeaderInvalid, "claim " + std::string(name) + " has the wrong type");
}

const json::Value* find(const json::Object& claims, std::string_view name) {
  const json::Value* value = claims.find(name);
  return value && !value->is_null() ? value : nullptr;
}

Result<std::string> text_claim(const json::Object& claims, std::string_view name) {
  const json::Value* value = find(claims, name);
  if (!value) return std::string();
  const std::string* text = value->as_string();
  if (!text) return refuse_type(name);
  return *text;
}

// A URL, or a list of URLs.
Result<std::vector<std::string>> urls_of(const json::Value& value) {
  if (const std::string* url = value.as_string()) return std::vector<std::string>{*url};
  const json::Array* list = value.as_array();
  if (!list) return refuse_type("function_hooks");
  std::vector<std::string> urls;
  for (const json::Value& item : *list) {
    const std::string* url = item.as_string();
    if (!url) return refuse_type("function_hooks");
    urls.push_back(*url);
  }
  return urls;
}

// Events that we do not know are nobody's business here.
Result<FunctionHooks> function_hooks_of(const json::Object& claims) {
  FunctionHooks hooks;
  const json::Value* value = find(claims, "function_hooks");
  if (!value) return hooks;
  const json::Object* object = value->as_object();
  if (!object) return refuse_type("function_hooks");
  for (const auto& [name, urls] : object->members()) {
    const auto event = parse_hook_event(name);
    if (event && !urls.is_null()) hooks[*event] = TRY(urls_of(urls));
  }
  return hooks;
}

}  // namespace

Result<InstanceClaims> read_instance_claims(const json::Object& claims) {
  const std::string id = TRY(text_claim(claims, "id"));
  if (id.empty()) return fail(ErrorCode::InstanceClaimMissing);
  const auto parsed = Uuid::parse(id);
  if (!parsed) return fail(ErrorCode::InstanceClaimInvalid);
  InstanceClaims instance;
  instance.id = *parsed;
  instance.site_url = TRY(text_claim(claims, "site_url"));
  instance.netlify_id = TRY(text_claim(claims, "netlify_id"));
  instance.function_hooks = TRY(function_hooks_of(claims));
  return instance;
}

Result<InstanceClaims> read_state_claims(const OAuthState& state) {
  InstanceClaims claims;
  claims.id = state.instance_id;
  claims.site_url = state.site_url;
  claims.netlify_id = state.netlify_id;
  json::Object hooks;
  hooks.set("function_hooks", state.function_hooks);
  claims.function_hooks = TRY(function_hooks_of(hooks));
  return claims;
}

json::Value function_hooks_claim(const FunctionHooks& hooks) {
  json::Object claim;
  for (const HookEvent event : kHookEvents) {
    if (hooks[event].empty()) continue;
    json::Array urls;
    for (const std::string& url : hooks[event]) urls.emplace_back(url);
    claim.set(std::string(hook_event_name(event)), std::move(urls));
  }
  if (claim.members().empty()) return json::Value();
  return claim;
}

Result<InstanceClaims> read_instance_header(const Services& services, const HmacSha256& operator_mac,
                                            const HttpRequest& request) {
  const std::string_view header = request.field("X-Nf-Sign");
  if (header.empty()) return fail(ErrorCode::InstanceHeaderMissing);
  const auto claims = services.signer.verify_claims(header, operator_mac, services.clock.now());
  if (!claims) return fail(ErrorCode::InstanceHeaderInvalid, claims.error().detail);
  return read_instance_claims(*claims);
}

}  // namespace gotrue::netlify
