#include "dialect/netlify/present_tokens.hpp"

#include <ctime>

#include "base/json.hpp"
#include "dialect/netlify/present_json.hpp"

namespace gotrue::netlify {
namespace {

// RFC 9110 §5.6.7.
std::string http_date(Time time) {
  const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  const std::size_t length = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return std::string(text, length);
}

void set_cookie(HttpResponse& response, const CookieSettings& cookies, std::string_view token, bool is_session_cookie,
                Time now) {
  std::string value = cookies.key + '=' + std::string(token) + "; Path=/";
  if (!is_session_cookie) {
    value += "; Expires=" + http_date(now + cookies.duration);
    value += "; Max-Age=" + std::to_string(cookies.duration.count());
  }
  value += "; HttpOnly; Secure";
  response.add_field("Set-Cookie", value);
}

}  // namespace

HttpResponse present_tokens(const TokenPair& tokens, const HttpRequest& request, const CookieSettings& cookies,
                            Time now) {
  std::string body = R"({"access_token":")" + tokens.access_token + R"(","token_type":"bearer","expires_in":)" +
                     std::to_string(tokens.expires_in.count()) + R"(,"refresh_token":)";
  json::append_string(body, tokens.refresh_token);
  body += '}';
  HttpResponse response = json_response(200, std::move(body));
  response.fields.emplace_back("Cache-Control", "no-store");
  const std::string_view use_cookie = request.field("X-Use-Cookie");
  if (!use_cookie.empty() && cookies.duration.count() > 0) {
    set_cookie(response, cookies, tokens.access_token, use_cookie == "session", now);
  }
  return response;
}

void clear_cookie(HttpResponse& response, const CookieSettings& cookies) {
  response.add_field("Set-Cookie",
                     cookies.key + "=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Secure");
}

}  // namespace gotrue::netlify
