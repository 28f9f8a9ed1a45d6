// A read comes after a store of its run if the store stands before it on every path: in the block
// around the read, in a function that this block has called, or at every place that the function of
// the read is called from. Runs end where another graph begins: what one graph stores is not what
// another, or eager code, may read.

#include "core/effects/state_places.h"

#include <algorithm>

#include "core/tensorflow/api.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;
using Kind = PlaceAccess::Kind;

namespace {

constexpr int kMaxCallers = 5;           // calls upwards from a read
constexpr std::size_t kMaxStoring = 64;  // functions that surely store

std::uint64_t key_of(VariableRef variable) {
  return (std::uint64_t{variable.file.raw()} << 32U) | variable.symbol.raw();
}

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

/// The callee runs in the graph of its caller.
bool same_graph(Passage passage) {
  return passage == Passage::Call || passage == Passage::KerasCall ||
         passage == Passage::DataModel || passage == Passage::Construct ||
         passage == Passage::Unconverted || passage == Passage::Replica;
}

}  // namespace

Place place_of(const Program& program, NodeRef row) {
  const Tree& tree = program.tree(row.file);
  if (tree.kind(row.node) == NodeKind::Attribute) return {tree[row.node].name, {}};
  if (tree.kind(row.node) != NodeKind::Name) return {};
  const ScopeTree& scopes = program.scopes(row.file);
  const SymbolId symbol = scopes.symbol_of[row.node.index()];
  if (!symbol.exists()) return {};
  const ScopeId frame = scopes.scopes[scopes.symbols[symbol].scope].frame;
  const FunctionId function = program.enclosing_function(row);
  if (function.exists() && frame == program.function(function).scope) return {};
  return {{}, {row.file, symbol}};
}

StatePlaces::StatePlaces(const Program& program, const flow::Engine& engine, const CalledRows& rows,
                         const Tracing& tracing)
    : program_(program),
      engine_(engine),
      rows_(rows),
      tracing_(tracing),
      into_(program.functions().size()) {
  for (std::uint32_t i = 0; i < engine.edges().size(); ++i) {
    into_[engine.edges()[i].callee.index()].push_back(i);
    by_site_.push_back(i);
  }
  std::stable_sort(by_site_.begin(), by_site_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return engine.edges()[a].site < engine.edges()[b].site;
  });
}

void StatePlaces::gather(const std::vector<Place>& places) {
  std::vector<std::uint32_t> names;
  std::vector<Place> variables;
  for (const Place& place : places) {
    if (place.attribute.exists())
      names.push_back(place.attribute.raw());
    else if (place.exists())
      variables.push_back(place);
  }
  std::sort(names.begin(), names.end());
  std::sort(variables.begin(), variables.end());
  if (names.empty() && variables.empty()) return;
  for (std::size_t i = 0; i < program_.file_count(); ++i)
    gather_file(FileId::from_index(i), variables, names);
}

void StatePlaces::gather_file(FileId file, const std::vector<Place>& variables,
                              const std::vector<std::uint32_t>& names) {
  const Tree& tree = program_.tree(file);
  const ScopeTree& scopes = program_.scopes(file);
  const bool has_variables =
      std::any_of(variables.begin(), variables.end(),
                  [&](const Place& place) { return place.variable.file == file; });
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeId row = NodeId::from_index(i);
    const NodeKind kind = tree.kind(row);
    if (kind == NodeKind::Attribute) {
      if (std::binary_search(names.begin(), names.end(), tree[row].name.raw()))
        by_attribute_[tree[row].name.raw()].push_back(classified(file, row));
    } else if (kind == NodeKind::Name && has_variables && scopes.symbol_of[i].exists()) {
      const Place place{{}, {file, scopes.symbol_of[i]}};
      if (std::binary_search(variables.begin(), variables.end(), place))
        by_variable_[key_of(place.variable)].push_back(classified(file, row));
    }
  }
}

