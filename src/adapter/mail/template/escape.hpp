// Escaping by context: a value is written so that it stays one value where it stands in the HTML, whatever it holds.
#pragma once
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace gotrue::mail_template {

std::string escape_html(std::string_view text);
// The inside of a JavaScript string literal.
std::string escape_js_text(std::string_view text);

// Follows the HTML that is written and knows what stands at its end.
class HtmlContext {
 public:
  // Literal text of the template. Returns what is to be written: HTML comments are left out.
  std::string literal(std::string_view text);
  // A value, escaped for where it stands; in a URL, one that went through `urlquery` is no more than that.
  std::string value(const json::Value& value, bool is_url_encoded = false);
  // Whether values that stand here are escaped for HTML last of all.
  bool escapes_html() const;

 private:
  enum class State { Text, TagName, Tag, AttributeName, AfterName, BeforeValue, Value, Comment, RawText };
  enum class Attribute { Plain, Url, Script, Style };
  enum class UrlPart { Start, Path, Query };

  void step(char c, std::string& out);
  void step_text(char c);
  void step_tag_name(char c);
  void step_tag(char c);
  void step_attribute_name(char c);
  void step_before_value(char c);
  void step_value(char c);
  void step_raw_text(char c);
  void end_tag();
  void end_attribute_name();
  std::string value_in_url(const std::string& text, bool is_encoded);
  std::string value_in_attribute(const json::Value& value, bool is_url_encoded);
  bool is_raw_code() const;
  std::string value_in_script(const json::Value& value) const;
  std::string tail_of(std::size_t length) const;

  State state_ = State::Text;
  Attribute attribute_ = Attribute::Plain;
  UrlPart url_part_ = UrlPart::Start;
  char quote_ = 0;           // of the attribute value; 0: unquoted
  char script_quote_ = 0;    // of the string literal inside a script
  bool is_closing_ = false;  // </name
  std::string name_;         // of the tag or attribute that is read
  std::string element_;      // of the tag
  std::string raw_element_;  // whose raw text is read
  std::string seen_;         // the last few characters
};

}  // namespace gotrue::mail_template
