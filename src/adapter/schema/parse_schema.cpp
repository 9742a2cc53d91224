#include "adapter/schema/parse_schema.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "base/url.hpp"

namespace gotrue::schema {
namespace {

constexpr std::array kTypes = {"null", "boolean", "integer", "number", "string", "array", "object"};
// Of later drafts: they would be ignored by rule, and what they ask for with them.
constexpr std::array kLaterKeywords = {"unevaluatedProperties", "unevaluatedItems", "prefixItems", "dependentRequired",
                                       "dependentSchemas", "minContains", "maxContains", "$dynamicRef",
                                       "$recursiveRef", "$anchor"};
constexpr int kMaxDepth = 64;

// Inside of this file alone: what is wrong with the schema.
struct Mistake : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string escape_pointer(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

std::string unescape_pointer(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool is_escape = token[i] == '~' && i + 1 < token.size();
    if (is_escape) ++i;
    out += !is_escape ? token[i] : token[i] == '1' ? '/' : '~';
  }
  return out;
}

class Parser {
 public:
  Parser(const json::Value& root, Document& document) : root_(root), document_(document) {}

  const Node* parse(const json::Value& schema, const std::string& where, int depth) {
    if (const auto known = nodes_.find(where); known != nodes_.end()) return known->second;
    if (depth > kMaxDepth) throw Mistake(where + ": is nested too deeply");
    Node& node = document_.nodes.emplace_back();
    nodes_[where] = &node;
    if (const bool* allows = schema.as_bool()) {
      node.refuses_all = !*allows;
      return &node;
    }
    const json::Object* object = schema.as_object();
    if (!object) throw Mistake(where + ": must be an object or a boolean");
    Scope scope{*this, *object, where, depth, node};
    scope.read();
    return &node;
  }

 private:
  // One schema object on its way into a node.
  struct Scope {
    Parser& parser;
    const json::Object& object;
    const std::string& where;
    int depth;
    Node& node;

    [[noreturn]] void fail(std::string_view key, std::string_view reason) const {
      throw Mistake(where + "/" + std::string(key) + ": " + std::string(reason));
    }
    const json::Value* find(std::string_view key) const { return object.find(key); }

    std::optional<double> number(std::string_view key) const {
      const json::Value* value = find(key);
      if (!value) return std::nullopt;
      const json::Number* written = value->as_number();
      if (!written) fail(key, "must be a number");
      double result = 0;
      std::from_chars(written->text.data(), written->text.data() + written->text.size(), result);
      return result;
    }
    std::optional<double> count(std::string_view key) const {
      const auto value = number(key);
      if (value && (*value < 0 || *value != static_cast<double>(static_cast<std::int64_t>(*value)))) {
        fail(key, "must be a whole number, not below 0");
      }
      return value;
    }
    const Node* child(std::string_view key) const {
      const json::Value* value = find(key);
      return value ? parser.parse(*value, where + "/" + std::string(key), depth + 1) : nullptr;
    }
    std::vector<const Node*> children(std::string_view key) const {
      std::vector<const Node*> nodes;
      const json::Value* value = find(key);
      if (!value) return nodes;
      const json::Array* array = value->as_array();
      if (!array || array->empty()) fail(key, "must be a list of schemas");
      for (std::size_t i = 0; i < array->size(); ++i) {
        nodes.push_back(parser.parse((*array)[i], where + "/" + std::string(key) + "/" + std::to_string(i), depth + 1));
      }
      return nodes;
    }
    std::vector<std::string> texts(std::string_view key, const json::Value& value) const {
      std::vector<std::string> list;
      const json::Array* array = value.as_array();
      if (!array) fail(key, "must be a list of texts");
      for (const json::Value& item : *array) {
        if (!item.as_string()) fail(key, "must be a list of texts");
        list.push_back(*item.as_string());
      }
      return list;
    }
    Pattern pattern(std::string_view key, std::string_view expression) const {
      auto compiled = Pattern::compile(expression);
      if (!compiled) fail(key, "is no regular expression: " + std::string(expression));
      return *compiled;
    }
    const json::Object* member_object(std::string_view key) const {
      const json::Value* value = find(key);
      if (!value) return nullptr;
      if (!value->as_object()) fail(key, "must be an object");
      return value->as_object();
    }

    void read() {
      for (const char* later : kLaterKeywords) {
        if (find(later)) fail(later, "is of a later draft than 7");
      }
      read_draft();
      if (const json::Value* reference = find("$ref")) {
        if (!reference->as_string()) fail("$ref", "must be a text");
        node.reference = parser.resolve(*reference->as_string(), where, depth);
        return;
      }
      read_any();
      read_numbers();
      read_texts();
      read_arrays();
      read_objects();
      read_combinations();
    }

    void read_draft() const {
      const json::Value* draft = find("$schema");
      if (!draft) return;
      const std::string* name = draft->as_string();
      for (const char* known : {"draft-04", "draft-06", "draft-07"}) {
        if (name && name->find(known) != std::string::npos) return;
      }
      fail("$schema", "draft 7 is known, and what is of it in drafts 4 and 6");
    }

    void read_any() {
      if (const json::Value* type = find("type")) {
        node.types = type->as_string() ? std::vector<std::string>{*type->as_string()} : texts("type", *type);
        for (const std::string& name : node.types) {
          if (std::find(kTypes.begin(), kTypes.end(), name) == kTypes.end()) fail("type", "there is no type " + name);
        }
      }
      if (const json::Value* list = find("enum")) {
        if (!list->as_array()) fail("enum", "must be a list");
        node.choices.emplace();
        for (const json::Value& choice : *list->as_array()) node.choices->push_back(comparable_text(choice));
      }
      if (const json::Value* only = find("const")) read_const(*only);
    }

