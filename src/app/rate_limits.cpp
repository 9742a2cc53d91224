#include "app/rate_limits.hpp"

namespace gotrue {
namespace {

// http-api.md "Rate limits": 30 requests per 5 minutes and value.
constexpr Rate kHeaderRate{30, std::chrono::minutes(5)};
constexpr std::size_t kHeaderValues = 8'192;

}  // namespace

RateLimits::RateLimits(const RateLimitConfiguration& configuration, const Clock& clock, std::uint64_t seed)
    : header_(configuration.header), is_enabled_(configuration.enabled), clock_(clock), by_address_(clock, seed) {
  if (!is_enabled_) return;
  for (std::size_t i = 0; i < configuration.limits.size(); ++i) {
    const auto& limit = configuration.limits[i];
    if (limit) by_address_.set_rate(static_cast<LimitClass>(i), {limit->requests, limit->period});
  }
  if (!header_.empty()) by_header_ = std::make_unique<TokenBuckets>(kHeaderRate, kHeaderValues, seed ^ 1);
}

http::LimitCheck RateLimits::address_limit() {
  if (!is_enabled_) return {};
  return [this](LimitClass limit, std::string_view address) { return by_address_.take(limit, address); };
}

std::function<std::optional<std::chrono::seconds>(const HttpRequest&)> RateLimits::token_header_limit() {
  if (!by_header_) return {};
  return [this](const HttpRequest& request) { return by_header_->take(request.field(header_), clock_.monotonic()); };
}

std::vector<std::pair<std::string, TokenBuckets*>> RateLimits::tables() const {
  std::vector<std::pair<std::string, TokenBuckets*>> tables;
  for (std::size_t i = 0; i < RateLimitConfiguration().limits.size(); ++i) {
    TokenBuckets* const buckets = by_address_.buckets(static_cast<LimitClass>(i));
    if (buckets != nullptr) tables.emplace_back("address" + std::to_string(i), buckets);
  }
  if (by_header_) tables.emplace_back("header", by_header_.get());
  return tables;
}

}  // namespace gotrue
