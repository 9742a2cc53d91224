// Webhook over HTTP: signed POSTs with tries and time-outs (http-api.md "Webhooks").
//
//   200                 -> the reply counts          another status, a time-out -> the next try
//   202, 204            -> done, without a reply     no connection              -> failed at once
#pragma once
#include "base/clock.hpp"
#include "core/port/http_client.hpp"
#include "core/port/webhook.hpp"

namespace gotrue {

// Thread-safe.
class HttpWebhook final : public Webhook {
 public:
  HttpWebhook(HttpClient& client, const Clock& clock) : client_(client), clock_(clock) {}
  HookOutcome call(const HookCall& call) override;

 private:
  HttpClient& client_;
  const Clock& clock_;
};

}  // namespace gotrue
