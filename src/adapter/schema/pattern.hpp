// A regular expression of a schema (JSON Schema Validation draft 7 §6.3.3: ECMA 262, matched anywhere in the text). Its
// time and memory are bounded, whatever the expression and the text are.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gotrue {

// Immutable; thread-safe.
class Pattern {
 public:
  // nullopt when it is no regular expression.
  static std::optional<Pattern> compile(std::string_view expression);
  // A match that takes too long counts as none.
  bool matches(std::string_view text) const;

 private:
  struct Code;
  explicit Pattern(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
  std::shared_ptr<const Code> code_;
};

}  // namespace gotrue
