#include <array>

#include "adapter/mail/template/functions.hpp"
#include "adapter/mail/template/scanner.hpp"

namespace gotrue::mail_template {
namespace {

constexpr int kMaxDepth = 64;

// Thrown inside the parser and caught at its border.
struct ParseFailure {
  SyntaxError error;
};

class ExpressionParser {
 public:
  ExpressionParser(const std::vector<Token>& tokens, int line) : tokens_(tokens), line_(line) {}

  bool at_end() const { return at_ >= tokens_.size(); }
  bool take_symbol(std::string_view symbol) {
    if (at_end() || tokens_[at_].kind != Token::Kind::Symbol || tokens_[at_].text != symbol) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (at_end() || tokens_[at_].kind != Token::Kind::Word || tokens_[at_].text != word) return false;
    ++at_;
    return true;
  }
  void require_end() {
    if (!at_end()) fail("unexpected " + tokens_[at_].text);
  }
  [[noreturn]] void fail(std::string message) const { throw ParseFailure{{line_, std::move(message)}}; }

  // `$x := `, `$i, $v := ` or `$x = ` in front of a pipeline.
  void read_variables(Node& node) {
    const std::size_t start = at_;
    while (!at_end() && tokens_[at_].kind == Token::Kind::Variable && !tokens_[at_].text.empty()) {
      node.variables.push_back(tokens_[at_++].text);
      if (!take_symbol(",")) break;
    }
    if (!node.variables.empty() && take_symbol(":=")) {
      node.is_declaration = true;
      return;
    }
    if (node.variables.size() == 1 && take_symbol("=")) return;
    node.variables.clear();
    at_ = start;
  }

  Pipeline read_pipeline(int depth = 0) {
    if (depth > kMaxDepth) fail("expression is nested too deeply");
    Pipeline pipeline;
    do {
      pipeline.commands.push_back(read_command(depth));
    } while (take_symbol("|"));
    return pipeline;
  }

 private:
  bool is_command_over() const {
    return at_end() || (tokens_[at_].kind == Token::Kind::Symbol && tokens_[at_].text != "(");
  }

  Command read_command(int depth) {
    Command command;
    while (!is_command_over()) command.operands.push_back(read_operand(depth));
    if (command.operands.empty()) fail("missing value");
    if (command.operands.size() > 1 && command.operands.front().kind != Operand::Kind::Call) {
      fail("a value takes no arguments");
    }
    return command;
  }

  Operand read_operand(int depth) {
    Operand operand;
    const Token& token = tokens_[at_++];
    switch (token.kind) {
      case Token::Kind::Field:
        if (!token.text.empty()) operand.fields.push_back(token.text);
        break;
      case Token::Kind::Variable:
        operand.kind = token.text.empty() ? Operand::Kind::Root : Operand::Kind::Variable;
        operand.name = token.text;
        break;
      case Token::Kind::Text:
        operand.kind = Operand::Kind::Constant;
        operand.constant = token.text;
        return operand;
      case Token::Kind::Number:
        operand.kind = Operand::Kind::Constant;
        operand.constant = json::Number{token.text};
        return operand;
      case Token::Kind::Word: return read_word(token.text);
      case Token::Kind::Symbol:
        operand.kind = Operand::Kind::Group;
        operand.group = std::make_shared<Pipeline>(read_pipeline(depth + 1));
        if (!take_symbol(")")) fail("missing )");
        break;
    }
    while (!at_end() && tokens_[at_].kind == Token::Kind::Field && tokens_[at_].is_attached) {
      operand.fields.push_back(tokens_[at_++].text);
    }
    return operand;
  }

  Operand read_word(const std::string& word) const {
    Operand operand;
    operand.kind = Operand::Kind::Constant;
    if (word == "true" || word == "false") {
      operand.constant = word == "true";
    } else if (word != "nil") {
      if (!find_function(word)) fail("function \"" + word + "\" is not defined");
      operand.kind = Operand::Kind::Call;
      operand.name = word;
    }
    return operand;
  }

