// A JSON Schema (draft 7) taken apart, with every pattern compiled. Made by the parser, read by the validator.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapter/schema/pattern.hpp"
#include "base/json.hpp"

namespace gotrue::schema {

struct Node;

struct Range {
  std::optional<double> least;
  std::optional<double> most;
};

// A property that is there asks for others, or for another schema.
struct Dependency {
  std::string property;
  std::vector<std::string> required;
  const Node* node = nullptr;
};

// nullptr and nullopt: not asked for. `node` pointers live as long as the document.
struct Node {
  bool refuses_all = false;         // the schema `false`
  const Node* reference = nullptr;  // $ref: nothing beside it counts (JSON Schema draft 7 §8.3)
  std::vector<std::string> types;
  std::optional<std::vector<std::string>> choices;  // enum and const, in the form of comparable_text

  Range number;
  std::optional<double> more_than;
  std::optional<double> less_than;
  std::optional<double> multiple_of;

  Range length;
  std::optional<Pattern> pattern;

  Range item_count;
  bool has_unique_items = false;
  std::vector<const Node*> tuple;
  const Node* items = nullptr;  // of all items, or of those behind the tuple
  const Node* contains = nullptr;

  Range property_count;
  std::vector<std::string> required;
  std::map<std::string, const Node*, std::less<>> properties;
  std::vector<std::pair<Pattern, const Node*>> pattern_properties;
  const Node* additional_properties = nullptr;
  const Node* property_names = nullptr;
  std::vector<Dependency> dependencies;

  std::vector<const Node*> all_of;
  std::vector<const Node*> any_of;
  std::vector<const Node*> one_of;
  const Node* none_of = nullptr;
  const Node* if_node = nullptr;
  const Node* then_node = nullptr;
  const Node* else_node = nullptr;
};

struct Document {
  std::deque<Node> nodes;  // their addresses stay
  const Node* root = nullptr;
};

// One text per value: numbers that are the same have the same, however they are written.
std::string comparable_text(const json::Value& value);

}  // namespace gotrue::schema
