#include "adapter/mail/template/functions.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "adapter/mail/template/escape.hpp"
#include "base/url.hpp"

namespace gotrue::mail_template {
namespace {

using Arguments = std::vector<json::Value>;

tl::unexpected<std::string> wrong(std::string message) { return tl::unexpected(std::move(message)); }

double number_of(const json::Value& value) {
  const json::Number* number = value.as_number();
  return number ? std::strtod(number->text.c_str(), nullptr) : 0;
}

// Integers without a point, others with the fewest digits that read back the same.
std::string printed_number(const std::string& text) {
  const double value = std::strtod(text.c_str(), nullptr);
  if (text.find_first_of(".eE") == std::string::npos) return text;
  if (value == std::floor(value) && std::fabs(value) < 1e15) return std::to_string(static_cast<std::int64_t>(value));
  char buffer[40];
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, value);
    if (std::strtod(buffer, nullptr) == value) break;
  }
  return buffer;
}

std::string printed_array(const json::Array& values) {
  std::string out = "[";
  for (const json::Value& value : values) {
    if (out.size() > 1) out += ' ';
    out += printed(value);
  }
  return out + ']';
}

std::string printed_object(const json::Object& object) {
  std::string out = "map[";
  for (const auto& [key, value] : object.members()) {
    if (out.size() > 4) out += ' ';
    out += key + ':' + printed(value);
  }
  return out + ']';
}

FunctionResult print(const Arguments& arguments) {
  std::string out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0 && !arguments[i].as_string() && !arguments[i - 1].as_string()) out += ' ';
    out += printed(arguments[i]);
  }
  return json::Value(out);
}

FunctionResult println(const Arguments& arguments) {
  std::string out;
  for (const json::Value& argument : arguments) {
    if (!out.empty()) out += ' ';
    out += printed(argument);
  }
  return json::Value(out + '\n');
}

FunctionResult printf_(const Arguments& arguments) {
  if (arguments.empty() || !arguments[0].as_string()) return wrong("printf needs a format");
  const std::string& format = *arguments[0].as_string();
  std::string out;
  std::size_t next = 1;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 >= format.size()) {
      out += format[i];
      continue;
    }
    const char verb = format[++i];
    if (verb == '%') {
      out += '%';
    } else if (next >= arguments.size()) {
      out += std::string("%!") + verb + "(MISSING)";
    } else if (verb == 'q') {
      json::append_string(out, printed(arguments[next++]));
    } else if (verb == 's' || verb == 'v' || verb == 'd') {
      out += printed(arguments[next++]);
    } else {
      return wrong(std::string("printf does not know %") + verb);
    }
  }
  return json::Value(out);
}

FunctionResult len(const Arguments& arguments) {
  if (arguments.size() != 1) return wrong("len needs one argument");
  const json::Value& value = arguments[0];
  if (const auto* text = value.as_string()) return json::Value(static_cast<std::int64_t>(text->size()));
  if (const auto* array = value.as_array()) return json::Value(static_cast<std::int64_t>(array->size()));
  if (const auto* object = value.as_object()) return json::Value(static_cast<std::int64_t>(object->size()));
  return wrong("len of a value without length");
}

FunctionResult index(const Arguments& arguments) {
  if (arguments.empty()) return wrong("index needs a value");
  json::Value value = arguments[0];
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    json::Value inner;
    if (const auto* object = value.as_object()) {
      const std::string* key = arguments[i].as_string();
      const json::Value* found = key ? object->find(*key) : nullptr;
      if (found) inner = *found;
    } else if (const auto* array = value.as_array()) {
      const auto at = arguments[i].as_int64();
      if (!at || *at < 0 || static_cast<std::size_t>(*at) >= array->size()) return wrong("index out of range");
      inner = (*array)[static_cast<std::size_t>(*at)];
    }
    value = std::move(inner);
  }
  return value;
}

bool are_equal(const json::Value& a, const json::Value& b) {
  if (a.as_number() && b.as_number()) return number_of(a) == number_of(b);
  return a.type_name() == b.type_name() && json::to_text(a) == json::to_text(b);
}

