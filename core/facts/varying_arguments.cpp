// A value is asked first: a tensor, a model, a number that is always the same make no trace of
// their own, however they are written. Of the others the text is asked what they are computed from,
// through assignments and the parameters of callers, up to what a loop changes.

#include "core/facts/varying_arguments.h"

#include <algorithm>

#include "core/facts/written_argument.h"
#include "core/tensorflow/loops.h"

namespace hyb {
namespace {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

constexpr int kMaxSteps = 400;     // rows looked at for one argument; behind that it may change
constexpr int kMaxDepth = 8;       // expressions inside expressions, and callers of callers
constexpr int kMaxNesting = 3;     // containers inside containers
constexpr std::size_t kFew = 4;    // so many constants are a closed set
constexpr std::size_t kCalls = 8;  // of a function whose parameter is asked for

class Arguments {
 public:
  Arguments(const Facts& facts, unsigned few)
      : facts_(facts), program_(facts.program()), few_(few) {}

  bool vary(const CallEdge& edge, std::size_t parameter) {
    steps_ = 0;
    const NodeRef given = written_argument(facts_, edge, parameter);
    if (given.node.exists())
      return is_new_object(given, edge.site) || grows(given, edge.site, 0) ||
             (is_python(given) && changes(given, 0));
    const auto& known = facts_.engine().contexts()[edge.to.index()].parameters;
    return parameter < known.size() && holds_python(known[parameter], 0);
  }

  // --- texts ---

  /// From one round of a loop to the next, or from one call of the function around it to the next.
  bool changes(NodeRef expression, int depth) {
    if (!expression.node.exists()) return false;
    if (depth == kMaxDepth || ++steps_ > kMaxSteps) return true;
    const Tree& tree = program_.tree(expression.file);
    const auto any_changes = [&](NodeId parent) {
      for (NodeId child : tree.children(parent))
        if (changes({expression.file, child}, depth + 1)) return true;
      return false;
    };
    switch (tree.kind(expression.node)) {
      case NodeKind::Name:
        return name_changes(expression, depth);
      case NodeKind::Attribute:  // what it holds may be another later
      case NodeKind::Subscript:
        return holds_python(facts_.value(expression), 0) || any_changes(expression.node);
      case NodeKind::Call: {
        const NodeId arguments = tree.child(expression.node, NodeKind::Arguments);
        // `next_rate()`; `len(names)` is what `names` is.
        return tree.children(arguments).empty() ? facts_.called_api(expression) == nullptr
                                                : any_changes(arguments);
      }
      default:
        return any_changes(expression.node);
    }
  }

 private:
  // --- values ---

  /// A function or an object of the program that is another one in each call.
  bool is_new_object(NodeRef expression, NodeRef site) const {
    const NodeKind kind = program_.tree(expression.file).kind(expression.node);
    if (kind == NodeKind::Lambda) return true;
    const NodeRef loop = loop_around(program_, facts_.engine(), site);
    const auto objects = facts_.values().objects(facts_.value(expression));
    return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = facts_.values()[o];
      if (object.kind != ObjectKind::Instance || object.b == 0) return false;
      const NodeRef made = facts_.engine().allocation(object.b);
      return made == expression || (loop.node.exists() && made.file == loop.file &&
                                    program_.tree(loop.file).contains(loop.node, made.node));
    });
  }

  /// `tf.constant(history)`, of a list that is longer in each round of the loop around the call.
  bool grows(NodeRef expression, NodeRef site, int depth) const {
    const Tree& tree = program_.tree(expression.file);
    if (tree.kind(expression.node) == NodeKind::Name)
      return depth > 0 && is_open_list(expression) && outlives_round(expression, site);
    if (tree.kind(expression.node) != NodeKind::Call || depth == kMaxDepth) return false;
    for (NodeId argument : tree.children(tree.child(expression.node, NodeKind::Arguments)))
      if (grows({expression.file, argument}, site, depth + 1)) return true;
    return false;
  }

