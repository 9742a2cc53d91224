#include "adapter/crypto/bcrypt_setting.hpp"

#include <array>

#include "adapter/crypto/bcrypt_base64.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kSettingLength = 29;
constexpr std::size_t kHashLength = 60;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string new_bcrypt_setting(int cost, Random& random) {
  std::array<unsigned char, 16> salt;
  random.fill(salt);
  const std::string digits = (cost < 10 ? "0" : "") + std::to_string(cost);
  return "$2a$" + digits + '$' + bcrypt_base64_encode(salt);
}

std::optional<int> bcrypt_setting_cost(std::string_view setting) {
  if (setting.size() != kSettingLength && setting.size() != kHashLength) return std::nullopt;
  if (!setting.starts_with("$2") || setting[3] != '$' || setting[6] != '$') return std::nullopt;
  if (setting[2] != 'a' && setting[2] != 'b' && setting[2] != 'y') return std::nullopt;
  if (!is_digit(setting[4]) || !is_digit(setting[5])) return std::nullopt;
  if (!is_bcrypt_base64(setting.substr(7))) return std::nullopt;
  const int cost = (setting[4] - '0') * 10 + (setting[5] - '0');
  if (cost < 4 || cost > 31) return std::nullopt;
  return cost;
}

std::optional<int> bcrypt_cost(std::string_view hash) {
  return hash.size() == kHashLength ? bcrypt_setting_cost(hash) : std::nullopt;
}

}  // namespace gotrue
