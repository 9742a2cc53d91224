// Puts an answer into its bytes (RFC 9112 §4). For Connection.
#pragma once
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/http_message.hpp"

namespace gotrue::http {

// What the connection knows about the answer beyond its value.
struct AnswerForm {
  std::string_view date;        // the text of DateText
  bool is_for_head = false;     // the length of the body, but not the body
  bool keeps_alive = true;
  bool is_for_http_1_0 = false; // says "keep-alive" aloud
};

// Appends status line, fields, Content-Length, Date, Connection and the body. 1xx, 204 and 304 have neither body
// nor length. Control characters never reach a field.
void append_response(std::string& out, const HttpResponse& response, const AnswerForm& form);

// The text of a Date field (RFC 9110 §5.6.7), made anew once a second. Of one thread.
class DateText {
 public:
  std::string_view at(Time now);

 private:
  std::chrono::sys_seconds second_{std::chrono::seconds(-1)};
  std::string text_;
};

}  // namespace gotrue::http
