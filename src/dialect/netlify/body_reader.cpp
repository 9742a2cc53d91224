#include "dialect/netlify/body_reader.hpp"

#include "base/bounded_json.hpp"

namespace gotrue::netlify {

Result<BodyReader> BodyReader::read(std::string_view body, std::string_view prefix) {
  auto value = json::parse_bounded(body);
  if (!value) return fail(ErrorCode::InvalidInput, std::string(prefix) + value.error().message);
  if (value->is_null()) return BodyReader({}, std::string(prefix));
  json::Object* object = value->as_object();
  if (!object) {
    return fail(ErrorCode::InvalidInput,
                std::string(prefix) + "json: cannot unmarshal " + std::string(value->type_name()) + " into an object");
  }
  return BodyReader(std::move(*object), std::string(prefix));
}

const json::Value* BodyReader::find(std::string_view key) const {
  const json::Value* value = object_.find(key);
  return value && !value->is_null() ? value : nullptr;
}

tl::unexpected<Error> BodyReader::wrong_type(std::string_view key, const json::Value& value,
                                             std::string_view expected) const {
  return fail(ErrorCode::InvalidInput, prefix_ + "json: cannot unmarshal " + std::string(value.type_name()) +
                                           " into field " + std::string(key) + " of type " + std::string(expected));
}

Result<std::optional<std::string>> BodyReader::optional_text(std::string_view key) const {
  const json::Value* value = find(key);
  if (!value) return std::optional<std::string>();
  const std::string* text = value->as_string();
  if (!text) return wrong_type(key, *value, "string");
  return std::optional<std::string>(*text);
}

Result<std::string> BodyReader::text(std::string_view key) const {
  return TRY(optional_text(key)).value_or(std::string());
}

Result<bool> BodyReader::boolean(std::string_view key) const {
  const json::Value* value = find(key);
  if (!value) return false;
  const bool* flag = value->as_bool();
  if (!flag) return wrong_type(key, *value, "bool");
  return *flag;
}

Result<std::optional<json::Object>> BodyReader::object(std::string_view key) const {
  const json::Value* value = find(key);
  if (!value) return std::optional<json::Object>();
  const json::Object* object = value->as_object();
  if (!object) return wrong_type(key, *value, "object");
  return std::optional<json::Object>(*object);
}

}  // namespace gotrue::netlify
