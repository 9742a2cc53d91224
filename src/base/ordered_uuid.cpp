#include "base/ordered_uuid.hpp"

#include <span>

namespace gotrue {

Uuid ordered_uuid(Time now, Random& random) {
  constexpr std::size_t kMillisecondBytes = 6;
  Uuid id;
  random.fill(std::span(id.bytes).subspan(kMillisecondBytes));
  auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
  for (std::size_t i = kMillisecondBytes; i-- > 0; milliseconds >>= 8) {
    id.bytes[i] = static_cast<unsigned char>(milliseconds & 0xff);
  }
  id.bytes[6] = static_cast<unsigned char>((id.bytes[6] & 0x0f) | 0x70);
  id.bytes[8] = static_cast<unsigned char>((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

}  // namespace gotrue
