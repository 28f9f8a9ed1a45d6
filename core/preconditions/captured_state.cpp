#include "core/preconditions/captured_state.h"

#include <algorithm>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

std::uint64_t key_of(std::uint32_t a, std::uint32_t b) {
  return (std::uint64_t{a} << 32U) | b;
}

}  // namespace

CapturedState::CapturedState(const ProgramReader& reader) : reader_(reader) {
  for (std::size_t i = 0; i < reader.program().file_count(); ++i) gather(FileId::from_index(i));
}

namespace {

bool under_test(const Tree& tree, NodeId row) {
  for (NodeId up = tree.parent(row); up.exists(); up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::If || kind == NodeKind::Elif || kind == NodeKind::Else) return true;
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return false;
  }
  return false;
}

}  // namespace

void CapturedState::gather(FileId file) {
  const Tree& tree = reader_.program().tree(file);
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeId row = NodeId::from_index(i);
    const NodeKind kind = tree.kind(row);
    if (kind != NodeKind::Assign && kind != NodeKind::AugAssign) continue;
    for (NodeId child : tree.children(row))
      if (tree[child].field == Field::Target) changed(file, child, kind == NodeKind::AugAssign);
  }
}

void CapturedState::changed(FileId file, NodeId target, bool augmented) {
  const Program& program = reader_.program();
  const Tree& tree = program.tree(file);
  if (tree.kind(target) != NodeKind::Name && tree.kind(target) != NodeKind::Attribute) return;
  const FunctionId function = program.enclosing_function({file, target});
  if (!function.exists()) return;
  const std::string_view name = program.text(program.function(function).name);
  const FunctionInfo& info = program.function(function);
  // What makes an object is over before its methods run.
  if (info.owner.exists() && (name == "__init__" || name == "build" || name == "__new__")) return;
  if (tree.kind(target) == NodeKind::Name) {
    const ScopeTree& scopes = program.scopes(file);
    const SymbolId symbol = scopes.symbol_of[target.index()];
    if (!symbol.exists() || scopes.symbols[symbol].scope != scopes.module_scope()) return;
    Change& change = globals_[key_of(file.raw(), symbol.raw())];
    if (!change.at.node.exists()) change.at = {file, target};
    change.again = change.again || augmented;
    return;
  }
  for (ObjectId o : reader_.objects({file, tree.child(target, Field::Object)})) {
    const Object& object = reader_.values()[o];
    if (object.kind != ObjectKind::Instance) continue;
    Change& change = attributes_[key_of(object.a, tree[target].name.raw())];
    if (!change.at.node.exists()) change.at = {file, target};
    if (program.enclosing_function(change.at) != function) change.elsewhere = true;
    change.guarded = change.guarded && under_test(tree, target);
    change.again = change.again || augmented;
  }
}

bool CapturedState::is_python_data(flow::ValueId value) const {
  const auto objects = reader_.values().objects(value);
  bool some = false;
  for (ObjectId o : objects) {
    const ObjectKind kind = reader_.values()[o].kind;
    const bool data = kind == ObjectKind::Int || kind == ObjectKind::Float ||
                      kind == ObjectKind::Bool || kind == ObjectKind::Str;
    if (!data && kind != ObjectKind::None) return false;
    some = some || data;
  }
  return some;
}

void CapturedState::read(const Body& body, NodeId row) const {
  const Tree& tree = body.tree;
  if (tree[row].field == Field::Target) return;
  const auto report = [&](const Change& change) {
    body.add(Obstacle::ChangingState, change.again, row,
             body.reader.quoted(body.ref(row)) + " is a Python value that " +
                 body.reader.quoted(change.at) + " changes on line " +
                 std::to_string(reader_.program()
                                    .source(change.at.file)
                                    .line_at(reader_.program().loc(change.at).begin)));
  };
  if (tree.kind(row) == NodeKind::Name) {
    if (globals_.empty()) return;
    const SymbolId symbol = reader_.program().scopes(body.file).symbol_of[row.index()];
    if (!symbol.exists()) return;
    const auto found = globals_.find(key_of(body.file.raw(), symbol.raw()));
    if (found != globals_.end() && is_python_data(reader_.engine().value_of(body.ref(row))))
      report(found->second);
    return;
  }
  if (tree.kind(row) != NodeKind::Attribute || attributes_.empty()) return;
  const flow::ValueId value = reader_.engine().value_of(body.ref(row));
  const bool data = is_python_data(value);
  const auto held = reader_.values().objects(value);
  const bool variable = is_variable(reader_.values(), reader_.program().names(), value);
  const bool tensor = std::any_of(held.begin(), held.end(), [&](ObjectId o) {
    return reader_.values()[o].kind == ObjectKind::Tensor;
  });
  const bool container = std::any_of(held.begin(), held.end(), [&](ObjectId o) {
    const ObjectKind kind = reader_.values()[o].kind;
    return kind == ObjectKind::List || kind == ObjectKind::Tuple || kind == ObjectKind::Dict;
  });
  if (!data && !tensor && !container) return;
  for (ObjectId o : reader_.objects(body.ref(tree.child(row, Field::Object)))) {
    const Object& object = reader_.values()[o];
    if (object.kind != ObjectKind::Instance) continue;
    const auto found = attributes_.find(key_of(object.a, tree[row].name.raw()));
    if (found == attributes_.end()) continue;
    if (data) return report(found->second);
    // A graph keeps the tensor, or the variable, that it saw first. A variable is often made once,
    // under a test.
    const FunctionId writer = reader_.program().enclosing_function(found->second.at);
    if (((variable || !tensor) && found->second.guarded) || writer == body.function) continue;
    const std::size_t known = body.found.size();
    body.add(Obstacle::ChangingState, false, row,
             body.reader.quoted(body.ref(row)) + " may be another " +
                 (variable ? "variable"
                  : tensor ? "tensor"
                           : "container") +
                 " later");
    if (body.found.size() > known && !found->second.elsewhere && !found->second.guarded)
      body.found.back().written = found->second.at;
    return;
  }
}

}  // namespace hyb
