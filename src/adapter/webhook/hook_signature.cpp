#include "adapter/webhook/hook_signature.hpp"

#include "base/base64url.hpp"
#include "base/sha256.hpp"

namespace gotrue {

std::string sign_hook_call(const HookCall& call, Time now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::string token = base64url_encode(R"({"alg":"HS256","typ":"JWT"})") + '.';
  base64url_append(token, R"({"iat":)" + std::to_string(seconds) + R"(,"iss":"gotrue","sub":")" +
                              call.instance_id.to_string() + R"(","sha256":")" + to_hex(sha256(call.body)) + R"("})");
  const Sha256Digest signature = HmacSha256(call.secret.reveal())(token);
  token += '.';
  base64url_append(token, {reinterpret_cast<const char*>(signature.data()), signature.size()});
  return token;
}

}  // namespace gotrue
