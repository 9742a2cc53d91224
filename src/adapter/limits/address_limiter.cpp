#include "adapter/limits/address_limiter.hpp"

#include <arpa/inet.h>

#include <cstring>

namespace gotrue {

std::string limit_key(std::string_view address) {
  const std::string text(address);
  in6_addr parsed;
  if (text.find(':') == std::string::npos || inet_pton(AF_INET6, text.c_str(), &parsed) != 1) return text;
  if (IN6_IS_ADDR_V4MAPPED(&parsed)) return std::string(reinterpret_cast<const char*>(parsed.s6_addr) + 12, 4);
  return std::string(reinterpret_cast<const char*>(parsed.s6_addr), 8);
}

void AddressLimiter::set_rate(LimitClass limit, Rate rate) {
  const auto index = static_cast<std::size_t>(limit);
  buckets_[index] = std::make_unique<TokenBuckets>(rate, kCapacity, seed_ + index);
}

std::optional<std::chrono::seconds> AddressLimiter::take(LimitClass limit, std::string_view address) {
  const auto& buckets = buckets_[static_cast<std::size_t>(limit)];
  if (!buckets || address.empty()) return std::nullopt;
  return buckets->take(limit_key(address), clock_.monotonic());
}

}  // namespace gotrue
