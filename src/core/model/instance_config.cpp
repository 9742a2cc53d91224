#include "core/model/instance_config.hpp"

#include <algorithm>
#include <optional>

#include "core/model/instance_config_fields.hpp"

namespace gotrue {
namespace {

// Names of audiences and roles and the parts of headers must not end a line.
bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// Takes what the object has; stops at the first error.
class FieldReader {
 public:
  explicit FieldReader(const json::Object& object) : object_(&object) {}

  template <class Members>
  void section(const char* name, const Members& visit_members) {
    const json::Value* value = find(name);
    if (!value) return;
    const json::Object* section = value->as_object();
    if (!section) return refuse_type(name, *value, "object");
    const json::Object* const outer = std::exchange(object_, section);
    const std::size_t length = path_.size();
    path_ += std::string(name) + '.';
    visit_members();
    path_.resize(length);
    object_ = outer;
  }
  void flag(const char* name, bool& target) {
    const json::Value* value = find(name);
    if (!value) return;
    if (const bool* flag = value->as_bool()) {
      target = *flag;
    } else {
      refuse_type(name, *value, "bool");
    }
  }
  void text(const char* name, std::string& target) {
    const std::string* text = find_text(name);
    if (!text) return;
    if (has_control_character(*text)) return refuse(name, "must not contain control characters");
    target = *text;
  }
  void long_text(const char* name, std::string& target) {
    if (const std::string* text = find_text(name)) target = *text;
  }
  void secret(const char* name, SecretString& target) {
    if (const std::string* text = find_text(name)) target = SecretString(*text);
  }
  void hidden_secret(const char* name, SecretString& target) { secret(name, target); }
  void number(const char* name, std::int64_t& target, std::int64_t least, std::int64_t most) {
    const json::Value* value = find(name);
    if (!value) return;
    const auto number = value->as_int64();
    if (!number) return refuse_type(name, *value, "integer");
    if (*number < least || *number > most) {
      return refuse(name, "must be from " + std::to_string(least) + " to " + std::to_string(most));
    }
    target = *number;
  }
  void texts(const char* name, std::vector<std::string>& target) {
    const json::Value* value = find(name);
    if (!value) return;
    const json::Array* array = value->as_array();
    if (!array) return refuse_type(name, *value, "array");
    std::vector<std::string> texts;
    for (const json::Value& item : *array) {
      const std::string* text = item.as_string();
      if (!text) return refuse_type(name, item, "string");
      texts.push_back(*text);
    }
    target = std::move(texts);
  }
  void object(const char* name, json::Object& target) {
    const json::Value* value = find(name);
    if (!value) return;
    const json::Object* object = value->as_object();
    if (!object) return refuse_type(name, *value, "object");
    target = *object;
  }

  const std::optional<std::string>& error() const { return error_; }

 private:
  const json::Value* find(const char* name) const {
    if (error_) return nullptr;
    const json::Value* value = object_->find(name);
    return value && !value->is_null() ? value : nullptr;
  }
  const std::string* find_text(const char* name) {
    const json::Value* value = find(name);
    if (!value) return nullptr;
    const std::string* text = value->as_string();
    if (!text) refuse_type(name, *value, "string");
    return text;
  }
  void refuse_type(const char* name, const json::Value& value, const char* expected) {
    error_ = "json: cannot unmarshal " + std::string(value.type_name()) + " into field " + path_ + name + " of type " +
             expected;
  }
  void refuse(const char* name, const std::string& reason) { error_ = "config." + path_ + name + ' ' + reason; }

  const json::Object* object_;
  std::string path_;
  std::optional<std::string> error_;
};

class FieldWriter {
 public:
  explicit FieldWriter(bool with_hidden) : with_hidden_(with_hidden) {}

  template <class Members>
  void section(const char* name, const Members& visit_members) {
    json::Object outer = std::exchange(object_, {});
    visit_members();
    outer.set(name, std::exchange(object_, {}));
    object_ = std::move(outer);
  }
  void flag(const char* name, bool value) { object_.set(name, value); }
  void text(const char* name, const std::string& value) { object_.set(name, value); }
  void long_text(const char* name, const std::string& value) { object_.set(name, value); }
  void secret(const char* name, const SecretString& value) { object_.set(name, std::string(value.reveal())); }
  void hidden_secret(const char* name, const SecretString& value) {
    if (with_hidden_) secret(name, value);
  }
  void number(const char* name, std::int64_t value, std::int64_t, std::int64_t) { object_.set(name, value); }
  void texts(const char* name, const std::vector<std::string>& values) {
    object_.set(name, json::Array(values.begin(), values.end()));
  }
  void object(const char* name, const json::Object& value) {
    if (!value.empty()) object_.set(name, value);
  }

  json::Object take() { return std::move(object_); }

 private:
  const bool with_hidden_;
  json::Object object_;
};

void append_escape(std::string& out, unsigned unit) {
  constexpr char digits[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[unit >> shift & 0xf];
}

// Valid UTF-8 as JSON escapes; outside of strings JSON is ASCII anyway.
std::string as_ascii(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      out += text[i++];
      continue;
    }
    const int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    unsigned point = lead & (0xffu >> (length + 1));
    for (int k = 1; k < length; ++k) point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3f);
    i += static_cast<std::size_t>(length);
    if (point >= 0x10000) {
      append_escape(out, 0xd800 + ((point - 0x10000) >> 10));
      append_escape(out, 0xdc00 + ((point - 0x10000) & 0x3ff));
    } else {
      append_escape(out, point);
    }
  }
  return out;
}

}  // namespace

Status InstanceConfig::merge(const json::Object& object) {
  InstanceConfig changed = *this;
  FieldReader reader(object);
  visit_instance_fields(changed, reader);
  if (reader.error()) return fail(ErrorCode::InvalidInput, *reader.error());
  *this = std::move(changed);
  return {};
}

json::Object InstanceConfig::to_public_json() const {
  FieldWriter writer(false);
  visit_instance_fields(*this, writer);
  return writer.take();
}

std::string InstanceConfig::to_stored_text() const {
  FieldWriter writer(true);
  visit_instance_fields(*this, writer);
  return as_ascii(json::to_text(writer.take()));
}

Result<InstanceConfig> InstanceConfig::from_stored_text(std::string_view text) {
  const auto value = json::parse(text);
  if (!value) return fail(ErrorCode::InvalidInput, value.error().message);
  InstanceConfig config;
  if (value->is_null()) return config;
  const json::Object* object = value->as_object();
  if (!object) return fail(ErrorCode::InvalidInput, "not an object");
  TRY(config.merge(*object));
  return config;
}

}  // namespace gotrue
