// The syntax tree of a mail template: the part of Go's template language that sites use (docs/wire/mail.md).
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "base/json.hpp"

namespace gotrue::mail_template {

struct Pipeline;

// A value in an expression, then fields of it: `.Data.name`, `$user.name`, `(index .Data "x").y`, `"text"`, `printf`.
struct Operand {
  enum class Kind { Dot, Root, Variable, Constant, Call, Group } kind = Kind::Dot;
  std::string name;                 // of a variable (without $) or function
  json::Value constant;
  std::shared_ptr<Pipeline> group;
  std::vector<std::string> fields;
};

// A function with its arguments, or a lone value.
struct Command {
  std::vector<Operand> operands;
};

// `a | b | c`: each result is the last argument of the next command.
struct Pipeline {
  std::vector<Command> commands;
};

struct Node;
using Nodes = std::vector<Node>;

struct Node {
  enum class Kind { Text, Output, Assign, If, With, Range } kind = Kind::Text;
  std::string text;                    // of Text
  Pipeline pipeline;                   // of all others
  std::vector<std::string> variables;  // declared or assigned, without $
  bool is_declaration = false;         // `:=` rather than `=`
  Nodes body;
  Nodes otherwise;
};

struct SyntaxError {
  int line = 0;
  std::string message;
};

// Reads a template. Nesting is bounded.
tl::expected<Nodes, SyntaxError> parse(std::string_view text);

}  // namespace gotrue::mail_template
