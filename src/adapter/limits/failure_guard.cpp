#include "adapter/limits/failure_guard.hpp"

#include <string>

#include "adapter/limits/address_limiter.hpp"

namespace gotrue {
namespace {

// A single IPv6 client has 2^64 addresses: were each of them a client, one could use up what the account has for all.
std::string pair_key(std::string_view account, std::string_view address) {
  return std::string(account) + '\n' + limit_key(address);
}

tl::unexpected<Error> limited(std::chrono::seconds retry_after) {
  Error error = make_error(ErrorCode::RateLimited);
  error.internal = "too many failures on one account";
  error.retry_after = retry_after;
  return fail(std::move(error));
}

}  // namespace

Status FailureGuard::reserve(std::string_view account, std::string_view address) {
  const auto now = clock_.monotonic();
  const std::string pair = pair_key(account, address);
  // Without an address everybody would share one pair, so only the threshold of the account counts.
  if (!address.empty()) {
    if (const auto wait = by_address_.take(pair, now)) return limited(*wait);
  }
  if (const auto wait = by_account_.take(account, now)) {
    if (!address.empty()) by_address_.give_back(pair, now);
    return limited(*wait);
  }
  return {};
}

void FailureGuard::succeed(std::string_view account, std::string_view address) {
  const auto now = clock_.monotonic();
  if (!address.empty()) by_address_.give_back(pair_key(account, address), now);
  by_account_.give_back(account, now);
}

}  // namespace gotrue
