#include "adapter/webhook/hook_reply.hpp"

#include "base/bounded_json.hpp"

namespace gotrue {
namespace {

tl::unexpected<Error> malformed(std::string reason) {
  Error error = make_error(ErrorCode::HookReplyInvalid, std::move(reason));
  error.internal = "the webhook returned malformed JSON: " + error.detail;
  return fail(std::move(error));
}

Result<std::optional<json::Object>> object_member(const json::Object& reply, std::string_view name) {
  const json::Value* value = reply.find(name);
  if (!value || value->is_null()) return std::optional<json::Object>();
  const json::Object* object = value->as_object();
  if (!object) {
    return malformed("json: cannot unmarshal " + std::string(value->type_name()) + " into field " + std::string(name) +
                     " of type object");
  }
  return std::optional<json::Object>(*object);
}

}  // namespace

Result<HookReply> parse_hook_reply(std::string_view body) {
  if (body.empty()) return HookReply{};
  const auto value = json::parse_bounded(body);
  if (!value) return malformed(value.error().message);
  if (value->is_null()) return HookReply{};
  const json::Object* object = value->as_object();
  if (!object) return malformed("json: cannot unmarshal " + std::string(value->type_name()) + " into an object");
  HookReply reply;
  reply.user_metadata = TRY(object_member(*object, "user_metadata"));
  reply.app_metadata = TRY(object_member(*object, "app_metadata"));
  return reply;
}

}  // namespace gotrue