  const std::vector<Token>& tokens_;
  int line_;
  std::size_t at_ = 0;
};

class TemplateParser {
 public:
  explicit TemplateParser(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}

  Nodes parse() {
    Nodes nodes = read_nodes(0);
    if (at_ < pieces_.size()) fail("unexpected " + std::string(pieces_[at_].text));
    return nodes;
  }

 private:
  [[noreturn]] void fail(std::string message) const {
    const int line = at_ < pieces_.size() ? pieces_[at_].line : 0;
    throw ParseFailure{{line, std::move(message)}};
  }

  static std::string_view first_word(std::string_view action) {
    return action.substr(0, action.find_first_of(" \t\r\n("));
  }

  // Up to the end, or an action that closes or turns the block.
  Nodes read_nodes(int depth) {
    if (depth > kMaxDepth) fail("blocks are nested too deeply");
    Nodes nodes;
    for (; at_ < pieces_.size(); ++at_) {
      const Piece& piece = pieces_[at_];
      if (!piece.is_action) {
        if (!piece.text.empty()) nodes.push_back(text_node(piece.text));
        continue;
      }
      const std::string_view word = first_word(piece.text);
      if (word == "end" || word == "else") return nodes;
      nodes.push_back(read_action(piece, word, depth));
    }
    return nodes;
  }

  static Node text_node(std::string_view text) {
    Node node;
    node.text = std::string(text);
    return node;
  }

  Node read_action(const Piece& piece, std::string_view word, int depth) {
    for (const std::string_view unknown : {"define", "template", "block", "break", "continue"}) {
      if (word == unknown) fail("{{" + std::string(word) + "}} is not supported");
    }
    const auto tokens = scan(piece);
    if (!tokens) throw ParseFailure{tokens.error()};
    ExpressionParser expression(*tokens, piece.line);
    Node node;
    if (expression.take_word("if")) return read_block(std::move(node), Node::Kind::If, expression, depth);
    if (expression.take_word("with")) return read_block(std::move(node), Node::Kind::With, expression, depth);
    if (expression.take_word("range")) return read_block(std::move(node), Node::Kind::Range, expression, depth);
    expression.read_variables(node);
    if (node.variables.size() > 1) expression.fail("too many variables");
    node.kind = node.variables.empty() ? Node::Kind::Output : Node::Kind::Assign;
    node.pipeline = expression.read_pipeline();
    expression.require_end();
    return node;
  }

  Node read_block(Node node, Node::Kind kind, ExpressionParser& expression, int depth) {
    node.kind = kind;
    expression.read_variables(node);
    if (node.variables.size() > (kind == Node::Kind::Range ? 2u : 1u)) expression.fail("too many variables");
    node.pipeline = expression.read_pipeline();
    expression.require_end();
    ++at_;
    node.body = read_nodes(depth + 1);
    if (at_ >= pieces_.size()) fail("missing {{end}}");
    if (first_word(pieces_[at_].text) == "else") node.otherwise = read_else(depth);
    if (at_ >= pieces_.size() || pieces_[at_].text != "end") fail("missing {{end}}");
    return node;
  }

  // {{else}}, {{else if ...}} or {{else with ...}}; stands on {{end}} afterwards.
  Nodes read_else(int depth) {
    Piece piece = pieces_[at_];
    std::string_view rest = piece.text.substr(4);
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
    if (rest.empty()) {
      ++at_;
      return read_nodes(depth + 1);
    }
    if (depth > kMaxDepth) fail("blocks are nested too deeply");
    piece.text = rest;
    Nodes nodes;
    nodes.push_back(read_action(piece, first_word(rest), depth + 1));
    return nodes;
  }

  std::vector<Piece> pieces_;
  std::size_t at_ = 0;
};

}  // namespace

tl::expected<Nodes, SyntaxError> parse(std::string_view text) {
  auto pieces = split(text);
  if (!pieces) return tl::unexpected(pieces.error());
  try {
    return TemplateParser(std::move(*pieces)).parse();
  } catch (const ParseFailure& failure) {
    return tl::unexpected(failure.error);
  }
}

}  // namespace gotrue::mail_template