PlaceAccess StatePlaces::classified(FileId file, NodeId row) const {
  const Tree& tree = program_.tree(file);
  PlaceAccess out{{file, row}, program_.enclosing_function({file, row}), Kind::Read, {}, true};
  const NodeId up = tree.parent(row);
  const NodeKind around = tree.kind(up);
  if (tree[row].field == Field::Target) {
    out.kind = around == NodeKind::AugAssign ? Kind::Update : Kind::Store;
    if (around == NodeKind::Assign || around == NodeKind::AnnAssign)
      out.value = tree.child(up, Field::Value);
    return out;
  }
  if (around == NodeKind::Delete) {
    out.kind = Kind::Delete;
    return out;
  }
  if (around == NodeKind::Tuple || around == NodeKind::List || around == NodeKind::Starred) {
    NodeId outer = up;
    while (tree[outer].field == Field::None &&
           (tree.kind(outer) == NodeKind::Tuple || tree.kind(outer) == NodeKind::List ||
            tree.kind(outer) == NodeKind::Starred))
      outer = tree.parent(outer);
    if (tree[outer].field == Field::Target) out.kind = Kind::Store;
    return out;
  }
  if (around == NodeKind::Subscript && tree[row].field == Field::Object) {
    if (tree[up].field == Field::Target || tree.kind(tree.parent(up)) == NodeKind::Delete)
      out.kind = tree.kind(tree.parent(up)) == NodeKind::AugAssign ? Kind::Update : Kind::Mutate;
    return out;
  }
  if (around == NodeKind::Attribute) {
    const NodeId call = tree.parent(up);
    if (tree.kind(call) == NodeKind::Call && tree.child(call, Field::Function) == up) {
      const ApiRow* api = rows_.at({file, call});
      if (api != nullptr && api->has(Trait::Empties))
        out.kind = Kind::Empty;
      else if (api != nullptr && api->has(Trait::Mutates) &&
               tree.kind(tree.parent(call)) == NodeKind::ExprStmt)
        out.kind = Kind::Mutate;
      return out;
    }
    const ApiRow* field = find_method(kTensorClass, program_.text(tree[up].name));
    if (field != nullptr && field->has(Trait::StaticRead)) out.kind = Kind::StaticRead;
    return out;
  }
  if (around == NodeKind::Compare) {
    for (NodeId child : tree.children(up))
      if (tree.kind(child) == NodeKind::CompareOp) {
        const auto op = static_cast<Operator>(tree[child].op);
        const NodeId right = tree.child(child, Field::Value);
        if ((op == Operator::Is || op == Operator::IsNot) && right.exists() &&
            tree.kind(right) == NodeKind::None)
          out.kind = Kind::StaticRead;
      }
  }
  return out;
}

Tri StatePlaces::same_owner(NodeRef a, NodeRef b) const {
  const auto owners = [&](NodeRef row) {
    const Tree& tree = program_.tree(row.file);
    return engine_.values().objects(
        engine_.value_of({row.file, tree.child(row.node, Field::Object)}));
  };
  const auto cls = [&](ObjectId o) {
    const Object& object = engine_.values()[o];
    return object.kind == ObjectKind::Instance ? object_id(object.a)
           : object.kind == ObjectKind::Class  ? o
                                               : ObjectId{};
  };
  const auto below = [&](ObjectId lower, ObjectId upper) {
    for (ObjectId up : engine_.known_mro(lower)) {
      const Object& one = engine_.values()[up];
      const Object& other = engine_.values()[upper];
      if (up == upper ||
          (one.kind == ObjectKind::Class && other.kind == ObjectKind::Class && one.a == other.a))
        return true;
    }
    return false;
  };
  const auto left = owners(a);
  const auto right = owners(b);
  bool unknown = left.empty() || right.empty();
  for (ObjectId x : left)
    for (ObjectId y : right) {
      if (x == y && engine_.values()[x].kind != ObjectKind::Unknown) return Tri::Yes;
      unknown = unknown || engine_.values()[x].kind == ObjectKind::Unknown ||
                engine_.values()[y].kind == ObjectKind::Unknown;
      const ObjectId one = cls(x);
      const ObjectId other = cls(y);
      if (one.exists() && other.exists() && (below(one, other) || below(other, one)))
        return Tri::Yes;
    }
  return unknown ? Tri::Unknown : Tri::No;
}

std::vector<PlaceAccess> StatePlaces::accesses(NodeRef at) const {
  const Place place = place_of(program_, at);
  std::vector<PlaceAccess> out;
  if (!place.attribute.exists()) {
    const auto found = by_variable_.find(key_of(place.variable));
    if (found != by_variable_.end()) out = found->second;
    return out;
  }
  const auto found = by_attribute_.find(place.attribute.raw());
  if (found == by_attribute_.end()) return out;
  for (PlaceAccess access : found->second) {
    const Tri same = access.at == at ? Tri::Yes : same_owner(at, access.at);
    if (same == Tri::No) continue;
    access.certain = same == Tri::Yes;
    out.push_back(access);
  }
  return out;
}

/// `before` is over when `at` begins, whenever `at` runs in the same activation.
bool StatePlaces::dominates(NodeRef before, NodeRef at) const {
  if (before.file != at.file) return false;
  const Tree& tree = program_.tree(at.file);
  NodeId statement = before.node;
  NodeId up = tree.parent(statement);
  while (up.exists() && tree.kind(up) != NodeKind::Block && tree.kind(up) != NodeKind::Module) {
    statement = up;
    up = tree.parent(up);
  }
  if (!up.exists()) return false;
  return at.node.index() >= tree.end_of(statement) && tree.contains(up, at.node);
}