  bool is_open_list(NodeRef name) const {
    const auto objects = facts_.values().objects(facts_.value(name));
    return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
      bool fixed = true;
      if (facts_.values()[o].kind == ObjectKind::List) facts_.engine().parts_of(o, &fixed);
      return !fixed;
    });
  }

  /// It is bound before the loop around the call.
  bool outlives_round(NodeRef name, NodeRef site) const {
    const NodeRef loop = loop_around(program_, facts_.engine(), site);
    const ScopeTree& scopes = program_.scopes(name.file);
    const SymbolId symbol = scopes.symbol_of[name.node.index()];
    if (!symbol.exists() || !loop.node.exists() || loop.file != name.file) return false;
    const Tree& tree = program_.tree(name.file);
    const Symbol& info = scopes.symbols[symbol];
    for (std::uint32_t b = 0; b < info.binding_count; ++b)
      if (tree.contains(loop.node, scopes.bindings[info.first_binding + b].node)) return false;
    return info.binding_count != 0;
  }

  /// It may be a number or text, and not always the same.
  bool is_python(NodeRef expression, int depth = 0) {
    const ValueId value = facts_.value(expression);
    if (holds_python(value, 0)) return true;
    // Of what nothing is known: arithmetic with a number that changes, also behind a name.
    const auto objects = facts_.values().objects(value);
    const bool open = std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
      return facts_.values()[o].kind == ObjectKind::Unknown;
    });
    const Tree& tree = program_.tree(expression.file);
    if (!open || depth == kMaxDepth) return false;
    if (++steps_ > kMaxSteps) return true;
    if (tree.kind(expression.node) == NodeKind::Name) return is_bound_to_python(expression, depth);
    if (tree.kind(expression.node) != NodeKind::BinOp) return false;
    bool python = false;
    for (Field side : {Field::Left, Field::Right}) {
      const NodeRef operand{expression.file, tree.child(expression.node, side)};
      if (facts_.is_tensor(operand) == Tri::Yes) return false;
      python = python || (is_python(operand, depth + 1) && changes(operand, 1));
    }
    return python;
  }

  bool is_bound_to_python(NodeRef name, int depth) {
    const ScopeTree& scopes = program_.scopes(name.file);
    const SymbolId symbol = scopes.symbol_of[name.node.index()];
    if (!symbol.exists()) return false;
    const Tree& tree = program_.tree(name.file);
    const Symbol& info = scopes.symbols[symbol];
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const Binding& binding = scopes.bindings[info.first_binding + b];
      const NodeId statement = tree.parent(binding.node);
      if (binding.kind == BindingKind::Assign && tree.kind(statement) == NodeKind::Assign &&
          is_python({name.file, tree.child(statement, Field::Value)}, depth + 1))
        return true;
    }
    return false;
  }

  bool holds_python(ValueId value, int nesting) const {
    std::size_t constants = 0;
    for (ObjectId o : facts_.values().objects(value)) {
      const Object& object = facts_.values()[o];
      switch (object.kind) {
        case ObjectKind::Int:
        case ObjectKind::Float:
        case ObjectKind::Str:
          if (!object.name.exists() || ++constants > kFew) return true;
          break;
        case ObjectKind::Plain:  // `array.item()`
          return true;
        case ObjectKind::List:
        case ObjectKind::Tuple:
        case ObjectKind::Dict:
          if (nesting < kMaxNesting)
            for (ValueId part : facts_.engine().parts_of(o))
              if (holds_python(part, nesting + 1)) return true;
          break;
        default:
          break;
      }
    }
    return false;
  }

  bool name_changes(NodeRef name, int depth) {
    const ScopeTree& scopes = program_.scopes(name.file);
    const SymbolId symbol = scopes.symbol_of[name.node.index()];
    if (!symbol.exists()) return false;
    if (is_open_list(name)) return true;  // `len(history)`
    const Symbol& info = scopes.symbols[symbol];
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const Binding& binding = scopes.bindings[info.first_binding + b];
      switch (binding.kind) {
        case BindingKind::Loop:
        case BindingKind::Augment:
          return true;
        case BindingKind::Assign:
          if (assignment_changes({name.file, binding.node}, depth)) return true;
          break;
        case BindingKind::Parameter:
          if (parameter_changes(name.file, symbol, depth)) return true;
          break;
        default:
          break;
      }
    }
    return false;
  }

  bool assignment_changes(NodeRef target, int depth) {
    if (loop_around(program_, facts_.engine(), target, few_).node.exists()) return true;
    const Tree& tree = program_.tree(target.file);
    const NodeId statement = tree.parent(target.node);
    return tree.kind(statement) == NodeKind::Assign &&
           changes({target.file, tree.child(statement, Field::Value)}, depth + 1);
  }

  bool parameter_changes(FileId file, SymbolId symbol, int depth) {
    for (FunctionId f : facts_.functions(file)) {
      const FunctionInfo& info = program_.function(f);
      for (std::size_t p = 0; p < info.parameters.size(); ++p)
        if (info.parameters[p].symbol == symbol) return argument_changes(f, p, depth);
    }
    return false;
  }

  bool argument_changes(FunctionId f, std::size_t parameter, int depth) {
    const auto into = facts_.edges_into(f);
    if (into.size() > kCalls) return true;
    return std::any_of(into.begin(), into.end(), [&](const CallEdge& edge) {
      const NodeRef given = written_argument(facts_, edge, parameter);
      return given.node.exists() && changes(given, depth + 1);
    });
  }

  const Facts& facts_;
  const Program& program_;
  const unsigned few_;  // rounds of a loop that need not be counted
  int steps_ = 0;
};

constexpr unsigned kFewRounds = 4;  // so many traces are no matter

}  // namespace

bool may_change(const Facts& facts, NodeRef expression) {
  return Arguments(facts, 1).changes(expression, 0);
}

bool gets_varying_python(const Facts& facts, FunctionId f) {
  Arguments arguments(facts, kFewRounds);
  const std::size_t count = facts.program().function(f).parameters.size();
  for (const CallEdge& edge : facts.edges_into(f))
    for (std::size_t p = 0; p < count; ++p)
      if (arguments.vary(edge, p)) return true;
  return false;
}

}  // namespace hyb
