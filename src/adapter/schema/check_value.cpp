#include "adapter/schema/check_value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gotrue::schema {
namespace {

using Violation = std::optional<DataViolation>;

// A schema that refers to itself without going deeper into the value must end.
constexpr int kMaxDepth = 64;
// Alternatives that lead back to themselves double or triple the work with each level of the value, which strangers choose.
// Metadata hold some 16,000 values.
constexpr int kMaxSteps = 200'000;

double number_of(const json::Number& number) {
  double value = 0;
  std::from_chars(number.text.data(), number.text.data() + number.text.size(), value);
  return value;
}

std::string text_of(double number) {
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, number);
  return std::string(buffer, result.ptr);
}

bool has_type(const json::Value& value, const std::string& type) {
  if (type == "boolean") return value.as_bool() != nullptr;
  if (type == "integer") {
    const json::Number* number = value.as_number();
    return number && (number->text.find_first_of(".eE") == std::string::npos ||
                      number_of(*number) == std::trunc(number_of(*number)));
  }
  return value.type_name() == type;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " or ") + word;
  return out;
}

// Characters, not bytes (RFC 8259 §8.2).
std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

struct Check {
  const Node& node;
  const std::string& path;
  int depth;
  int& steps;

  Violation say(std::string reason) const { return DataViolation{path, std::move(reason)}; }
  Violation below(const Node& other, const json::Value& value, const std::string& place) const {
    return Check{other, place, depth + 1, steps}.run(value);
  }
  bool accepts(const Node& other, const json::Value& value) const { return !below(other, value, path); }

  Violation run(const json::Value& value) const {
    if (++steps > kMaxSteps) return say("takes too many steps to check");  // and so does all that is left
    if (depth > kMaxDepth) return say("is nested too deeply");
    if (node.reference) return below(*node.reference, value, path);
    if (node.refuses_all) return say("is not allowed");
    if (auto violation = check_any(value)) return violation;
    if (const auto* number = value.as_number()) {
      if (auto violation = check_number(number_of(*number))) return violation;
    } else if (const auto* text = value.as_string()) {
      if (auto violation = check_text(*text)) return violation;
    } else if (const auto* array = value.as_array()) {
      if (auto violation = check_array(*array)) return violation;
    } else if (const auto* object = value.as_object()) {
      if (auto violation = check_object(*object, value)) return violation;
    }
    return check_combinations(value);
  }

  Violation check_any(const json::Value& value) const {
    const auto fits = [&](const std::string& type) { return has_type(value, type); };
    if (!node.types.empty() && std::none_of(node.types.begin(), node.types.end(), fits)) {
      return say("must be of type " + joined(node.types));
    }
    if (!node.choices) return std::nullopt;
    const std::string text = comparable_text(value);
    if (std::find(node.choices->begin(), node.choices->end(), text) != node.choices->end()) return std::nullopt;
    return say("has none of the allowed values");
  }

  Violation check_range(const Range& range, double value, const std::string& what) const {
    if (range.least && value < *range.least) return say("must have at least " + text_of(*range.least) + what);
    if (range.most && value > *range.most) return say("must have at most " + text_of(*range.most) + what);
    return std::nullopt;
  }

  Violation check_number(double value) const {
    if (node.number.least && value < *node.number.least) return say("must be at least " + text_of(*node.number.least));
    if (node.number.most && value > *node.number.most) return say("must be at most " + text_of(*node.number.most));
    if (node.more_than && value <= *node.more_than) return say("must be more than " + text_of(*node.more_than));
    if (node.less_than && value >= *node.less_than) return say("must be less than " + text_of(*node.less_than));
    if (!node.multiple_of) return std::nullopt;
    const double quotient = value / *node.multiple_of;
    if (std::abs(quotient - std::round(quotient)) <= 1e-9 * std::max(1.0, std::abs(quotient))) return std::nullopt;
    return say("must be a multiple of " + text_of(*node.multiple_of));
  }

  Violation check_text(const std::string& text) const {
    if (node.length.least || node.length.most) {
      auto violation = check_range(node.length, static_cast<double>(length_of(text)), " characters");
      if (violation) return violation;
    }
    if (node.pattern && !node.pattern->matches(text)) return say("does not have the required form");
    return std::nullopt;
  }

