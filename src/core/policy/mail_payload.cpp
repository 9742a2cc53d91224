#include "core/policy/mail_payload.hpp"

#include "base/json.hpp"

namespace gotrue {
namespace {

std::string text_of(const json::Object& object, std::string_view key) {
  const json::Value* value = object.find(key);
  const std::string* text = value ? value->as_string() : nullptr;
  return text ? *text : std::string();
}

}  // namespace

std::string compose_mail_payload(const MailPayload& payload, const Sealer& sealer, const SecretString& key) {
  std::string text = R"({"data":)" + payload.data.text() + R"(,"email":)";
  json::append_string(text, payload.email);
  if (!payload.new_email.empty()) {
    text += R"(,"new_email":)";
    json::append_string(text, payload.new_email);
  }
  if (!payload.site_url.empty()) {
    text += R"(,"site_url":)";
    json::append_string(text, payload.site_url);
  }
  if (!payload.token.empty()) {
    text += R"(,"token":)";
    json::append_string(text, sealer.seal(payload.token, key));
  }
  return text + '}';
}

std::optional<MailPayload> parse_mail_payload(std::string_view text, const Sealer& sealer, const SecretString& key) {
  const auto value = json::parse(text);
  const json::Object* object = value ? value->as_object() : nullptr;
  if (!object) return std::nullopt;
  MailPayload payload{text_of(*object, "email"), text_of(*object, "new_email"), Metadata{}, "", text_of(*object, "site_url")};
  if (const json::Value* data = object->find("data"); data && data->as_object()) {
    payload.data = Metadata(*data->as_object());
  }
  const std::string sealed = text_of(*object, "token");
  if (!sealed.empty()) {
    auto token = sealer.open(sealed, key);
    if (!token) return std::nullopt;
    payload.token = std::move(*token);
  }
  return payload;
}

}  // namespace gotrue
