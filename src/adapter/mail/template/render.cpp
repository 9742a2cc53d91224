#include "adapter/mail/template/render.hpp"

#include "adapter/mail/template/escape.hpp"
#include "adapter/mail/template/functions.hpp"

namespace gotrue::mail_template {
namespace {

constexpr std::size_t kMaxOutput = 1024 * 1024;
constexpr int kMaxSteps = 100'000;
// Of the arguments of one call, and of all values that a run computes: whoever writes the template of one tenant could
// double a text until there is no memory left for the others.
constexpr std::size_t kMaxArguments = 1024 * 1024;
constexpr std::size_t kMaxComputed = 64 * kMaxArguments;

// About what a copy of it takes.
std::size_t weight_of(const json::Value& value) {
  std::size_t weight = sizeof value;
  if (const auto* text = value.as_string()) weight += text->size();
  if (const auto* array = value.as_array()) {
    for (const json::Value& element : *array) weight += weight_of(element);
  }
  if (const auto* object = value.as_object()) {
    for (const auto& [key, member] : object->members()) weight += key.size() + weight_of(member);
  }
  return weight;
}

// The name of the function that a command calls, or nothing.
std::string_view function_of(const Command& command) {
  const Operand& first = command.operands.front();
  return first.kind == Operand::Kind::Call ? std::string_view(first.name) : std::string_view();
}

// Thrown inside the run and caught at its border.
struct RunFailure {
  std::string message;
};

class Run {
 public:
  Run(const json::Value& data, Output output) : root_(data), output_(output) {}

  std::string render(const Nodes& nodes) {
    run(nodes, root_);
    return std::move(out_);
  }

 private:
  struct Variable {
    std::string name;
    json::Value value;
  };

  void run(const Nodes& nodes, const json::Value& dot) {
    const std::size_t scope = variables_.size();
    for (const Node& node : nodes) run(node, dot);
    variables_.resize(scope);
  }

  void run(const Node& node, const json::Value& dot) {
    if (++steps_ > kMaxSteps) throw RunFailure{"the template takes too many steps"};
    switch (node.kind) {
      case Node::Kind::Text: return write(output_ == Output::Html ? html_.literal(node.text) : node.text);
      case Node::Kind::Output: return write_value(node.pipeline, dot);
      case Node::Kind::Assign: return assign(node, evaluate(node.pipeline, dot));
      case Node::Kind::If:
      case Node::Kind::With: return run_condition(node, dot);
      case Node::Kind::Range: return run_range(node, dot);
    }
  }

  void write(std::string_view text) {
    if (out_.size() + text.size() > kMaxOutput) throw RunFailure{"the mail is over 1 MiB"};
    out_ += text;
  }
  // `html` and `urlquery` at the end of a pipeline name what happens there anyway: it is done once, as Go does.
  void write_value(const Pipeline& pipeline, const json::Value& dot) {
    if (output_ == Output::Text) return write(printed(evaluate(pipeline, dot)));
    const std::string_view last = function_of(pipeline.commands.back());
    if (last == "html" && html_.escapes_html()) {
      Pipeline bare = pipeline;
      bare.commands.back().operands.front().name = "print";
      return write(html_.value(evaluate(bare, dot)));
    }
    write(html_.value(evaluate(pipeline, dot), last == "urlquery"));
  }

  void assign(const Node& node, json::Value value) {
    if (node.is_declaration) {
      variables_.push_back({node.variables[0], std::move(value)});
      return;
    }
    find_variable(node.variables[0]).value = std::move(value);
  }

  Variable& find_variable(const std::string& name) {
    for (auto it = variables_.rbegin(); it != variables_.rend(); ++it) {
      if (it->name == name) return *it;
    }
    throw RunFailure{"undefined variable $" + name};
  }

  void run_condition(const Node& node, const json::Value& dot) {
    const std::size_t scope = variables_.size();
    json::Value value = evaluate(node.pipeline, dot);
    if (!node.variables.empty()) assign(node, value);
    if (is_true(value)) {
      run(node.body, node.kind == Node::Kind::With ? value : dot);
    } else {
      run(node.otherwise, dot);
    }
    variables_.resize(scope);
  }