  Violation check_array(const json::Array& array) const {
    if (auto violation = check_range(node.item_count, static_cast<double>(array.size()), " items")) return violation;
    for (std::size_t i = 0; i < array.size(); ++i) {
      const Node* item = i < node.tuple.size() ? node.tuple[i] : node.items;
      if (!item) continue;
      if (auto violation = below(*item, array[i], path + "[" + std::to_string(i) + "]")) return violation;
    }
    if (node.has_unique_items && has_duplicates(array)) return say("must not hold the same item twice");
    const auto fits = [&](const json::Value& item) { return accepts(*node.contains, item); };
    if (node.contains && std::none_of(array.begin(), array.end(), fits)) return say("lacks a required item");
    return std::nullopt;
  }

  static bool has_duplicates(const json::Array& array) {
    std::vector<std::string> texts;
    for (const json::Value& item : array) texts.push_back(comparable_text(item));
    std::sort(texts.begin(), texts.end());
    return std::adjacent_find(texts.begin(), texts.end()) != texts.end();
  }

  Violation check_object(const json::Object& object, const json::Value& value) const {
    auto violation = check_range(node.property_count, static_cast<double>(object.size()), " fields");
    if (violation) return violation;
    if (auto missing = check_required(object, node.required)) return missing;
    for (const auto& [name, member] : object.members()) {
      if (auto wrong = check_member(name, member)) return wrong;
    }
    for (const Dependency& dependency : node.dependencies) {
      if (!object.find(dependency.property)) continue;
      if (auto missing = check_required(object, dependency.required)) return missing;
      if (!dependency.node) continue;
      if (auto wrong = below(*dependency.node, value, path)) return wrong;
    }
    return std::nullopt;
  }

  Violation check_required(const json::Object& object, const std::vector<std::string>& names) const {
    for (const std::string& name : names) {
      if (!object.find(name)) return DataViolation{path + "." + name, "is required"};
    }
    return std::nullopt;
  }

  Violation check_member(const std::string& name, const json::Value& member) const {
    const std::string place = path + "." + name;
    if (node.property_names) {
      if (auto wrong = below(*node.property_names, json::Value(name), place)) return wrong;
    }
    bool is_known = false;
    if (const auto property = node.properties.find(name); property != node.properties.end()) {
      is_known = true;
      if (auto wrong = below(*property->second, member, place)) return wrong;
    }
    for (const auto& [pattern, schema] : node.pattern_properties) {
      if (!pattern.matches(name)) continue;
      is_known = true;
      if (auto wrong = below(*schema, member, place)) return wrong;
    }
    if (is_known || !node.additional_properties) return std::nullopt;
    return below(*node.additional_properties, member, place);
  }

  // The violation of the alternative that came furthest would be a guess: the value itself is named.
  Violation check_combinations(const json::Value& value) const {
    for (const Node* each : node.all_of) {
      if (auto wrong = below(*each, value, path)) return wrong;
    }
    const auto fits = [&](const Node* each) { return accepts(*each, value); };
    if (!node.any_of.empty() && std::none_of(node.any_of.begin(), node.any_of.end(), fits)) {
      return say("fits none of the allowed forms");
    }
    if (!node.one_of.empty() && std::count_if(node.one_of.begin(), node.one_of.end(), fits) != 1) {
      return say("must fit exactly one of the allowed forms");
    }
    if (node.none_of && accepts(*node.none_of, value)) return say("has a form that is not allowed");
    if (!node.if_node) return std::nullopt;
    const Node* branch = accepts(*node.if_node, value) ? node.then_node : node.else_node;
    return branch ? below(*branch, value, path) : std::nullopt;
  }
};

}  // namespace

Violation check_value(const Node& node, const json::Value& value, const std::string& path) {
  int steps = 0;
  auto violation = Check{node, path, 0, steps}.run(value);
  // Below `not` and among alternatives a refusal need not be one of the whole.
  if (steps > kMaxSteps) return DataViolation{path, "takes too many steps to check"};
  return violation;
}

}  // namespace gotrue::schema
