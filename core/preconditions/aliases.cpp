#include "core/preconditions/aliases.h"

#include <algorithm>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

constexpr std::size_t kMaxRows = 48;    // on all ways from one row
constexpr std::size_t kMaxValues = 8;   // of one attribute
constexpr std::size_t kMaxCallers = 8;  // of one function

}  // namespace

struct Aliases::Search {
  std::vector<NodeRef> todo;
  std::vector<NodeRef> seen;
  std::vector<PlaceKey> out;
  void add(NodeRef row) {
    if (row.node.exists() && seen.size() < kMaxRows &&
        std::find(seen.begin(), seen.end(), row) == seen.end()) {
      seen.push_back(row);
      todo.push_back(row);
    }
  }
  void note(PlaceKey key) {
    if (std::find(out.begin(), out.end(), key) == out.end()) out.push_back(key);
  }
};

void Aliases::stored(NodeRef attribute, NodeRef value) {
  const Tree& tree = reader_.program().tree(attribute.file);
  for (ObjectId o : reader_.objects({attribute.file, tree.child(attribute.node, Field::Object)})) {
    const Object& object = reader_.values()[o];
    if (object.kind != ObjectKind::Instance && object.kind != ObjectKind::Class) continue;
    const std::uint32_t cls = object.kind == ObjectKind::Instance ? object.a : o.raw();
    std::vector<NodeRef>& known = values_[{cls, tree[attribute.node].name.raw(), true}];
    if (known.size() < kMaxValues) known.push_back(value);
  }
}

std::vector<PlaceKey> Aliases::places(NodeRef row) const {
  Search search;
  search.add(row);
  while (!search.todo.empty()) {
    const NodeRef at = search.todo.back();
    search.todo.pop_back();
    step(at, search);
  }
  return std::move(search.out);
}

void Aliases::step(NodeRef row, Search& search) const {
  const Tree& tree = reader_.program().tree(row.file);
  switch (tree.kind(row.node)) {
    case NodeKind::Name:
      return of_name(row, search);
    case NodeKind::Attribute:
      return of_attribute(row, search);
    case NodeKind::Subscript:
    case NodeKind::Starred:
      for (NodeId child : tree.children(row.node)) {
        search.add({row.file, child});  // the first is what is taken apart
        return;
      }
      return;
    case NodeKind::Conditional:
      for (NodeId child : tree.children(row.node))
        if (tree[child].field != Field::Test) search.add({row.file, child});
      return;
    case NodeKind::Call:
      return of_call(row, search);
    default:
      return;
  }
}

void Aliases::of_name(NodeRef row, Search& search) const {
  const Program& program = reader_.program();
  const Tree& tree = program.tree(row.file);
  const ScopeTree& scopes = program.scopes(row.file);
  const SymbolId symbol = scopes.symbol_of[row.node.index()];
  if (!symbol.exists()) return;
  search.note({row.file.raw(), symbol.raw(), false});
  const Symbol& s = scopes.symbols[symbol];
  for (std::uint32_t b = 0; b < s.binding_count; ++b) {
    const Binding& binding = scopes.bindings[s.first_binding + b];
    const NodeId around = tree.parent(binding.node);
    switch (binding.kind) {
      case BindingKind::Assign:
        if (tree.kind(around) == NodeKind::Assign || tree.kind(around) == NodeKind::AnnAssign)
          search.add({row.file, tree.child(around, Field::Value)});
        break;
      case BindingKind::Loop: {
        NodeId loop = around;
        while (loop.exists() && tree.kind(loop) != NodeKind::For &&
               tree.kind(loop) != NodeKind::CompFor)
          loop = tree.parent(loop);
        if (loop.exists()) search.add({row.file, tree.child(loop, Field::Iter)});
        break;
      }
      case BindingKind::Parameter:
        if (const FunctionId f = program.enclosing_function(row); f.exists())
          of_parameter(f, binding.node, search);
        break;
      default:
        break;
    }
  }
}