  void run_range(const Node& node, const json::Value& dot) {
    const json::Value value = evaluate(node.pipeline, dot);
    if (!is_true(value)) return run(node.otherwise, dot);
    if (const auto* array = value.as_array()) {
      for (std::size_t i = 0; i < array->size(); ++i) {
        run_once(node, json::Value(static_cast<std::int64_t>(i)), (*array)[i]);
      }
    } else if (const auto* object = value.as_object()) {
      for (const auto& [key, member] : object->members()) run_once(node, json::Value(key), member);
    } else {
      throw RunFailure{"range over a value without elements"};
    }
  }

  void run_once(const Node& node, json::Value key, const json::Value& element) {
    const std::size_t scope = variables_.size();
    if (node.variables.size() == 2) variables_.push_back({node.variables[0], std::move(key)});
    if (!node.variables.empty()) variables_.push_back({node.variables.back(), element});
    run(node.body, element);
    variables_.resize(scope);
  }

  json::Value evaluate(const Pipeline& pipeline, const json::Value& dot) {
    json::Value value;
    bool has_value = false;
    for (const Command& command : pipeline.commands) {
      value = evaluate(command, dot, has_value ? &value : nullptr);
      has_value = true;
    }
    return value;
  }

  json::Value evaluate(const Command& command, const json::Value& dot, const json::Value* piped) {
    const Operand& first = command.operands.front();
    if (first.kind != Operand::Kind::Call) {
      if (piped) throw RunFailure{"a value takes no piped argument"};
      return evaluate(first, dot);
    }
    std::vector<json::Value> arguments;
    std::size_t weight = piped ? weight_of(*piped) : 0;
    for (std::size_t i = 1; i < command.operands.size(); ++i) {
      arguments.push_back(evaluate(command.operands[i], dot));
      weight += weight_of(arguments.back());
      if (weight > kMaxArguments) throw RunFailure{"the arguments of " + first.name + " are over 1 MiB"};
    }
    if (piped) arguments.push_back(*piped);
    return call(first.name, arguments);
  }

  static json::Value call(const std::string& name, const std::vector<json::Value>& arguments) {
    auto result = find_function(name)(arguments);
    if (!result) throw RunFailure{result.error()};
    return std::move(*result);
  }

  json::Value evaluate(const Operand& operand, const json::Value& dot) {
    if (++steps_ > kMaxSteps) throw RunFailure{"the template takes too many steps"};
    json::Value value = value_of(operand, dot);
    computed_ += weight_of(value);
    if (computed_ > kMaxComputed) throw RunFailure{"the template takes too much memory"};
    return value;
  }

  json::Value value_of(const Operand& operand, const json::Value& dot) {
    switch (operand.kind) {
      case Operand::Kind::Dot: return field_of(dot, operand);
      case Operand::Kind::Root: return field_of(root_, operand);
      case Operand::Kind::Variable: return field_of(find_variable(operand.name).value, operand);
      case Operand::Kind::Group: return field_of(evaluate(*operand.group, dot), operand);
      case Operand::Kind::Constant: return operand.constant;
      case Operand::Kind::Call: return call(operand.name, {});
    }
    return {};
  }

  // What is not there is nothing, as in a Go map.
  static json::Value field_of(const json::Value& value, const Operand& operand) {
    const json::Value* current = &value;
    for (const std::string& name : operand.fields) {
      const json::Object* object = current->as_object();
      current = object ? object->find(name) : nullptr;
      if (!current) return {};
    }
    return *current;
  }

  const json::Value& root_;
  const Output output_;
  HtmlContext html_;
  std::string out_;
  std::vector<Variable> variables_;
  int steps_ = 0;
  std::size_t computed_ = 0;
};

}  // namespace

tl::expected<std::string, std::string> render(const Nodes& nodes, const json::Value& data, Output output) {
  try {
    return Run(data, output).render(nodes);
  } catch (const RunFailure& failure) {
    return tl::unexpected(failure.message);
  }
}

tl::expected<std::string, std::string> render(std::string_view text, const json::Value& data, Output output) {
  const auto nodes = parse(text);
  if (!nodes) {
    return tl::unexpected("line " + std::to_string(nodes.error().line) + ": " + nodes.error().message);
  }
  return render(*nodes, data, output);
}

}  // namespace gotrue::mail_template
