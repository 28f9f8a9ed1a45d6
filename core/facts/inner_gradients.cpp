#include "core/facts/inner_gradients.h"

#include <algorithm>

#include "core/symbolic/symbolic_values.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

constexpr std::size_t kMaxRows = 64;  // on all ways back from one source
constexpr int kMaxDepth = 3;          // containers in what is returned

/// Goes back from the source of a gradient to the calls that made it.
class Search {
 public:
  Search(const Facts& facts, std::vector<FunctionId>& out) : facts_(facts), out_(out) {}

  void from(NodeRef source) {
    add(source);
    while (!todo_.empty()) {
      const NodeRef at = todo_.back();
      todo_.pop_back();
      step(at);
    }
  }

 private:
  void add(NodeRef row) {
    if (!row.node.exists() || seen_.size() == kMaxRows ||
        std::find(seen_.begin(), seen_.end(), row) != seen_.end())
      return;
    seen_.push_back(row);
    todo_.push_back(row);
  }

  void step(NodeRef row) {
    const Tree& tree = facts_.program().tree(row.file);
    switch (tree.kind(row.node)) {
      case NodeKind::Name:
        return of_name(row);
      case NodeKind::Subscript:
      case NodeKind::Attribute:
      case NodeKind::List:
      case NodeKind::Tuple:
      case NodeKind::Starred:
        for (NodeId child : tree.children(row.node)) add({row.file, child});
        return;
      case NodeKind::Call:
        for (const Facts::Callee& callee : facts_.callees(row)) made_by(callee.function);
        return;
      default:
        return;
    }
  }

  void of_name(NodeRef row) {
    const Tree& tree = facts_.program().tree(row.file);
    const ScopeTree& scopes = facts_.program().scopes(row.file);
    const SymbolId symbol = scopes.symbol_of[row.node.index()];
    if (!symbol.exists()) return;
    const Symbol& s = scopes.symbols[symbol];
    for (std::uint32_t b = 0; b < s.binding_count; ++b) {
      const Binding& binding = scopes.bindings[s.first_binding + b];
      if (binding.kind == BindingKind::Parameter) of_parameter(row, binding.node);
      const bool looped = binding.kind == BindingKind::Loop;
      if (binding.kind != BindingKind::Assign && !looped) continue;
      NodeId statement = tree.parent(binding.node);
      while (tree.kind(statement) == NodeKind::Tuple || tree.kind(statement) == NodeKind::List ||
             tree.kind(statement) == NodeKind::Starred)
        statement = tree.parent(statement);
      add({row.file, tree.child(statement, looped ? Field::Iter : Field::Value)});
    }
  }

  void of_parameter(NodeRef row, NodeId parameter) {
    const FunctionId f = facts_.program().enclosing_function(row);
    if (!f.exists()) return;
    const FunctionInfo& info = facts_.program().function(f);
    const ProgramReader& reader = facts_.symbolic_values().reader();
    for (std::size_t p = 0; p < info.parameters.size(); ++p)
      if (info.parameters[p].node == parameter)
        for (const CallEdge& edge : facts_.edges_into(f))
          add({edge.site.file, reader.handed_to(edge, p)});
  }

  /// It is one of several tensors that the function gives back.
  void made_by(FunctionId f) {
    if (tensors_in(facts_.engine().return_value(f), kMaxDepth) < 2) return;
    if (std::find(out_.begin(), out_.end(), f) == out_.end()) out_.push_back(f);
    const FunctionInfo& info = facts_.program().function(f);
    const Tree& tree = facts_.program().tree(info.file);
    for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i)
      if (tree.kind(NodeId::from_index(i)) == NodeKind::Return)
        add({info.file, tree.child(NodeId::from_index(i), Field::Value)});
  }

  std::size_t tensors_in(flow::ValueId value, int depth) const {
    std::size_t most = 0;
    for (ObjectId o : facts_.values().objects(value)) {
      const Object& object = facts_.values()[o];
      std::size_t some = object.kind == ObjectKind::Tensor ? 1 : 0;
      if (depth > 0 && (object.kind == ObjectKind::Tuple || object.kind == ObjectKind::List ||
                        object.kind == ObjectKind::Dict)) {
        for (flow::ValueId part : facts_.engine().parts_of(o)) some += tensors_in(part, depth - 1);
        if (object.open && some > 0) some = 2;
      }
      most = std::max(most, some);
    }
    return most;
  }

  const Facts& facts_;
  std::vector<FunctionId>& out_;
  std::vector<NodeRef> seen_;
  std::vector<NodeRef> todo_;
};

/// The gradient is taken by variables alone.
bool by_variables(const Facts& facts, NodeRef source) {
  const auto objects = facts.values().objects(facts.value(source));
  return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = facts.values()[o];
    return object.kind == ObjectKind::Tensor && facts.text(object.name) == kVariableClass;
  });
}

/// `tape.watch(x)`: where it comes from is no matter of the tape.
bool is_watched(const Facts& facts, NodeRef source) {
  const Tree& tree = facts.program().tree(source.file);
  const auto& symbols = facts.program().scopes(source.file).symbol_of;
  if (tree.kind(source.node) != NodeKind::Name) return false;
  for (NodeId call : facts.calls(source.file)) {
    const ApiRow* api = facts.called_api({source.file, call});
    if (api == nullptr || !api->has(Trait::Watches)) continue;
    const NodeId list = tree.child(call, NodeKind::Arguments);
    for (auto i = static_cast<std::uint32_t>(list.index()); i < tree.end_of(list); ++i)
      if (symbols[i].exists() && symbols[i] == symbols[source.node.index()]) return true;
  }
  return false;
}

}  // namespace

std::vector<FunctionId> split_by_gradients(const Facts& facts) {
  std::vector<FunctionId> out;
  for (std::size_t i = 0; i < facts.program().file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    const Tree& tree = facts.program().tree(file);
    for (NodeId call : facts.calls(file)) {
      const ApiRow* api = facts.called_api({file, call});
      if (api == nullptr || !api->has(Trait::Differentiates)) continue;
      std::size_t position = 0;
      for (NodeId argument : tree.children(tree.child(call, NodeKind::Arguments))) {
        const bool keyword = tree.kind(argument) == NodeKind::Keyword;
        const bool source =
            keyword ? facts.text(tree[argument].name) == "sources" : position++ == 1;
        if (!source) continue;
        const NodeRef row{file, keyword ? tree.child(argument, Field::Value) : argument};
        if (!by_variables(facts, row) && !is_watched(facts, row)) Search(facts, out).from(row);
      }
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace hyb