bool StatePlaces::always_stores(FunctionId f, const std::vector<NodeRef>& stores) const {
  const FunctionInfo& info = program_.function(f);
  const Tree& tree = program_.tree(info.file);
  return std::any_of(stores.begin(), stores.end(), [&](NodeRef store) {
    if (store.file != info.file || program_.enclosing_function(store) != f) return false;
    NodeId up = tree.parent(store.node);
    while (up.exists() && tree.kind(up) != NodeKind::Block) up = tree.parent(up);
    return up == info.body;
  });
}

bool StatePlaces::always_after(NodeRef at, const std::vector<NodeRef>& stores,
                               FunctionId writer) const {
  Search search{stores, {}, {}};
  std::vector<FunctionId>& storing = search.storing;
  for (NodeRef store : stores) {
    const FunctionId f = program_.enclosing_function(store);
    if (f.exists() && always_stores(f, stores) &&
        std::find(storing.begin(), storing.end(), f) == storing.end())
      storing.push_back(f);
  }
  // Who calls such a function at the top of its body stores too.
  for (std::size_t i = 0; i < storing.size() && storing.size() < kMaxStoring; ++i)
    for (std::uint32_t e : into_[storing[i].index()]) {
      const CallEdge& edge = engine_.edges()[e];
      if (!edge.caller.exists() || !same_graph(edge.passage) ||
          std::find(storing.begin(), storing.end(), edge.caller) != storing.end())
        continue;
      if (always_stores(edge.caller, {edge.site})) storing.push_back(edge.caller);
    }
  if (writer.exists()) search.writing = leading_to(writer);
  return after(at, search, 0);
}

std::vector<bool> StatePlaces::leading_to(FunctionId writer) const {
  std::vector<bool> out(program_.functions().size());
  out[writer.index()] = true;
  std::vector<FunctionId> todo{writer};
  while (!todo.empty()) {
    const FunctionId f = todo.back();
    todo.pop_back();
    for (std::uint32_t e : into_[f.index()]) {
      const FunctionId caller = engine_.edges()[e].caller;
      if (!caller.exists() || out[caller.index()]) continue;
      out[caller.index()] = true;
      todo.push_back(caller);
    }
  }
  return out;
}

bool StatePlaces::leads_to(FunctionId from, FunctionId to) const {
  return leading_to(to)[from.index()];
}

/// Between the two stands a call that leads to the writer.
bool StatePlaces::interrupted(NodeRef store, NodeRef at, const Search& search) const {
  if (search.writing.empty()) return false;
  const Tree& tree = program_.tree(at.file);
  NodeId statement = store.node;
  while (tree.kind(tree.parent(statement)) != NodeKind::Block &&
         tree.kind(tree.parent(statement)) != NodeKind::Module)
    statement = tree.parent(statement);
  const NodeRef first{at.file, NodeId::from_index(tree.end_of(statement))};
  auto e = std::partition_point(by_site_.begin(), by_site_.end(),
                                [&](std::uint32_t i) { return engine_.edges()[i].site < first; });
  for (; e != by_site_.end() && engine_.edges()[*e].site < at; ++e)
    if (search.writing[engine_.edges()[*e].callee.index()]) return true;
  return false;
}

bool StatePlaces::after(NodeRef at, const Search& search, int depth) const {
  const FunctionId f = program_.enclosing_function(at);
  for (NodeRef store : search.stores)
    if (program_.enclosing_function(store) == f && dominates(store, at) &&
        !interrupted(store, at, search))
      return true;
  if (!f.exists()) return false;
  for (FunctionId stored : search.storing)
    for (std::uint32_t e : into_[stored.index()]) {
      const CallEdge& edge = engine_.edges()[e];
      if (edge.caller != f || !same_graph(edge.passage)) continue;
      // Eager code that calls what is traced elsewhere gets a store of another graph, if any.
      if (tracing_.eager(f) && tracing_.traced(stored) && !tracing_.eager(stored)) continue;
      if (dominates(edge.site, at)) return true;
    }
  if (depth == kMaxCallers || into_[f.index()].empty()) return false;
  return std::all_of(into_[f.index()].begin(), into_[f.index()].end(), [&](std::uint32_t e) {
    const CallEdge& edge = engine_.edges()[e];
    return same_graph(edge.passage) && after(edge.site, search, depth + 1);
  });
}

}  // namespace hyb
