#include "checks/trace_uses.h"

#include <algorithm>
#include <vector>

#include "checks/graph_calls.h"
#include "core/tensorflow/framework.h"

namespace hyb::checks {
namespace {

using flow::CallEdge;
using flow::Passage;

constexpr std::size_t kMaxSteps = 200;

/// One walk along a value: expressions lead to the statement or call around them, names to their
/// uses, arguments into callees, results back to callers.
class ValueWalk {
 public:
  explicit ValueWalk(const Facts& facts) : facts_(facts), program_(facts.program()) {}

  std::optional<NodeRef> from(NodeRef call) {
    const ApiRow* api = facts_.called_api(call);
    if (api != nullptr && api->result == ApiResult::None) {
      const NodeId changed = changed_argument(facts_, call);
      if (changed.exists() && program_.tree(call.file).kind(changed) == NodeKind::Name)
        follow_symbol(call.file, changed, call.node);
    } else {
      push(call);
    }
    for (std::size_t at = 0; at < todo_.size() && at < kMaxSteps; ++at)
      if (climb(todo_[at])) return found_;
    return std::nullopt;
  }

 private:
  void push(NodeRef at) {
    if (std::find(todo_.begin(), todo_.end(), at) == todo_.end()) todo_.push_back(at);
  }

  bool use(FileId file, NodeId at) {
    found_ = {file, at};
    return true;
  }

  bool is_tensor(FileId file, NodeId row) const { return yes(facts_.is_tensor({file, row})); }

  /// Up from an expression to what takes it; true when that is the graph.
  bool climb(NodeRef start) {
    const FileId file = start.file;
    const Tree& tree = program_.tree(file);
    NodeId argument;
    NodeId below = start.node;
    for (NodeId up = tree.parent(below); up.exists(); below = up, up = tree.parent(up)) {
      const Field field = tree[below].field;
      switch (tree.kind(up)) {
        case NodeKind::BinOp:
        case NodeKind::UnaryOp:
        case NodeKind::BoolOp:
        case NodeKind::Compare:
          if (is_tensor(file, up)) return use(file, up);
          break;
        case NodeKind::CompareOp:
        case NodeKind::Not:
        case NodeKind::Tuple:
        case NodeKind::List:
        case NodeKind::Set:
        case NodeKind::Dict:
        case NodeKind::Pair:
        case NodeKind::Attribute:
        case NodeKind::Interpolation:
        case NodeKind::String:
        case NodeKind::ConcatString:
        case NodeKind::Slice:
        case NodeKind::Await:
        case NodeKind::ListComp:
        case NodeKind::SetComp:
        case NodeKind::DictComp:
        case NodeKind::Generator:
        case NodeKind::Starred:
          break;
        case NodeKind::Keyword:
          if (facts_.text(tree[up].name) == "name") return false;  // of an op or a layer
          break;
        case NodeKind::Arguments:
          argument = below;
          break;
        case NodeKind::Call:
          if (field == Field::Function) break;  // a method of the value
          switch (given_to(file, up, argument)) {
            case Given::Graph:
              return use(file, up);
            case Given::Ends:
              return false;
            case Given::Result:
              break;
          }
          break;
        case NodeKind::Subscript:
          if (field == Field::Index) return use(file, up);
          break;
        case NodeKind::Conditional:
          if (field == Field::Test) return use(file, below);
          break;
        case NodeKind::If:
        case NodeKind::Elif:
        case NodeKind::While:
          return field == Field::Test && use(file, below);
        case NodeKind::CompIf:
          return use(file, below);
        case NodeKind::For:
        case NodeKind::CompFor:
          if (field == Field::Iter) follow_target(file, tree.child(up, Field::Target), up);
          return false;
        case NodeKind::AugAssign:
          if (field != Field::Value) return false;
          if (is_tensor(file, tree.child(up, Field::Target))) return use(file, up);
          follow_target(file, tree.child(up, Field::Target), up);
          return false;
        case NodeKind::Assign:
        case NodeKind::AnnAssign:
          if (field == Field::Value)
            for (NodeId child : tree.children(up))
              if (tree[child].field == Field::Target) follow_target(file, child, up);
          return false;
        case NodeKind::NamedExpr:
          if (field == Field::Value) follow_target(file, tree.child(up, Field::Target), up);
          break;
        case NodeKind::Return:
        case NodeKind::Yield:
        case NodeKind::YieldFrom:
          return returned(program_.enclosing_function({file, up}), {file, below});
        case NodeKind::Lambda:
          return field == Field::Body && returned(program_.function_at({file, up}), {file, below});
        default:
          return false;
      }
    }
    return false;
  }

  enum class Given : std::uint8_t { Graph, Result, Ends };

