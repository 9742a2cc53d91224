#define CURL_DISABLE_TYPECHECK
#include "adapter/net/curl_http_client.hpp"

#include <algorithm>
#include <cstring>

#include "adapter/net/curl_library.hpp"
#include "adapter/net/guarded_socket.hpp"
#include "base/url.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kMaxBody = 1024 * 1024;
constexpr std::chrono::milliseconds kConnectTimeout{3'000};

tl::unexpected<Error> failed(ErrorCode code, std::string reason) {
  Error error = make_error(code);
  error.internal = std::move(reason);
  return fail(std::move(error));
}

// What libcurl's callbacks work on during one hop.
struct Hop {
  GuardedSocket socket;
  std::string body;
  bool is_too_large = false;
};

std::size_t receive(char* bytes, std::size_t size, std::size_t count, void* context) {
  Hop& hop = *static_cast<Hop*>(context);
  const std::size_t length = size * count;
  if (hop.body.size() + length > kMaxBody) {
    hop.body.append(bytes, kMaxBody - hop.body.size());
    hop.is_too_large = true;
    return 0;  // ends the transfer
  }
  hop.body.append(bytes, length);
  return length;
}

struct HopResult {
  OutboundResponse response;
  std::string location;  // absolute, of a redirect
};

Status check_outcome(const Hop& hop, CURLcode code, bool cuts_long_answers) {
  if (hop.socket.was_refused) {
    return failed(ErrorCode::OutboundUnreachable, "the address is not allowed (GOTRUE_OUTBOUND_ALLOWED_NETWORKS)");
  }
  if (hop.is_too_large && cuts_long_answers) return {};
  if (hop.is_too_large) return failed(ErrorCode::OutboundTooLarge, "the answer is over 1 MiB");
  if (code == CURLE_OK) return {};
  const char* reason = CurlLibrary::get().easy_strerror(code);
  if (code == CURLE_OPERATION_TIMEDOUT) return failed(ErrorCode::OutboundTimedOut, "no answer in time");
  return failed(ErrorCode::OutboundUnreachable, std::string("no answer: ") + reason);
}

void set_request(const CurlLibrary& curl, CURL* handle, const OutboundRequest& request, const std::string& url) {
  curl.set(handle, CURLOPT_URL, url.c_str());
  curl.set(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.method != "GET") {
    curl.set(handle, CURLOPT_POSTFIELDS, request.body.data());
    curl.set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
}

void set_limits(const CurlLibrary& curl, CURL* handle, std::chrono::milliseconds timeout) {
  curl.set(handle, CURLOPT_NOSIGNAL, 1L);
  curl.set(handle, CURLOPT_PROXY, "");
  curl.set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl.set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl.set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  curl.set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(timeout, kConnectTimeout).count()));
}

Result<HopResult> send_hop(CurlHandlePool& handles, const AddressPolicy& policy, const OutboundRequest& request,
                           const std::string& url, std::string origin, std::chrono::milliseconds timeout) {
  const CurlLibrary& curl = CurlLibrary::get();
  const BorrowedHandle handle(handles, std::move(origin));
  Hop hop{{policy}, {}, false};
  CurlList lines;
  for (const auto& [name, value] : request.fields) lines.add((name + ": " + value).c_str());
  set_request(curl, handle.get(), request, url);
  set_limits(curl, handle.get(), timeout);
  curl.set(handle.get(), CURLOPT_HTTPHEADER, lines.get());
  guard_addresses(curl, handle.get(), hop.socket);
  curl.set(handle.get(), CURLOPT_WRITEFUNCTION, receive);
  curl.set(handle.get(), CURLOPT_WRITEDATA, static_cast<void*>(&hop));
  const CURLcode code = curl.easy_perform(handle.get());
  TRY(check_outcome(hop, code, request.cuts_long_answers));
  long status = 0;
  curl.get_info(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  char* location = nullptr;
  curl.get_info(handle.get(), CURLINFO_REDIRECT_URL, &location);
  return HopResult{{static_cast<int>(status), std::move(hop.body), hop.is_too_large}, location ? location : ""};
}

bool is_redirect(const HopResult& hop) {
  const int status = hop.response.status;
  return (status == 301 || status == 302 || status == 307 || status == 308) && !hop.location.empty();
}

}  // namespace

Result<OutboundResponse> CurlHttpClient::send(const OutboundRequest& request) {
  const auto start = std::chrono::steady_clock::now();
  std::string url = request.url;
  for (int redirects = 0;; ++redirects) {
    const auto parsed = Url::parse(url);
    if (!parsed || (parsed->scheme != "http" && parsed->scheme != "https") || parsed->host.empty()) {
      return failed(ErrorCode::Internal, "not an http or https URL");
    }
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    if (spent >= request.timeout) return failed(ErrorCode::OutboundTimedOut, "no answer in time");
    HopResult hop = TRY(send_hop(handles_, policy_, request, url, parsed->origin(), request.timeout - spent));
    if (!is_redirect(hop) || redirects >= request.max_redirects) return std::move(hop.response);
    url = std::move(hop.location);
  }
}

}  // namespace gotrue
