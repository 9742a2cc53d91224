#include "adapter/mail/template/escape.hpp"

#include <algorithm>
#include <array>

#include "adapter/mail/template/functions.hpp"
#include "base/ascii.hpp"
#include "base/url.hpp"

namespace gotrue::mail_template {
namespace {

constexpr const char* kUnsafe = "ZgotmplZ";  // what Go writes in place of a value that it refuses

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f'; }
bool is_letter(char c) { return lower_ascii(c) >= 'a' && lower_ascii(c) <= 'z'; }

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Attributes whose value a browser takes for a URL.
bool holds_url(std::string_view attribute) {
  return is_one_of(attribute, {"href", "src", "action", "formaction", "background", "cite", "poster", "data",
                               "longdesc", "usemap", "manifest", "xlink:href", "srcset", "ping"});
}

std::string escape_unquoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_space(c) || c == '=' || c == '`' || c == '\v') {
      out += "&#" + std::to_string(static_cast<unsigned char>(c)) + ';';
    } else {
      out += escape_html(std::string_view(&c, 1));
    }
  }
  return out;
}

// Schemes that cannot run anything; a relative URL has none.
bool has_safe_scheme(std::string_view url) {
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos || url.find_first_of("/?#") < colon) return true;
  return is_one_of(lower_ascii(url.substr(0, colon)), {"http", "https", "mailto"});
}

// Leaves what has a meaning in a URL and escapes the rest.
std::string normalize_url(std::string_view url) {
  constexpr std::string_view kept = "!#$&*+,/:;=?@[]%-._~";
  std::string out;
  for (const char c : url) {
    const bool is_plain = is_letter(c) || (c >= '0' && c <= '9') || kept.find(c) != std::string_view::npos;
    out += is_plain ? std::string(1, c) : percent_encode(std::string_view(&c, 1));
  }
  return out;
}

std::string filter_css(const std::string& text) {
  const bool is_safe = std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || std::string_view(" #.%-_").find(c) != std::string_view::npos;
  });
  return is_safe ? text : kUnsafe;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&#34;"; break;
      case '\'': out += "&#39;"; break;
      case '+': out += "&#43;"; break;
      case '\0': out += "\xef\xbf\xbd"; break;
      default: out += c;
    }
  }
  return out;
}

std::string escape_js_text(std::string_view text) {
  std::string quoted;
  json::append_string(quoted, text);
  std::string out;
  for (const char c : quoted.substr(1, quoted.size() - 2)) {
    switch (c) {
      case '\'': out += "\\u0027"; break;
      case '`': out += "\\u0060"; break;
      case '/': out += "\\/"; break;
      default: out += c;
    }
  }
  return out;
}

std::string HtmlContext::literal(std::string_view text) {
  std::string out;
  for (const char c : text) step(c, out);
  return out;
}

void HtmlContext::step(char c, std::string& out) {
  const bool was_comment = state_ == State::Comment;
  seen_ += c;
  if (seen_.size() > 64) seen_.erase(0, 32);
  switch (state_) {
    case State::Text: step_text(c); break;
    case State::TagName: step_tag_name(c); break;
    case State::Tag: step_tag(c); break;
    case State::AttributeName:
    case State::AfterName: step_attribute_name(c); break;
    case State::BeforeValue: step_before_value(c); break;
    case State::Value: step_value(c); break;
    case State::RawText: step_raw_text(c); break;
    case State::Comment:
      if (tail_of(3) == "-->") state_ = State::Text;
      break;
  }
  if (was_comment) return;
  out += c;
  if (state_ == State::Comment) out.erase(out.size() - std::min<std::size_t>(4, out.size()));
}

std::string HtmlContext::tail_of(std::size_t length) const {
  return seen_.substr(seen_.size() - std::min(length, seen_.size()));
}

void HtmlContext::step_text(char c) {
  if (c != '<') return;
  state_ = State::TagName;
  is_closing_ = false;
  name_.clear();
}

void HtmlContext::step_tag_name(char c) {
  if (tail_of(4) == "<!--") {
    state_ = State::Comment;
  } else if (name_.empty() && c == '/') {
    is_closing_ = true;
  } else if (c == '>') {
    element_ = name_;
    end_tag();
  } else if (name_.empty() && !is_letter(c) && c != '!') {
    state_ = State::Text;  // a lone '<'
  } else if (is_space(c) || c == '/') {
    element_ = name_;
    state_ = State::Tag;
  } else {
    name_ += lower_ascii(c);
  }
}

void HtmlContext::end_tag() {
  state_ = State::Text;
  if (!is_closing_ && is_one_of(element_, {"script", "style", "title", "textarea"})) {
    state_ = State::RawText;
    raw_element_ = element_;
    script_quote_ = 0;
  }
}

