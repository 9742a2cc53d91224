// Cuts a template into text and actions, and an action into tokens.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "adapter/mail/template/syntax.hpp"

namespace gotrue::mail_template {

struct Piece {
  bool is_action = false;
  std::string_view text;  // of an action: what stands between the braces, without trim markers
  int line = 0;
};

// Trim markers are applied, comments are left out.
tl::expected<std::vector<Piece>, SyntaxError> split(std::string_view text);

struct Token {
  enum class Kind { Word, Field, Variable, Text, Number, Symbol } kind = Kind::Word;
  std::string text;  // a field without '.', a variable without '$', a text unquoted
  bool is_attached = false;  // stands right behind the token before it
};

tl::expected<std::vector<Token>, SyntaxError> scan(const Piece& action);

}  // namespace gotrue::mail_template