  /// What becomes of an argument of a call.
  Given given_to(FileId file, NodeId call, NodeId argument) {
    const NodeRef site{file, call};
    if (const ApiRow* api = facts_.called_api(site); api != nullptr) {
      if (api->has(Trait::Print) || api->has(Trait::Log) || api->has(Trait::File) ||
          api->has(Trait::Plot))
        return Given::Ends;
      if (api->result == ApiResult::GraphFunction) return Given::Ends;  // names it, at most
      if (api->has(Trait::Op) || api->has(Trait::Updates)) return Given::Graph;
      return api->result == ApiResult::None ? Given::Ends : Given::Result;
    }
    const Tree& tree = program_.tree(file);
    for (flow::ObjectId o :
         facts_.values().objects(facts_.value({file, tree.child(call, Field::Function)}))) {
      const flow::Object& object = facts_.values()[o];
      const ApiRow* made = object.kind == flow::ObjectKind::ExternalInstance
                               ? find_api(facts_.text(object.name))
                               : nullptr;
      if (made != nullptr && made->has(Trait::Layer)) return Given::Graph;
    }
    bool entered = false;
    for (const Facts::Callee& callee : facts_.callees(site)) {
      entered = true;
      const std::vector<NodeId> given = arguments_by_parameter(facts_, site, callee.function);
      const FunctionInfo& info = program_.function(callee.function);
      for (std::size_t p = 0; p < given.size(); ++p)
        if (given[p].exists() && tree.contains(argument, given[p]) && info.body.exists() &&
            info.parameters[p].symbol.exists())
          follow_in(info.file, info.parameters[p].symbol, info.node, info.body);
    }
    return entered ? Given::Ends : Given::Result;
  }

  void follow_target(FileId file, NodeId target, NodeId after) {
    const Tree& tree = program_.tree(file);
    switch (tree.kind(target)) {
      case NodeKind::Name:
        follow_symbol(file, target, after);
        break;
      case NodeKind::Tuple:
      case NodeKind::List:
      case NodeKind::Starred:
        for (NodeId child : tree.children(target)) follow_target(file, child, after);
        break;
      case NodeKind::Subscript:
        if (const NodeId held = tree.child(target, Field::Object);
            tree.kind(held) == NodeKind::Name)
          follow_symbol(file, held, after);
        break;
      default:
        break;
    }
  }

  /// All reads of the variable in the function around, from `after` on or from the top of a loop
  /// around it. A comprehension has its variable to itself.
  void follow_symbol(FileId file, NodeId name, NodeId after) {
    const Tree& tree = program_.tree(file);
    const SymbolId symbol = program_.scopes(file).symbol_of[name.index()];
    const FunctionId f = program_.enclosing_function({file, name});
    if (!symbol.exists() || !f.exists()) return;
    NodeId first = after;
    for (NodeId up = tree.parent(after); up.exists() && up != program_.function(f).node;
         up = tree.parent(up)) {
      const NodeKind kind = tree.kind(up);
      if (kind == NodeKind::For || kind == NodeKind::While || kind == NodeKind::ListComp ||
          kind == NodeKind::SetComp || kind == NodeKind::DictComp || kind == NodeKind::Generator)
        first = up;
    }
    follow_in(file, symbol, first, program_.function(f).body);
  }

  void follow_in(FileId file, SymbolId symbol, NodeId first, NodeId body) {
    const Tree& tree = program_.tree(file);
    const ScopeTree& scopes = program_.scopes(file);
    for (auto i = static_cast<std::uint32_t>(first.index()); i < tree.end_of(body); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree.kind(row) == NodeKind::Name && scopes.symbol_of[i] == symbol &&
          tree[row].field != Field::Target)
        push({file, row});
    }
  }

  /// The result of a function: it goes on at each call, or it is what a graph gives back.
  bool returned(FunctionId f, NodeRef at) {
    if (!f.exists()) return false;
    bool called = false;
    for (const CallEdge& edge : facts_.edges_into(f)) {
      if (edge.passage == Passage::Eager) continue;
      const bool within = edge.caller.exists() && facts_.tracing().traced(edge.caller);
      if (within && edge.passage == Passage::Call &&
          program_.tree(edge.site.file).kind(edge.site.node) == NodeKind::Call) {
        called = true;
        push(edge.site);
      }
    }
    return !called && use(at.file, at.node);
  }

  const Facts& facts_;
  const Program& program_;
  std::vector<NodeRef> todo_;
  NodeRef found_;
};

}  // namespace

NodeId changed_argument(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  for (NodeId first : tree.children(tree.child(call.node, NodeKind::Arguments))) {
    for (flow::ObjectId o : facts.values().objects(facts.value({call.file, first}))) {
      const flow::Object& object = facts.values()[o];
      if (object.kind == flow::ObjectKind::List ||
          (object.kind == flow::ObjectKind::Tensor && facts.text(object.name) == kArrayClass))
        return first;
    }
    break;
  }
  return {};
}

std::optional<NodeRef> taken_into_graph(const Facts& facts, NodeRef call) {
  return ValueWalk(facts).from(call);
}

bool makes_objects(const Facts& facts, FunctionId f, Mode mode) {
  const auto maker = [&](FunctionId id) {
    const FunctionInfo& info = facts.program().function(id);
    const std::string_view name = facts.text(info.name);
    return info.owner.exists() && (name == "__init__" || name == "build" || name == "__new__");
  };
  if (maker(f)) return true;
  for (const CallEdge& edge : facts.tracing().chain(f, mode).edges)
    if (edge.passage == Passage::Construct || maker(edge.callee)) return true;
  return false;
}

void explain_taken_in(const Facts& facts, NodeRef call, FunctionId f, NodeRef use, Report& report) {
  const Program& program = facts.program();
  const Tree& tree = program.tree(call.file);
  report
      .message("default",
               {std::string(program.text({call.file, tree.child(call.node, Field::Function)}))})
      .notes(facts.why(f, facts.tracing().traced_mode(f), call));
  if (use.file != call.file || !tree.contains(call.node, use.node))
    report.note(program.loc(use), "the graph takes it in here.");
}

}  // namespace hyb::checks
