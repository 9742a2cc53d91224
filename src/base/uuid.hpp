// A UUID as 16 bytes (RFC 4122). Prints in lower case with hyphens, reads the forms that are in use.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace gotrue {

struct Uuid {
  std::array<unsigned char, 16> bytes{};

  // A fresh version-4 UUID.
  static Uuid v4(Random& random);
  // Reads what the original's library reads: 32 digits in either case, with hyphens or without, behind `urn:uuid:` or
  // (with hyphens) in braces; nothing else.
  static std::optional<Uuid> parse(std::string_view text);

  // 00000000-0000-0000-0000-000000000000: the instance of single-instance mode and the system user.
  bool is_nil() const;
  std::string to_string() const;
  // Writes the 36 characters to `out` without a terminator.
  void write_to(char* out) const;

  auto operator<=>(const Uuid&) const = default;
};

}  // namespace gotrue

template <>
struct std::hash<gotrue::Uuid> {
  std::size_t operator()(const gotrue::Uuid& id) const noexcept;
};
