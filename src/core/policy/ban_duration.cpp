#include "core/policy/ban_duration.hpp"

#include "base/duration.hpp"

namespace gotrue {
namespace {
constexpr std::chrono::hours kLongestBan{24 * 365 * 100};
}

Result<BanDuration> parse_ban_duration(std::string_view text) {
  if (text == "none") return BanDuration{};
  const auto length = parse_go_duration(text);
  if (!length || length->count() <= 0 || *length > kLongestBan) {
    return fail(ErrorCode::BanDurationInvalid, std::string(text));
  }
  return BanDuration{*length};
}

}  // namespace gotrue
