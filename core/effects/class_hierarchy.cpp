#include "core/effects/class_hierarchy.h"

#include <algorithm>

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

template <class T>
void add_once(std::vector<T>& into, T one) {
  if (std::find(into.begin(), into.end(), one) == into.end()) into.push_back(one);
}

/// Calling such a thing raises.
bool is_data(ObjectKind kind) {
  return kind == ObjectKind::None || kind == ObjectKind::Bool || kind == ObjectKind::Int ||
         kind == ObjectKind::Float || kind == ObjectKind::Str || kind == ObjectKind::Tensor ||
         kind == ObjectKind::Tuple || kind == ObjectKind::List || kind == ObjectKind::Dict ||
         kind == ObjectKind::Slice;
}

ClassId class_of(const Object& object) {
  return ClassId::from_index(object.a - 1);
}

}  // namespace

ClassHierarchy::ClassHierarchy(const Program& program, const flow::Engine& engine)
    : program_(program), engine_(engine), below_(program.classes().size()) {
  for (std::size_t i = 0; i < program.classes().size(); ++i)
    for (ObjectId cls : engine.class_objects(ClassId::from_index(i)))
      for (ObjectId up : engine.known_mro(cls))
        if (engine.values()[up].kind == ObjectKind::Class)
          add_once(below_[class_of(engine.values()[up]).index()], cls);
  for (std::size_t i = 0; i < program.functions().size(); ++i) {
    const FunctionId f = FunctionId::from_index(i);
    const FunctionInfo& info = program.function(f);
    if (info.owner.exists() && info.name.exists()) methods_[info.name.raw()].push_back(f);
  }
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const Tree& tree = program.tree(FileId::from_index(i));
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeId row = NodeId::from_index(r);
      if (tree.kind(row) == NodeKind::Attribute && tree[row].field == Field::Target)
        read_assignment(FileId::from_index(i), row);
    }
  }
}

// `object.name = value`: what is no function cannot be called under that name.
void ClassHierarchy::read_assignment(FileId file, NodeId target) {
  const Tree& tree = program_.tree(file);
  const NodeId statement = tree.parent(target);
  if (tree.kind(statement) == NodeKind::Assign) {
    const auto objects =
        engine_.values().objects(engine_.value_of({file, tree.child(statement, Field::Value)}));
    if (std::all_of(objects.begin(), objects.end(),
                    [&](ObjectId o) { return is_data(engine_.values()[o].kind); }) &&
        !objects.empty())
      return;
  }
  Assigned& out = assigned_[tree[target].name.raw()];
  const NodeId object = tree.child(target, Field::Object);
  const FunctionId around = program_.enclosing_function({file, target});
  if (around.exists() && tree.kind(object) == NodeKind::Name) {
    const FunctionInfo& info = program_.function(around);
    const SymbolId symbol = program_.scopes(file).symbol_of[object.index()];
    if (info.owner.exists() && !info.parameters.empty() && symbol.exists() &&
        symbol == info.parameters.front().symbol)
      return add_once(out.classes, info.owner);
  }
  for (ObjectId o : engine_.values().objects(engine_.value_of({file, object}))) {
    const Object& known = engine_.values()[o];
    if (known.kind == ObjectKind::Unknown) out.unknown = true;
    if (known.kind == ObjectKind::Class) add_once(out.classes, class_of(known));
    if (known.kind == ObjectKind::Instance)
      add_once(out.classes, class_of(engine_.values()[ObjectId::from_index(known.a - 1)]));
  }
}

bool ClassHierarchy::assigned_on(NameId name, ObjectId cls) const {
  const auto found = assigned_.find(name.raw());
  if (found == assigned_.end()) return false;
  const Assigned& known = found->second;
  const auto order = engine_.known_mro(cls);
  return known.unknown || std::any_of(order.begin(), order.end(), [&](ObjectId up) {
           const Object& base = engine_.values()[up];
           return base.kind == ObjectKind::Class &&
                  std::find(known.classes.begin(), known.classes.end(), class_of(base)) !=
                      known.classes.end();
         });
}

const std::vector<FunctionId>* ClassHierarchy::named(NameId name) const {
  static const std::vector<FunctionId> kNone;
  if (const auto known = assigned_.find(name.raw()); known != assigned_.end())
    if (known->second.unknown || !known->second.classes.empty()) return nullptr;
  const auto found = methods_.find(name.raw());
  return found == methods_.end() ? &kNone : &found->second;
}

const std::vector<FunctionId>* ClassHierarchy::methods(NameId name) const {
  const auto found = methods_.find(name.raw());
  return found == methods_.end() ? nullptr : &found->second;
}

SymbolId ClassHierarchy::own(ClassId id, NameId name, FileId& file) const {
  if (!name.exists()) return {};
  const ClassInfo& info = program_.class_info(id);
  file = info.file;
  return program_.scopes(file).lookup(info.scope, name);
}

FunctionId ClassHierarchy::own_function(ClassId id, NameId name) const {
  FileId file;
  const SymbolId symbol = own(id, name, file);
  if (!symbol.exists()) return {};
  const ScopeTree& scopes = program_.scopes(file);
  const Symbol& found = scopes.symbols[symbol];
  for (std::uint32_t b = 0; b < found.binding_count; ++b) {
    const Binding& binding = scopes.bindings[found.first_binding + b];
    if (binding.kind == BindingKind::Function) return program_.function_at({file, binding.node});
  }
  return {};
}

// The first class in the order that has it; an outside class is asked by whoever knows its rows.
void ClassHierarchy::find_in(std::span<const ObjectId> order, std::size_t first, NameId name,
                             Found& out) const {
  for (std::size_t i = first; i < order.size(); ++i) {
    const Object& cls = engine_.values()[order[i]];
    if (cls.kind == ObjectKind::External) {
      add_once(out.bases, cls.name);
      return;
    }
    if (cls.kind != ObjectKind::Class) break;
    FileId file;
    if (!own(class_of(cls), name, file).exists()) continue;
    const FunctionId f = own_function(class_of(cls), name);
    if (!f.exists()) break;
    add_once(out.functions, f);
    return;
  }
  out.open = true;
}

ClassHierarchy::Found ClassHierarchy::find(ClassId owner, NameId name, bool above) const {
  Found out;
  out.open = below_[owner.index()].empty();
  for (ObjectId cls : below_[owner.index()]) out.open = out.open || assigned_on(name, cls);
  if (out.open) return out;
  for (ObjectId cls : below_[owner.index()]) {
    const auto order = engine_.known_mro(cls);
    std::size_t first = 0;
    if (above)
      while (first < order.size()) {
        const Object& at = engine_.values()[order[first++]];
        if (at.kind == ObjectKind::Class && class_of(at) == owner) break;
      }
    find_in(order, first, name, out);
  }
  return out;
}

}  // namespace hyb
