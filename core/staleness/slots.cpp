#include "core/staleness/slots.h"

#include <algorithm>
#include <string>

#include "core/tensorflow/api.h"

namespace hyb {

using flow::ContextId;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

/// A constant string, by the name it would be as an attribute.
NameId written_name(const Program& program, const Engine& engine, NodeRef at) {
  const ObjectId only = engine.values().only(engine.value_of(at));
  if (!only.exists() || engine.values()[only].kind != ObjectKind::Str) return {};
  return program.names().find(program.text(engine.values()[only].name));
}

/// An outside class that is not known, or that has something of its own behind the name: a variable
/// behind a setter (`learning_rate`).
bool answers_itself(const Program& program, std::string_view path, NameId name) {
  std::string storage;
  const std::string_view known = canonical_path(path, storage);
  if (find_api(known) == nullptr) return true;
  return find_method(known, program.text(name)) != nullptr;
}

}  // namespace

SlotWrites::SlotWrites(const Program& program, const Engine& engine, const CalledRows& rows)
    : program_(program), engine_(engine), rows_(rows) {
  for (std::size_t i = 0; i < program.file_count(); ++i)
    if (const FileId file = FileId::from_index(i); program.file(file).parsed) gather(file);
}

void SlotWrites::gather(FileId file) {
  const Tree& tree = program_.tree(file);
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeId row = NodeId::from_index(i);
    SlotWrite write;
    switch (tree.kind(row)) {
      case NodeKind::Assign:
      case NodeKind::AnnAssign:
        write.kind = SlotWrite::Kind::Assign;
        write.value = tree.child(row, Field::Value);
        if (!write.value.exists()) break;
        for (NodeId child : tree.children(row))
          if (tree[child].field == Field::Target) target(file, child, write);
        break;
      case NodeKind::AugAssign:
        write.kind = SlotWrite::Kind::Augment;
        write.value = tree.child(row, Field::Value);
        target(file, tree.child(row, Field::Target), write);
        break;
      case NodeKind::For:
        write.kind = SlotWrite::Kind::Loop;
        target(file, tree.child(row, Field::Target), write);
        break;
      case NodeKind::WithItem:
        if (const NodeId named = tree.child(row, Field::Target); named.exists())
          target(file, named, write);
        break;
      case NodeKind::Call: {
        const ApiRow* api = rows_.at({file, row});
        if (api == nullptr || !api->has(Trait::Sets)) break;
        std::vector<NodeId> given;
        for (NodeId each : tree.children(tree.child(row, NodeKind::Arguments)))
          given.push_back(each);
        if (given.size() != 3) break;
        write.kind = SlotWrite::Kind::Assign;
        write.at = {file, row};
        write.value = given[2];
        write.object = given[0];
        write.name = written_name(program_, engine_, {file, given[1]});
        write.function = program_.enclosing_function(write.at);
        if (!write.name.exists()) break;
        add_attribute(write);
        break;
      }
      default:
        break;
    }
  }
}

void SlotWrites::target(FileId file, NodeId target, SlotWrite write) {
  const Tree& tree = program_.tree(file);
  if (!target.exists()) return;
  switch (tree.kind(target)) {
    case NodeKind::Tuple:
    case NodeKind::List:
    case NodeKind::Starred:
      write.part = true;
      for (NodeId child : tree.children(target)) this->target(file, child, write);
      return;
    case NodeKind::Attribute: {
      write.at = {file, target};
      write.object = tree.child(target, Field::Object);
      write.name = tree[target].name;
      write.function = program_.enclosing_function(write.at);
      add_attribute(write);
      return;
    }
    case NodeKind::Name: {
      const ScopeTree& scopes = program_.scopes(file);
      const SymbolId symbol = scopes.symbol_of[target.index()];
      if (!symbol.exists()) return;
      const bool module = scopes.symbols[symbol].scope == scopes.module_scope();
      if (!scopes.symbols[symbol].captured && !module) return;
      write.at = {file, target};
      write.function = program_.enclosing_function(write.at);
      by_variable_[key(file, symbol)].push_back(static_cast<std::uint32_t>(all_.size()));
      all_.push_back(write);
      return;
    }
    default:
      return;
  }
}

