// The characters of HTTP/1.1 messages (RFC 9110 §5.6.2, RFC 9112 §3.2) as one table. For the request parser.
#pragma once
#include <array>
#include <cstdint>

namespace gotrue::http {

enum CharacterClass : std::uint8_t {
  kTokenCharacter = 1,   // tchar: methods and field names
  kFieldCharacter = 2,   // a field value: visible, space, tab, obs-text
  kTargetCharacter = 4,  // a request target: visible but '#', and bytes of UTF-8
  kHostCharacter = 8,    // uri-host and port
};

consteval std::array<std::uint8_t, 256> make_character_classes() {
  std::array<std::uint8_t, 256> classes{};
  const auto add = [&](unsigned char c, std::uint8_t bit) { classes[c] = static_cast<std::uint8_t>(classes[c] | bit); };
  for (int i = 0x20; i < 256; ++i) {
    const auto c = static_cast<unsigned char>(i);
    if (c != 0x7F) add(c, kFieldCharacter);
    if (c != 0x7F && c != ' ' && c != '#') add(c, kTargetCharacter);
    const bool is_alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (is_alphanumeric) add(c, kTokenCharacter | kHostCharacter);
  }
  add('\t', kFieldCharacter);
  for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'}) {
    add(static_cast<unsigned char>(c), kTokenCharacter);
  }
  for (const char c : {'-', '.', '_', '~', '!', '$', '&', '\'', '(', ')', '*', '+', ',', ';', '=', ':', '[', ']', '%'}) {
    add(static_cast<unsigned char>(c), kHostCharacter);
  }
  return classes;
}

inline constexpr std::array<std::uint8_t, 256> kCharacterClasses = make_character_classes();

inline bool is_of_class(char c, CharacterClass wanted) {
  return (kCharacterClasses[static_cast<unsigned char>(c)] & wanted) != 0;
}

}  // namespace gotrue::http
