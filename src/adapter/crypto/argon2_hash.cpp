#include "adapter/crypto/argon2_hash.hpp"

#include <argon2.h>

#include <charconv>
#include <optional>

namespace gotrue {
namespace {

constexpr unsigned long kMaxMemoryKiB = 256 * 1024;
constexpr unsigned long kMaxPasses = 10;
constexpr unsigned long kMaxLanes = 16;
constexpr std::size_t kMaxLength = 512;

// The number behind "name=" in "$m=65536,t=3,p=4$".
std::optional<unsigned long> parameter(std::string_view hash, std::string_view name) {
  const std::size_t at = hash.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  unsigned long value = 0;
  const char* start = hash.data() + at + name.size();
  const auto [end, error] = std::from_chars(start, hash.data() + hash.size(), value);
  if (error != std::errc() || end == start) return std::nullopt;
  return value;
}

}  // namespace

bool has_bounded_parameters(std::string_view hash) {
  if (hash.size() > kMaxLength) return false;
  const auto memory = parameter(hash, "$m=");
  const auto passes = parameter(hash, ",t=");
  const auto lanes = parameter(hash, ",p=");
  return memory && passes && lanes && *memory <= kMaxMemoryKiB && *passes >= 1 && *passes <= kMaxPasses &&
         *lanes >= 1 && *lanes <= kMaxLanes;
}

bool verify_argon2id(const std::string& password, const std::string& hash) {
  return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace gotrue