void SlotWrites::add_attribute(const SlotWrite& write) {
  by_name_[write.name.raw()].push_back(static_cast<std::uint32_t>(all_.size()));
  if (!makes_object(program_, write.function)) later_.insert(write.name.raw());
  all_.push_back(write);
}

std::vector<std::uint32_t> SlotWrites::candidates(const Slot& slot) const {
  std::vector<std::uint32_t> out;
  NameId name = slot.name;
  if (!slot.is_attribute()) {
    const ScopeTree& scopes = program_.scopes(slot.file);
    if (scopes.symbols[slot.symbol].scope == scopes.module_scope())
      name = scopes.symbols[slot.symbol].name;
    if (const auto found = by_variable_.find(key(slot.file, slot.symbol));
        found != by_variable_.end())
      out = found->second;
  }
  if (const auto found = by_name_.find(name.raw()); name.exists() && found != by_name_.end())
    out.insert(out.end(), found->second.begin(), found->second.end());
  return out;
}

bool makes_object(const Program& program, FunctionId f) {
  if (!f.exists() || !program.function(f).owner.exists()) return false;
  const std::string_view name = program.text(program.function(f).name);
  return name == "__init__" || name == "__new__" || name == "build";
}

std::span<const ObjectId> objects_in(const Program& program, const Engine& engine,
                                     ContextId context, NodeRef expression) {
  const Tree& tree = program.tree(expression.file);
  if (tree.kind(expression.node) == NodeKind::Name) {
    const SymbolId symbol = program.scopes(expression.file).symbol_of[expression.node.index()];
    for (ContextId at = context; symbol.exists() && at.exists();
         at = engine.contexts()[at.index()].outer) {
      const flow::Context& running = engine.contexts()[at.index()];
      if (!running.function.exists() || running.file != expression.file) continue;
      const FunctionInfo& info = program.function(running.function);
      if (!info.owner.exists() || info.parameters.empty() || running.parameters.empty()) continue;
      if (info.parameters.front().symbol != symbol) continue;
      return engine.values().objects(running.parameters.front());
    }
  }
  return engine.values().objects(engine.value_of(expression));
}

Slot attribute_slot(const Program& program, const Engine& engine, ObjectId id, NameId name) {
  const Object& object = engine.values()[id];
  switch (object.kind) {
    case ObjectKind::Module: {
      const FileId file = FileId::from_index(object.a - 1);
      const ScopeTree& scopes = program.scopes(file);
      const SymbolId symbol = scopes.lookup(scopes.module_scope(), name);
      return symbol.exists() ? Slot{.file = file, .symbol = symbol} : Slot{};
    }
    case ObjectKind::Class:
      return {.object = id, .name = name};
    case ObjectKind::ExternalInstance:
      if (answers_itself(program, program.text(object.name), name)) return {};
      return {.object = id, .name = name};
    case ObjectKind::Instance:
      // A property, or a class that answers for its attributes itself.
      for (ObjectId up : engine.known_mro(object_id(object.a))) {
        const Object& cls = engine.values()[up];
        if (cls.kind == ObjectKind::Unknown) return {};
        if (cls.kind == ObjectKind::External &&
            answers_itself(program, program.text(cls.name), name))
          return {};
        if (cls.kind != ObjectKind::Class) continue;
        const ClassInfo& info = program.class_info(ClassId::from_index(cls.a - 1));
        const ScopeTree& scopes = program.scopes(info.file);
        const NameId setter = program.names().find("__setattr__");
        if (setter.exists() && scopes.lookup(info.scope, setter).exists()) return {};
        const SymbolId symbol = scopes.lookup(info.scope, name);
        if (!symbol.exists()) continue;
        const Symbol& found = scopes.symbols[symbol];
        for (std::uint32_t b = 0; b < found.binding_count; ++b)
          if (scopes.bindings[found.first_binding + b].kind == BindingKind::Function) return {};
      }
      return {.object = id, .name = name};
    default:
      return {};
  }
}

}  // namespace hyb