/// What the calls of the function hand in.
void Aliases::of_parameter(FunctionId f, NodeId parameter, Search& search) const {
  const Program& program = reader_.program();
  const FunctionInfo* info = &program.function(f);
  const auto stands = [&](const Parameter& p) { return p.node == parameter; };
  auto found = std::find_if(info->parameters.begin(), info->parameters.end(), stands);
  while (found == info->parameters.end()) {  // of a function around
    f = info->outer;
    if (!f.exists()) return;
    info = &program.function(f);
    found = std::find_if(info->parameters.begin(), info->parameters.end(), stands);
  }
  const auto index = static_cast<std::size_t>(found - info->parameters.begin());
  std::size_t callers = 0;
  for (std::uint32_t number : reader_.edges_into(f)) {
    const CallEdge& edge = reader_.engine().edges()[number];
    if (++callers > kMaxCallers) return;
    search.add({edge.site.file, reader_.handed_to(edge, index)});
  }
}

bool Aliases::holds_data(NodeRef row) const {
  const auto objects = reader_.objects(row);
  return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = reader_.values()[o];
    switch (object.kind) {
      case ObjectKind::Tensor:
        return reader_.text(object.name) == kArrayClass;
      case ObjectKind::List:
      case ObjectKind::Dict:
      case ObjectKind::Plain:
        return true;
      case ObjectKind::ExternalInstance: {
        const std::string_view type = reader_.text(object.name);
        return !type.starts_with("keras.") && !type.starts_with("tensorflow.");
      }
      default:
        return false;
    }
  });
}

void Aliases::of_attribute(NodeRef row, Search& search) const {
  const Program& program = reader_.program();
  const Tree& tree = program.tree(row.file);
  const NodeId owner = tree.child(row.node, Field::Object);
  const NameId name = tree[row.node].name;
  bool place = false;
  for (ObjectId o : reader_.objects({row.file, owner})) {
    const Object& object = reader_.values()[o];
    if (object.kind == ObjectKind::Module) {
      place = true;
      const FileId of = FileId::from_index(object.a - 1);
      const ScopeTree& scopes = program.scopes(of);
      const SymbolId symbol = scopes.lookup(scopes.module_scope(), name);
      if (symbol.exists()) search.note({of.raw(), symbol.raw(), false});
    }
    if (object.kind != ObjectKind::Instance && object.kind != ObjectKind::Class) continue;
    place = true;
    const std::uint32_t cls = object.kind == ObjectKind::Instance ? object.a : o.raw();
    const PlaceKey key{cls, name.raw(), true};
    search.note(key);
    if (const auto found = values_.find(key); found != values_.end())
      for (NodeRef value : found->second) search.add(value);
  }
  if (!place && holds_data({row.file, owner})) search.add({row.file, owner});  // `t.T`, `t.flat`
}

/// `t.reshape(…)`, `d.get(k)`, `np.asarray(t)`; a function of the program: what it returns.
void Aliases::of_call(NodeRef row, Search& search) const {
  const Program& program = reader_.program();
  const Tree& tree = program.tree(row.file);
  const NodeId callee = tree.child(row.node, Field::Function);
  bool known = false;
  for (const CallEdge& edge : reader_.edges_at(program.enclosing_function(row), row)) {
    if (edge.passage != flow::Passage::Call) continue;
    known = true;
    const FunctionInfo& info = program.function(edge.callee);
    const Tree& its = program.tree(info.file);
    if (info.is_lambda()) {
      search.add({info.file, info.body});
      continue;
    }
    for (auto i = static_cast<std::uint32_t>(info.body.index()); i < its.end_of(info.body); ++i)
      if (its.kind(NodeId::from_index(i)) == NodeKind::Return)
        search.add({info.file, its.child(NodeId::from_index(i), Field::Value)});
  }
  if (known) return;
  const ApiRow* api = reader_.called_api(row);
  if (tree.kind(callee) == NodeKind::Attribute)
    if (const NodeRef receiver{row.file, tree.child(callee, Field::Object)};
        holds_data(receiver) &&
        (api == nullptr || api->has(Trait::Views) || api->name.starts_with("builtins.")))
      search.add(receiver);
  if (api != nullptr && api->has(Trait::Views))
    if (const std::vector<NodeId> given = reader_.arguments(row); !given.empty())
      search.add({row.file, given.front()});
}

}  // namespace hyb