// -1, 0, 1 for two texts or two numbers.
tl::expected<int, std::string> compare(const Arguments& arguments) {
  if (arguments.size() != 2) return wrong("a comparison needs two arguments");
  const json::Value& a = arguments[0];
  const json::Value& b = arguments[1];
  if (a.as_string() && b.as_string()) {
    const int order = a.as_string()->compare(*b.as_string());
    return order < 0 ? -1 : (order > 0 ? 1 : 0);
  }
  if (!a.as_number() || !b.as_number()) return wrong("values of these types have no order");
  const double x = number_of(a);
  const double y = number_of(b);
  return x < y ? -1 : (x > y ? 1 : 0);
}

FunctionResult eq(const Arguments& arguments) {
  if (arguments.size() < 2) return wrong("eq needs two arguments");
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (are_equal(arguments[0], arguments[i])) return json::Value(true);
  }
  return json::Value(false);
}
FunctionResult ne(const Arguments& arguments) {
  if (arguments.size() != 2) return wrong("ne needs two arguments");
  return json::Value(!are_equal(arguments[0], arguments[1]));
}
bool is_less(int order) { return order < 0; }
bool is_at_most(int order) { return order <= 0; }
bool is_more(int order) { return order > 0; }
bool is_at_least(int order) { return order >= 0; }

template <bool (*Holds)(int)>
FunctionResult ordered(const Arguments& arguments) {
  const auto order = compare(arguments);
  if (!order) return wrong(order.error());
  return json::Value(Holds(*order));
}

FunctionResult and_(const Arguments& arguments) {
  if (arguments.empty()) return wrong("and needs an argument");
  for (const json::Value& argument : arguments) {
    if (!is_true(argument)) return argument;
  }
  return arguments.back();
}
FunctionResult or_(const Arguments& arguments) {
  if (arguments.empty()) return wrong("or needs an argument");
  for (const json::Value& argument : arguments) {
    if (is_true(argument)) return argument;
  }
  return arguments.back();
}
FunctionResult not_(const Arguments& arguments) {
  if (arguments.size() != 1) return wrong("not needs one argument");
  return json::Value(!is_true(arguments[0]));
}

std::string joined(const Arguments& arguments) { return *print(arguments)->as_string(); }
FunctionResult html(const Arguments& arguments) { return json::Value(escape_html(joined(arguments))); }
FunctionResult js(const Arguments& arguments) { return json::Value(escape_js_text(joined(arguments))); }
FunctionResult urlquery(const Arguments& arguments) { return json::Value(form_encode(joined(arguments))); }

struct Entry {
  std::string_view name;
  Function function;
};
constexpr std::array kFunctions = {
    Entry{"print", print},
    Entry{"println", println},
    Entry{"printf", printf_},
    Entry{"len", len},
    Entry{"index", index},
    Entry{"eq", eq},
    Entry{"ne", ne},
    Entry{"lt", ordered<is_less>},
    Entry{"le", ordered<is_at_most>},
    Entry{"gt", ordered<is_more>},
    Entry{"ge", ordered<is_at_least>},
    Entry{"and", and_},
    Entry{"or", or_},
    Entry{"not", not_},
    Entry{"html", html},
    Entry{"js", js},
    Entry{"urlquery", urlquery},
};

struct TruthOf {
  bool operator()(json::Null) const { return false; }
  bool operator()(bool value) const { return value; }
  bool operator()(const json::Number& value) const { return std::strtod(value.text.c_str(), nullptr) != 0; }
  bool operator()(const std::string& value) const { return !value.empty(); }
  bool operator()(const json::Array& value) const { return !value.empty(); }
  bool operator()(const json::Object& value) const { return !value.empty(); }
};

struct TextOf {
  std::string& out;
  void operator()(json::Null) const {}
  void operator()(bool value) const { out = value ? "true" : "false"; }
  void operator()(const json::Number& value) const { out = printed_number(value.text); }
  void operator()(const std::string& value) const { out = value; }
  void operator()(const json::Array& value) const { out = printed_array(value); }
  void operator()(const json::Object& value) const { out = printed_object(value); }
};

}  // namespace

Function find_function(std::string_view name) {
  for (const Entry& entry : kFunctions) {
    if (entry.name == name) return entry.function;
  }
  return nullptr;
}

bool is_true(const json::Value& value) {
  bool truth = false;
  value.visit([&](const auto& inner) { truth = TruthOf{}(inner); });
  return truth;
}

std::string printed(const json::Value& value) {
  std::string out;
  value.visit(TextOf{out});
  return out;
}

}  // namespace gotrue::mail_template
