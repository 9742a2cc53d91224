#include "adapter/webhook/http_webhook.hpp"

#include <algorithm>

#include "adapter/webhook/hook_reply.hpp"
#include "adapter/webhook/hook_signature.hpp"

namespace gotrue {
namespace {

using Milliseconds = std::chrono::milliseconds;

OutboundRequest make_request(const HookCall& call, Time now) {
  OutboundRequest request;
  request.method = "POST";
  request.url = call.url;
  request.fields = {{"Content-Type", "application/json"},
                    {"X-Netlify-Event", "identity_" + std::string(hook_event_name(call.event))}};
  if (!call.secret.empty()) request.fields.emplace_back("X-Webhook-Signature", sign_hook_call(call, now));
  request.body = call.body;
  request.cuts_long_answers = true;
  return request;
}

Error failure(ErrorCode code, std::string internal) {
  Error error = make_error(code);
  error.internal = std::move(internal);
  return error;
}

// What the last of the tries means to the caller.
Error explain(const HookCall& call, const Result<OutboundResponse>& last) {
  if (last) return failure(ErrorCode::HookFailed, "the webhook answered with status " + std::to_string(last->status));
  if (last.error().code != ErrorCode::OutboundTimedOut) {
    return failure(ErrorCode::HookUnreachable, "the webhook cannot be reached: " + last.error().internal);
  }
  Error error = failure(ErrorCode::HookTimedOut, "the webhook did not answer in time");
  error.detail = std::to_string(call.timeout.count());
  return error;
}

bool is_success(const OutboundResponse& response) {
  return response.status == 200 || response.status == 202 || response.status == 204;
}

Result<HookReply> read_reply(const OutboundResponse& response) {
  if (response.status != 200) return HookReply{};
  if (!response.is_cut) return parse_hook_reply(response.body);
  Error error = make_error(ErrorCode::HookReplyInvalid, "the answer is over 1 MiB");
  error.internal = "the answer of the webhook is over 1 MiB";
  return fail(std::move(error));
}

bool may_try_again(const Result<OutboundResponse>& last) {
  return last || last.error().code == ErrorCode::OutboundTimedOut;
}

}  // namespace

HookOutcome HttpWebhook::call(const HookCall& call) {
  OutboundRequest request = make_request(call, clock_.now());
  const auto end = clock_.monotonic() + call.longest;
  HookOutcome outcome{HookReply{}, 0, 0};
  while (true) {
    const auto left = std::chrono::duration_cast<Milliseconds>(end - clock_.monotonic());
    request.timeout = std::clamp<Milliseconds>(left, Milliseconds(1), call.timeout);
    const auto response = client_.send(request);
    ++outcome.tries;
    outcome.status = response ? response->status : 0;
    if (response && is_success(*response)) {
      outcome.reply = read_reply(*response);
      return outcome;
    }
    if (may_try_again(response) && outcome.tries < call.tries && clock_.monotonic() < end) continue;
    outcome.reply = fail(explain(call, response));
    return outcome;
  }
}

}  // namespace gotrue
