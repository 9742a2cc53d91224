#include "base/uuid.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace gotrue {
namespace {

constexpr char kDigits[] = "0123456789abcdef";
constexpr std::size_t kLength = 36;
constexpr std::size_t kHyphens[] = {8, 13, 18, 23};
// Where the two digits of each byte stand.
constexpr std::size_t kPlaces[] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
constexpr std::size_t kPlainLength = 32;
constexpr std::size_t kPlainPlaces[] = {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30};
constexpr std::string_view kUrn = "urn:uuid:";

constexpr std::array<std::int8_t, 256> make_hex_values() {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (int i = 0; i < 10; ++i) values['0' + i] = static_cast<std::int8_t>(i);
  for (int i = 10; i < 16; ++i) values['a' + i - 10] = values['A' + i - 10] = static_cast<std::int8_t>(i);
  return values;
}
constexpr auto kHexValues = make_hex_values();

int hex_value(char c) { return kHexValues[static_cast<unsigned char>(c)]; }

std::optional<Uuid> parse_at(std::string_view text, const std::size_t (&places)[16]) {
  Uuid id;
  int wrong = 0;  // negative once any digit was
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    const int high = hex_value(text[places[i]]);
    const int low = hex_value(text[places[i] + 1]);
    wrong |= high | low;
    id.bytes[i] = static_cast<unsigned char>(high << 4 | low);
  }
  if (wrong < 0) return std::nullopt;
  return id;
}

std::optional<Uuid> parse_digits(std::string_view text) {
  if (text.size() == kPlainLength) return parse_at(text, kPlainPlaces);
  if (text.size() != kLength) return std::nullopt;
  for (const std::size_t at : kHyphens) {
    if (text[at] != '-') return std::nullopt;
  }
  return parse_at(text, kPlaces);
}

}  // namespace

Uuid Uuid::v4(Random& random) {
  Uuid id;
  random.fill(id.bytes);
  id.bytes[6] = static_cast<unsigned char>((id.bytes[6] & 0x0f) | 0x40);
  id.bytes[8] = static_cast<unsigned char>((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() == kLength + 2 && text.front() == '{' && text.back() == '}') return parse_digits(text.substr(1, kLength));
  if (text.starts_with(kUrn)) return parse_digits(text.substr(kUrn.size()));
  return parse_digits(text);
}

bool Uuid::is_nil() const { return *this == Uuid{}; }

void Uuid::write_to(char* out) const {
  for (const std::size_t at : kHyphens) out[at] = '-';
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out[kPlaces[i]] = kDigits[bytes[i] >> 4];
    out[kPlaces[i] + 1] = kDigits[bytes[i] & 0x0f];
  }
}

std::string Uuid::to_string() const {
  std::string text(kLength, '\0');
  write_to(text.data());
  return text;
}

}  // namespace gotrue

std::size_t std::hash<gotrue::Uuid>::operator()(const gotrue::Uuid& id) const noexcept {
  std::size_t value;
  std::memcpy(&value, id.bytes.data(), sizeof value);
  return value;
}