void HtmlContext::step_tag(char c) {
  if (c == '>') return end_tag();
  if (is_space(c) || c == '/') return;
  state_ = State::AttributeName;
  name_ = lower_ascii(c);
}

void HtmlContext::end_attribute_name() {
  attribute_ = Attribute::Plain;
  if (holds_url(name_)) attribute_ = Attribute::Url;
  if (name_.starts_with("on")) attribute_ = Attribute::Script;
  if (name_ == "style") attribute_ = Attribute::Style;
}

void HtmlContext::step_attribute_name(char c) {
  if (c == '>') return end_tag();
  if (c == '=') {
    end_attribute_name();
    state_ = State::BeforeValue;
  } else if (is_space(c)) {
    state_ = State::AfterName;
  } else if (state_ == State::AfterName) {
    state_ = State::AttributeName;
    name_ = lower_ascii(c);
  } else {
    name_ += lower_ascii(c);
  }
}

void HtmlContext::step_before_value(char c) {
  if (is_space(c)) return;
  if (c == '>') return end_tag();
  state_ = State::Value;
  url_part_ = UrlPart::Start;
  script_quote_ = 0;
  quote_ = c == '"' || c == '\'' ? c : 0;
  if (quote_ == 0) step_value(c);
}

void HtmlContext::step_value(char c) {
  if (quote_ != 0 ? c == quote_ : is_space(c)) {
    state_ = State::Tag;
    return;
  }
  if (quote_ == 0 && c == '>') return end_tag();
  if (c == '?' || c == '#') {
    url_part_ = UrlPart::Query;
  } else if (url_part_ == UrlPart::Start && !is_space(c)) {
    url_part_ = UrlPart::Path;
  }
}

void HtmlContext::step_raw_text(char c) {
  if (raw_element_ == "script") {
    const bool is_escaped = tail_of(2).front() == '\\';
    if (script_quote_ != 0) {
      if (c == script_quote_ && !is_escaped) script_quote_ = 0;
    } else if (c == '"' || c == '\'' || c == '`') {
      script_quote_ = c;
    }
  }
  const std::string end = lower_ascii(tail_of(raw_element_.size() + 3));
  if (end == "</" + raw_element_ + ">") state_ = State::Text;
}

std::string HtmlContext::value_in_script(const json::Value& value) const {
  if (script_quote_ != 0) return escape_js_text(printed(value));
  std::string text = json::to_text(value);
  return ' ' + text + ' ';
}

std::string HtmlContext::value_in_url(const std::string& text, bool is_encoded) {
  const UrlPart part = url_part_;
  if (part == UrlPart::Start && !text.empty()) url_part_ = UrlPart::Path;
  if (is_encoded) return text;
  if (part == UrlPart::Query) return percent_encode(text);
  if (part == UrlPart::Start && !has_safe_scheme(text)) return std::string("#") + kUnsafe;
  if (text.find_first_of("?#") != std::string::npos) url_part_ = UrlPart::Query;
  return normalize_url(text);
}

std::string HtmlContext::value_in_attribute(const json::Value& value, bool is_url_encoded) {
  std::string text;
  switch (attribute_) {
    case Attribute::Plain: text = printed(value); break;
    case Attribute::Url: text = value_in_url(printed(value), is_url_encoded); break;
    case Attribute::Script: text = json::to_text(value); break;
    case Attribute::Style: text = filter_css(printed(value)); break;
  }
  return quote_ == 0 ? escape_unquoted(text) : escape_html(text);
}

bool HtmlContext::is_raw_code() const {
  return state_ == State::RawText && is_one_of(raw_element_, {"script", "style"});
}

bool HtmlContext::escapes_html() const {
  switch (state_) {
    case State::Text:
    case State::BeforeValue:
    case State::Value: return true;
    case State::RawText: return !is_raw_code();
    default: return false;
  }
}

std::string HtmlContext::value(const json::Value& value, bool is_url_encoded) {
  switch (state_) {
    case State::Text: return escape_html(printed(value));
    case State::Comment: return "";
    case State::RawText:
      if (raw_element_ == "script") return value_in_script(value);
      return raw_element_ == "style" ? filter_css(printed(value)) : escape_html(printed(value));
    case State::BeforeValue:
      state_ = State::Value;
      quote_ = 0;
      url_part_ = UrlPart::Start;
      return value_in_attribute(value, is_url_encoded);
    case State::Value: return value_in_attribute(value, is_url_encoded);
    case State::TagName:
    case State::Tag:
    case State::AttributeName:
    case State::AfterName: return kUnsafe;  // a value never makes a tag or an attribute
  }
  return kUnsafe;
}

}  // namespace gotrue::mail_template
