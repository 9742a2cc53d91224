// / and /instances: what the operator of multi-instance mode does.
#include "base/timestamp.hpp"
#include "core/usecase/manage_instances.hpp"
#include "dialect/access/bearer_token.hpp"
#include "dialect/netlify/body_reader.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/present_json.hpp"

namespace gotrue::netlify {
namespace {

constexpr std::string_view kBodyError = "Error decoding params: ";

struct OperatorCall {
  const Api& api;
  RequestScope& scope;
};

Status require_operator(const OperatorCall& call) {
  const auto bearer = find_bearer_token(call.scope.http);
  if (!bearer) return fail(ErrorCode::BearerTokenMissing);
  if (!call.api.operator_token.equals(*bearer)) return fail(ErrorCode::OperatorRequired);
  return {};
}

using OperatorHandler = Result<HttpResponse> (*)(const OperatorCall&);

RouteHandler for_operator(const Api& api, OperatorHandler handler) {
  return [&api, handler](RequestScope& scope) {
    const OperatorCall call{api, scope};
    auto response = [&]() -> Result<HttpResponse> {
      TRY(require_operator(call));
      return handler(call);
    }();
    return response ? std::move(*response) : refuse_request(scope, response.error());
  };
}

Result<Uuid> path_instance_id(const OperatorCall& call) {
  const auto id = Uuid::parse(call.scope.parameters.at(0));
  if (!id) return fail(ErrorCode::InstanceIdInvalid);
  return *id;
}

json::Object present(const ManagedInstance& instance) {
  json::Object body;
  body.set("id", instance.record.id.to_string());
  body.set("uuid", instance.record.uuid.to_string());
  body.set("config", instance.config.to_public_json());
  body.set("created_at", format_rfc3339(instance.record.created_at));
  body.set("updated_at", format_rfc3339(instance.record.updated_at));
  return body;
}

// Replies carry the secrets of the instance.
HttpResponse respond(int status, const json::Object& body) {
  HttpResponse response = json_response(status, json::to_text(body));
  response.add_field("Cache-Control", "no-store");
  return response;
}

Error with_prefix(Error error) {
  if (error.code == ErrorCode::InvalidInput) error.detail = std::string(kBodyError) + error.detail;
  return error;
}

Result<CreateInstanceInput> read_creation(std::string_view text) {
  const BodyReader body = TRY(BodyReader::read(text, kBodyError));
  const std::string uuid = TRY(body.text("uuid"));
  CreateInstanceInput input;
  const auto parsed = Uuid::parse(uuid);
  if (!parsed) {
    return fail(ErrorCode::InvalidInput,
                std::string(kBodyError) + (uuid.empty() ? "uuid is required" : "uuid must be a UUID"));
  }
  input.uuid = *parsed;
  if (const auto config = TRY(body.object("config"))) {
    if (const Status merged = input.config.merge(*config); !merged) return fail(with_prefix(merged.error()));
  }
  return input;
}

Result<HttpResponse> health(const OperatorCall& call) { return json_response(200, health_body(call.api)); }

Result<HttpResponse> create(const OperatorCall& call) {
  const CreateInstanceInput input = TRY(read_creation(call.scope.http.body));
  const auto instance = create_instance(call.api.services, call.api.instances, input);
  if (!instance) return fail(with_prefix(instance.error()));
  json::Object body = present(*instance);
  body.set("endpoint", call.api.endpoint);
  body.set("state", "active");
  return respond(201, body);
}

Result<HttpResponse> get(const OperatorCall& call) {
  const Uuid id = TRY(path_instance_id(call));
  return respond(200, present(TRY(get_instance(call.api.services, id))));
}

Result<HttpResponse> update(const OperatorCall& call) {
  const Uuid id = TRY(path_instance_id(call));
  TRY(get_instance(call.api.services, id));
  const BodyReader body = TRY(BodyReader::read(call.scope.http.body, kBodyError));
  const json::Object changes = TRY(body.object("config")).value_or(json::Object());
  const auto instance = update_instance(call.api.services, call.api.instances, id, changes);
  if (!instance) return fail(with_prefix(instance.error()));
  return respond(200, present(*instance));
}

Result<HttpResponse> remove(const OperatorCall& call) {
  const Uuid id = TRY(path_instance_id(call));
  TRY(delete_instance(call.api.services, call.api.instances, id));
  return empty_response();
}

}  // namespace

std::vector<Route> instance_routes(const Api& api) {
  if (!api.is_multi()) return {};
  return {
      {Method::Get, "/", Lane::Inline, LimitClass::None, for_operator(api, health)},
      {Method::Post, "/instances", Lane::Write, LimitClass::Admin, for_operator(api, create)},
      {Method::Get, "/instances/{}", Lane::Read, LimitClass::Admin, for_operator(api, get)},
      // In the lane of writes it would tell the directory of the change before that is committed, and others could keep
      // the instance as it was for good.
      {Method::Put, "/instances/{}", Lane::Blocking, LimitClass::Admin, for_operator(api, update)},
      // Several transactions, none of which holds up the others.
      {Method::Delete, "/instances/{}", Lane::Blocking, LimitClass::Admin, for_operator(api, remove)},
  };
}

}  // namespace gotrue::netlify
