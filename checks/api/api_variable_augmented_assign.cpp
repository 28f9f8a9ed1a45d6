// Rule HYB060. User documentation: api_variable_augmented_assign.md; tests: tests/checks/….
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "checks/check.h"
#include "core/flow/operator_methods.h"
#include "core/tensorflow/expected_failure.h"
#include "core/tensorflow/variable_kind.h"
#include "fixits/edits.h"

namespace hyb::checks::api {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' on a tf.Variable raises; use '{1}'."},
    {"replaced",
     "'{0}' puts a tensor in the place of the variable, which keeps its value; use '{1}'."},
    {"weight",
     "'{0}' does not update the weight: it raises, or puts a tensor in its place; use '{1}'."},
    {"element", "'{0}' raises: a tf.Variable takes no item assignment; use '{1}'."},
};

constexpr char kDocs[] =
#include "api_variable_augmented_assign.md.inc"
    ;

/// How the target is written; decides what a replaced variable means.
enum class Place : std::uint8_t {
  Local,   // a name of the function
  Global,  // `global v`
  Member,  // attribute, element of a list or dict
};

std::string_view call_of(Operator op) {
  return op == Operator::Add ? "assign_add" : op == Operator::Sub ? "assign_sub" : "assign";
}

bool needs_parentheses(NodeKind kind) {
  switch (kind) {
    case NodeKind::BinOp:
    case NodeKind::UnaryOp:
    case NodeKind::BoolOp:
    case NodeKind::Not:
    case NodeKind::Compare:
    case NodeKind::Conditional:
    case NodeKind::Lambda:
    case NodeKind::Tuple:
    case NodeKind::Await:
      return true;
    default:
      return false;
  }
}

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx),
        facts_(cx.facts()),
        program_(cx.program()),
        file_(file),
        tree_(cx.program().tree(file)),
        scopes_(cx.program().scopes(file)) {}

  void run() {
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_.kind(row) == NodeKind::AugAssign)
        augmented(row);
      else if (tree_.kind(row) == NodeKind::Assign)
        assigned(row);
    }
  }

 private:
  /// What all objects of an expression are; nullopt = one is no variable.
  std::optional<VariableKind> variables(NodeId expression) const {
    const auto objects = facts_.values().objects(facts_.value({file_, expression}));
    if (objects.empty()) return std::nullopt;
    std::optional<VariableKind> out;
    for (ObjectId o : objects) {
      const Object& object = facts_.values()[o];
      if (object.kind != ObjectKind::Tensor || facts_.text(object.name) != kVariableClass ||
          object.origin == flow::Origin::Assumed || object.origin == flow::Origin::Speculative)
        return std::nullopt;
      const VariableKind kind = kind_of_variable(program_, facts_.engine(), o);
      if (out && *out != kind) return VariableKind::Unknown;
      out = kind;
    }
    return out;
  }

  void augmented(NodeId statement) {
    const NodeId target = tree_.child(statement, Field::Target);
    const NodeId value = tree_.child(statement, Field::Value);
    const auto op = static_cast<Operator>(tree_[statement].op);
    if (tree_.kind(target) == NodeKind::Subscript && element(statement, target)) return;
    auto kind = variables(target);
    // What the statement itself puts there is seen at its target, too.
    if (!kind) kind = replaced_attribute(target, target);
    if (!kind || expected_to_fail(program_, facts_.engine(), {file_, statement})) return;
    const std::optional<Place> place = place_of(target);
    if (!place) return;
    const ApiRow* method = find_method(kVariableClass, flow::in_place_method(op));
    // Inside a loop that AutoGraph stages, the target is a loop variable: a tensor by then.
    const bool carried = in_staged_loop(statement);
    const bool raises = method != nullptr && !carried &&
                        (*kind == VariableKind::Plain || (facts_.keras() == KerasGeneration::Two &&
                                                          *kind != VariableKind::Distributed));
    if (!raises && *place == Place::Local && !own_binding(target)) return;
    if (*place == Place::Local && carried_by_some_loop(target)) return;
    if (!raises && *kind == VariableKind::Unknown) return;
    const std::string text(program_.text({file_, statement}));
    std::string repair(program_.text({file_, target}));
    const std::string right(program_.text({file_, value}));
    if (method != nullptr && (op == Operator::Add || op == Operator::Sub))
      repair.append(".").append(call_of(op)).append("(").append(right).append(")");
    else
      repair.append(".assign(")
          .append(program_.text({file_, target}))
          .append(" ")
          .append(text_of(op))
          .append(" ")
          .append(parenthesised(value))
          .append(")");
    const bool weight = *kind == VariableKind::Layer && facts_.keras() == KerasGeneration::Unknown;
    report(statement,
           raises   ? "default"
           : weight ? "weight"
                    : "replaced",
           text, repair, raises ? Severity::Error : Severity::Warning,
           raises && (*place != Place::Local || own_binding(target)));
  }

  /// `v[0] += 1` and `v[0] = 1`.
  bool element(NodeId statement, NodeId target) {
    const NodeId object = tree_.child(target, Field::Object);
    if (variables(object) != VariableKind::Plain) return false;
    if (expected_to_fail(program_, facts_.engine(), {file_, statement})) return true;
    const NodeId value = tree_.child(statement, Field::Value);
    std::string repair(program_.text({file_, target}));
    repair.append(".assign(");
    if (tree_.kind(statement) == NodeKind::AugAssign)
      repair.append(program_.text({file_, target}))
          .append(" ")
          .append(text_of(static_cast<Operator>(tree_[statement].op)))
          .append(" ")
          .append(parenthesised(value));
    else
      repair.append(program_.text({file_, value}));
    repair.append(")");
    report(statement, "element", std::string(program_.text({file_, statement})), repair,
           Severity::Error, false);
    return true;
  }

  /// `v[0] = 1`, and `self.v = self.v + 1`.
  void assigned(NodeId statement) {
    NodeId target;
    for (NodeId child : tree_.children(statement)) {
      if (tree_[child].field != Field::Target) continue;
      if (target.exists()) return;  // a = b = …
      target = child;
    }
    if (tree_.kind(target) == NodeKind::Subscript) {
      element(statement, target);
      return;
    }
    const NodeId value = tree_.child(statement, Field::Value);
    if (tree_.kind(value) != NodeKind::BinOp) return;
    const NodeId left = tree_.child(value, Field::Left);
    if (tree_.kind(left) != tree_.kind(target) ||
        program_.text({file_, left}) != program_.text({file_, target}))
      return;
    if (tree_.kind(target) == NodeKind::Attribute ? !replaced_attribute(target, left)
                                                  : !replaces_global(target, left))
      return;
    const auto op = static_cast<Operator>(tree_[value].op);
    std::string repair(program_.text({file_, target}));
    if (op == Operator::Add || op == Operator::Sub)
      repair.append(".")
          .append(call_of(op))
          .append("(")
          .append(program_.text({file_, tree_.child(value, Field::Right)}))
          .append(")");
    else
      repair.append(".assign(").append(program_.text({file_, value})).append(")");
    report(statement, "replaced", std::string(program_.text({file_, statement})), repair,
           Severity::Warning, false);
  }

  /// The attribute holds a variable that is made somewhere, and nothing but `statement` puts
  /// anything else there.
  std::optional<VariableKind> replaced_attribute(NodeId target, NodeId read) const {
    if (tree_.kind(target) != NodeKind::Attribute) return std::nullopt;
    std::optional<VariableKind> out;
    for (ObjectId o : facts_.values().objects(facts_.value({file_, read}))) {
      const Object& object = facts_.values()[o];
      if (object.kind != ObjectKind::Tensor) return std::nullopt;
      if (facts_.text(object.name) != kVariableClass) continue;
      const VariableKind kind = kind_of_variable(program_, facts_.engine(), o);
      if (kind == VariableKind::Unknown || (out && *out != kind)) return std::nullopt;
      out = kind;
    }
    if (!out) return std::nullopt;
    const NodeId statement = tree_.parent(target);
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_.kind(row) != NodeKind::Attribute || tree_[row].name != tree_[target].name ||
          tree_[row].field != Field::Target || tree_.parent(row) == statement)
        continue;
      const NodeId other = tree_.parent(row);
      if (tree_.kind(other) != NodeKind::Assign || !variables(tree_.child(other, Field::Value)))
        return std::nullopt;
    }
    return out;
  }

  /// `global v` in a function, and the module makes the variable.
  bool replaces_global(NodeId target, NodeId left) const {
    if (tree_.kind(target) != NodeKind::Name || place_of(target) != Place::Global) return false;
    bool variable = false;
    const Symbol& symbol = scopes_.symbols[scopes_.symbol_of[target.index()]];
    for (std::uint32_t b = 0; b < symbol.binding_count; ++b) {
      const Binding& binding = scopes_.bindings[symbol.first_binding + b];
      if (binding.node == target) continue;
      const NodeId statement = tree_.parent(binding.node);
      if (binding.kind != BindingKind::Assign || tree_.kind(statement) != NodeKind::Assign ||
          !variables(tree_.child(statement, Field::Value)))
        return false;
      variable = true;
    }
    return variable && facts_.value({file_, left}).exists();
  }

  std::optional<Place> place_of(NodeId target) const {
    if (tree_.kind(target) != NodeKind::Name) return Place::Member;
    const SymbolId symbol = scopes_.symbol_of[target.index()];
    if (!symbol.exists()) return std::nullopt;
    const FunctionId f = program_.enclosing_function({file_, target});
    const ScopeId frame = scopes_.scopes[scopes_.symbols[symbol].scope].frame;
    if (f.exists() && frame != program_.function(f).scope) return Place::Global;
    return Place::Local;
  }

  /// The name is bound to what `tf.Variable(…)` gives: it is no alias of something kept elsewhere.
  bool own_binding(NodeId target) const {
    if (tree_.kind(target) != NodeKind::Name) return true;
    const Symbol& symbol = scopes_.symbols[scopes_.symbol_of[target.index()]];
    for (std::uint32_t b = 0; b < symbol.binding_count; ++b) {
      const Binding& binding = scopes_.bindings[symbol.first_binding + b];
      const NodeId statement = tree_.parent(binding.node);
      if (binding.kind == BindingKind::Augment) continue;
      if (binding.kind != BindingKind::Assign || tree_.kind(statement) != NodeKind::Assign)
        return false;
      const ObjectId only =
          facts_.values().only(facts_.value({file_, tree_.child(statement, Field::Value)}));
      if (!only.exists() || facts_.values()[only].b == 0 ||
          facts_.engine().allocation(facts_.values()[only].b) !=
              NodeRef{file_, tree_.child(statement, Field::Value)})
        return false;
    }
    return true;
  }

  /// Some staged loop binds the name: it is a tensor behind that loop, too.
  bool carried_by_some_loop(NodeId target) const {
    if (tree_.kind(target) != NodeKind::Name) return false;
    const Symbol& symbol = scopes_.symbols[scopes_.symbol_of[target.index()]];
    for (std::uint32_t b = 0; b < symbol.binding_count; ++b)
      if (in_staged_loop(scopes_.bindings[symbol.first_binding + b].node)) return true;
    return false;
  }

  bool in_staged_loop(NodeId statement) const {
    const FunctionId f = program_.enclosing_function({file_, statement});
    if (!f.exists() || !facts_.tracing().reached(f, Mode::Converted)) return false;
    const NodeId def = program_.function(f).node;
    for (NodeId up = tree_.parent(statement); up.exists() && up != def; up = tree_.parent(up)) {
      const bool loop = tree_.kind(up) == NodeKind::For || tree_.kind(up) == NodeKind::While;
      if (!loop) continue;
      const NodeId over =
          tree_.child(up, tree_.kind(up) == NodeKind::For ? Field::Iter : Field::Test);
      if (!is_python_loop(over)) return true;
    }
    return false;
  }

  /// Over a list, a range of Python numbers and the like.
  bool is_python_loop(NodeId over) const {
    const auto objects = facts_.values().objects(facts_.value({file_, over}));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      switch (facts_.values()[o].kind) {
        case ObjectKind::List:
        case ObjectKind::Tuple:
        case ObjectKind::Dict:
        case ObjectKind::Iterator:
        case ObjectKind::Bool:
        case ObjectKind::Int:
        case ObjectKind::Plain:
          return true;
        default:
          return false;
      }
    });
  }

  std::string parenthesised(NodeId value) const {
    const std::string text(program_.text({file_, value}));
    return needs_parentheses(tree_.kind(value)) ? "(" + text + ")" : text;
  }

  void report(NodeId statement, std::string_view message, const std::string& text,
              const std::string& repair, Severity severity, bool safe) {
    auto report = cx_.report(tree_.loc(statement));
    if (!report) return;
    report.message(message, {text.substr(0, text.find('\n')), repair.substr(0, repair.find('\n'))})
        .severity(severity);
    auto edits = fixits::replace({program_.source(file_), tree_}, statement, repair);
    if (!edits) return;
    Fix fix;
    fix.title = "Write " + repair.substr(0, repair.find('\n'));
    fix.edits = std::move(*edits);
    fix.applicability = safe ? Applicability::Safe : Applicability::Unsafe;
    if (!safe) fix.reason = "The variable changes then, also for others who hold it.";
    report.fix(std::move(fix));
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
  const ScopeTree& scopes_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check api_variable_augmented_assign = file_check<NoOptions, run>({
    .code = "HYB060",
    .name = "api-variable-augmented-assign",
    .group = "api",
    .summary = "Augmented assignment to a tf.Variable, which raises or replaces it by a tensor.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .precision = Precision::VeryHigh,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
