#include "adapter/mail/template/scanner.hpp"

#include <algorithm>

namespace gotrue::mail_template {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string_view trim_right(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}
std::string_view trim_left(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

// The end of an action: braces inside its texts do not count.
std::size_t find_end(std::string_view text, std::size_t start) {
  char quote = 0;
  for (std::size_t i = start; i + 1 < text.size(); ++i) {
    if (quote) {
      if (text[i] == '\\' && quote != '`') {
        ++i;
      } else if (text[i] == quote) {
        quote = 0;
      }
    } else if (text[i] == '"' || text[i] == '`' || text[i] == '\'') {
      quote = text[i];
    } else if (text[i] == '}' && text[i + 1] == '}') {
      return i;
    }
  }
  return std::string_view::npos;
}

int line_at(std::string_view text, std::size_t at) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

tl::unexpected<SyntaxError> error(int line, std::string message) {
  return tl::unexpected(SyntaxError{line, std::move(message)});
}

class TokenScanner {
 public:
  explicit TokenScanner(const Piece& action) : text_(action.text), line_(action.line) {}

  tl::expected<std::vector<Token>, SyntaxError> scan() {
    bool is_attached = false;
    while (at_ < text_.size()) {
      if (is_space(text_[at_])) {
        ++at_;
        is_attached = false;
        continue;
      }
      Token token;
      token.is_attached = is_attached;
      if (!read(token)) return error(line_, message_);
      tokens_.push_back(std::move(token));
      is_attached = true;
    }
    return std::move(tokens_);
  }

 private:
  bool read(Token& token) {
    const char c = text_[at_];
    if (c == '.') return read_named(token, Token::Kind::Field);
    if (c == '$') return read_named(token, Token::Kind::Variable);
    if (c == '"' || c == '`' || c == '\'') return read_text(token);
    if (is_digit(c) || (c == '-' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) return read_number(token);
    if (is_word(c)) {
      token.kind = Token::Kind::Word;
      token.text = take_word();
      return true;
    }
    return read_symbol(token);
  }

  std::string take_word() {
    const std::size_t start = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  bool read_named(Token& token, Token::Kind kind) {
    ++at_;
    token.kind = kind;
    token.text = take_word();
    return true;
  }

  bool read_number(Token& token) {
    const std::size_t start = at_++;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    token.kind = Token::Kind::Number;
    token.text = std::string(text_.substr(start, at_ - start));
    return true;
  }

  bool read_symbol(Token& token) {
    token.kind = Token::Kind::Symbol;
    if (text_.substr(at_, 2) == ":=") {
      token.text = ":=";
      at_ += 2;
      return true;
    }
    if (std::string_view("|(),=").find(text_[at_]) == std::string_view::npos) {
      message_ = std::string("unexpected character ") + text_[at_];
      return false;
    }
    token.text = text_[at_++];
    return true;
  }

  bool read_text(Token& token) {
    const char quote = text_[at_++];
    token.kind = Token::Kind::Text;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == quote) {
        ++at_;
        return true;
      }
      if (text_[at_] == '\\' && quote != '`' && at_ + 1 < text_.size()) {
        token.text += unescape(text_[++at_]);
      } else {
        token.text += text_[at_];
      }
    }
    message_ = "unterminated string";
    return false;
  }

  static char unescape(char c) {
    switch (c) {
      case 'n': return '\n';
      case 't': return '\t';
      case 'r': return '\r';
      default: return c;
    }
  }

  std::string_view text_;
  int line_;
  std::size_t at_ = 0;
  std::string message_;
  std::vector<Token> tokens_;
};

}  // namespace

tl::expected<std::vector<Piece>, SyntaxError> split(std::string_view text) {
  std::vector<Piece> pieces;
  std::size_t at = 0;
  bool trims_next = false;
  while (true) {
    const std::size_t open = text.find("{{", at);
    std::string_view literal = text.substr(at, open == std::string_view::npos ? open : open - at);
    if (trims_next) literal = trim_left(literal);
    if (open == std::string_view::npos) {
      pieces.push_back({false, literal, 0});
      return pieces;
    }
    const int line = line_at(text, open);
    std::size_t start = open + 2;
    if (text.substr(start, 2) == "- " || text.substr(start, 2) == "-\n" || text.substr(start, 2) == "-\t") {
      literal = trim_right(literal);
      ++start;
    }
    pieces.push_back({false, literal, 0});
    const bool is_comment = trim_left(text.substr(start)).starts_with("/*");
    const std::size_t search = is_comment ? text.find("*/", start) : start;
    const std::size_t end = search == std::string_view::npos ? search : (is_comment ? text.find("}}", search) : find_end(text, search));
    if (end == std::string_view::npos) return error(line, is_comment ? "unclosed comment" : "unclosed action");
    std::string_view inner = text.substr(start, end - start);
    trims_next = inner.size() >= 2 && inner.back() == '-' && is_space(inner[inner.size() - 2]);
    if (trims_next) inner.remove_suffix(1);
    if (!is_comment) pieces.push_back({true, trim_right(trim_left(inner)), line});
    at = end + 2;
  }
}

tl::expected<std::vector<Token>, SyntaxError> scan(const Piece& action) { return TokenScanner(action).scan(); }

}  // namespace gotrue::mail_template
