#include "base/uuid.hpp"

#include <cstring>

namespace gotrue {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_hyphen_position(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

Uuid Uuid::v4(Random& random) {
  Uuid id;
  random.fill(id.bytes);
  id.bytes[6] = static_cast<unsigned char>((id.bytes[6] & 0x0f) | 0x40);
  id.bytes[8] = static_cast<unsigned char>((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_hyphen_position(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int value = hex_value(text[i]);
    if (value < 0) return std::nullopt;
    auto& byte = id.bytes[nibble / 2];
    byte = static_cast<unsigned char>((byte << 4) | value);
    ++nibble;
  }
  return id;
}

bool Uuid::is_nil() const { return *this == Uuid{}; }

void Uuid::write_to(char* out) const {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
    *out++ = kDigits[bytes[i] >> 4];
    *out++ = kDigits[bytes[i] & 0x0f];
  }
}

std::string Uuid::to_string() const {
  std::string text(36, '\0');
  write_to(text.data());
  return text;
}

}  // namespace gotrue

std::size_t std::hash<gotrue::Uuid>::operator()(const gotrue::Uuid& id) const noexcept {
  std::size_t value;
  std::memcpy(&value, id.bytes.data(), sizeof value);
  return value;
}