    void read_const(const json::Value& only) {
      const std::string text = comparable_text(only);
      const bool contradicts =
          node.choices && std::find(node.choices->begin(), node.choices->end(), text) == node.choices->end();
      node.choices.emplace();
      if (!contradicts) node.choices->push_back(text);
    }

    // Draft 4 says by a boolean that a bound does not belong to the range.
    void read_bound(std::string_view bound_key, std::string_view exclusive_key, std::optional<double>& bound,
                    std::optional<double>& exclusive) const {
      bound = number(bound_key);
      const json::Value* written = find(exclusive_key);
      if (!written || !written->as_bool()) {
        exclusive = number(exclusive_key);
      } else if (*written->as_bool()) {
        exclusive = std::exchange(bound, std::nullopt);
      }
    }

    void read_numbers() {
      read_bound("minimum", "exclusiveMinimum", node.number.least, node.more_than);
      read_bound("maximum", "exclusiveMaximum", node.number.most, node.less_than);
      node.multiple_of = number("multipleOf");
      if (node.multiple_of && *node.multiple_of <= 0) fail("multipleOf", "must be above 0");
    }

    void read_texts() {
      node.length = {count("minLength"), count("maxLength")};
      const json::Value* expression = find("pattern");
      if (!expression) return;
      if (!expression->as_string()) fail("pattern", "must be a text");
      node.pattern = pattern("pattern", *expression->as_string());
    }

    void read_arrays() {
      node.item_count = {count("minItems"), count("maxItems")};
      if (const json::Value* unique = find("uniqueItems")) {
        if (!unique->as_bool()) fail("uniqueItems", "must be a boolean");
        node.has_unique_items = *unique->as_bool();
      }
      const json::Value* items = find("items");
      if (items && items->as_array()) {
        node.tuple = children("items");
        node.items = child("additionalItems");
      } else {
        node.items = child("items");
      }
      node.contains = child("contains");
    }

    void read_objects() {
      node.property_count = {count("minProperties"), count("maxProperties")};
      if (const json::Value* required = find("required")) node.required = texts("required", *required);
      if (const json::Object* properties = member_object("properties")) {
        for (const auto& [name, schema] : properties->members()) {
          node.properties[name] = parser.parse(schema, where + "/properties/" + escape_pointer(name), depth + 1);
        }
      }
      if (const json::Object* properties = member_object("patternProperties")) {
        for (const auto& [expression, schema] : properties->members()) {
          const std::string place = where + "/patternProperties/" + escape_pointer(expression);
          node.pattern_properties.emplace_back(pattern("patternProperties", expression),
                                               parser.parse(schema, place, depth + 1));
        }
      }
      node.additional_properties = child("additionalProperties");
      node.property_names = child("propertyNames");
      read_dependencies();
    }

    void read_dependencies() {
      const json::Object* dependencies = member_object("dependencies");
      if (!dependencies) return;
      for (const auto& [name, value] : dependencies->members()) {
        Dependency dependency{name, {}, nullptr};
        if (value.as_array()) {
          dependency.required = texts("dependencies", value);
        } else {
          dependency.node = parser.parse(value, where + "/dependencies/" + escape_pointer(name), depth + 1);
        }
        node.dependencies.push_back(std::move(dependency));
      }
    }

    void read_combinations() {
      node.all_of = children("allOf");
      node.any_of = children("anyOf");
      node.one_of = children("oneOf");
      node.none_of = child("not");
      node.if_node = child("if");
      node.then_node = child("then");
      node.else_node = child("else");
    }
  };

  // A JSON pointer within the document (RFC 6901): nothing is fetched from anywhere.
  const Node* resolve(const std::string& reference, const std::string& where, int depth) {
    const auto fragment = reference.starts_with('#') ? percent_decode(reference.substr(1), false) : std::nullopt;
    if (!fragment || (!fragment->empty() && fragment->front() != '/')) {
      throw Mistake(where + "/$ref: leads out of the schema: " + reference);
    }
    const json::Value* value = &root_;
    std::string place = "#";
    std::string_view rest = *fragment;
    while (!rest.empty()) {
      rest.remove_prefix(1);
      const std::size_t end = std::min(rest.find('/'), rest.size());
      value = step(*value, unescape_pointer(rest.substr(0, end)));
      if (!value) throw Mistake(where + "/$ref: names nothing: " + reference);
      place += "/" + std::string(rest.substr(0, end));
      rest.remove_prefix(end);
    }
    return parse(*value, place, depth + 1);
  }

  static const json::Value* step(const json::Value& value, const std::string& token) {
    if (const json::Object* object = value.as_object()) return object->find(token);
    const json::Array* array = value.as_array();
    std::size_t index = 0;
    const auto end = token.data() + token.size();
    if (!array || std::from_chars(token.data(), end, index).ptr != end || index >= array->size()) return nullptr;
    return &(*array)[index];
  }

  const json::Value& root_;
  Document& document_;
  std::map<std::string, const Node*> nodes_;  // by JSON pointer
};

}  // namespace

tl::expected<Document, std::string> parse_schema(const json::Value& schema) {
  Document document;
  try {
    document.root = Parser(schema, document).parse(schema, "#", 0);
  } catch (const Mistake& mistake) {
    return tl::unexpected<std::string>(mistake.what());
  }
  return document;
}

}  // namespace gotrue::schema
