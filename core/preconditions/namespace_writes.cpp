#include "core/preconditions/namespace_writes.h"

namespace hyb {

using flow::ObjectId;
using flow::ObjectKind;

namespace {

/// The object whose dict the expression is, or a NodeId without a row for that of the module.
std::optional<NodeId> namespace_of(const ProgramReader& reader, NodeRef at) {
  const Tree& tree = reader.program().tree(at.file);
  if (tree.kind(at.node) == NodeKind::Attribute)
    return reader.text(tree[at.node].name) == "__dict__"
               ? std::optional(tree.child(at.node, Field::Object))
               : std::nullopt;
  if (tree.kind(at.node) != NodeKind::Call) return std::nullopt;
  const ApiRow* api = reader.called_api(at);
  if (api == nullptr) return std::nullopt;
  if (api->has(Trait::ModuleNamespace)) return NodeId{};
  if (!api->has(Trait::GivesNamespace)) return std::nullopt;
  if (const std::vector<NodeId> given = reader.arguments(at); !given.empty()) return given.front();
  // `vars()` of a function is a copy of its variables.
  return reader.program().enclosing_function(at).exists() ? std::nullopt : std::optional(NodeId{});
}

void add_key(const ProgramReader& reader, NodeRef key, NamespaceWrite& write) {
  write.any = write.any || reader.objects(key).empty();
  for (ObjectId o : reader.objects(key)) {
    const flow::Object& object = reader.values()[o];
    if (object.kind == ObjectKind::Str && object.name.exists())
      write.names.push_back(object.name);
    else
      write.any = true;
  }
}

/// `update(lr=v)`, `update({"lr": v})`
void add_argument(const ProgramReader& reader, NodeRef argument, NamespaceWrite& write) {
  const Tree& tree = reader.program().tree(argument.file);
  if (tree.kind(argument.node) == NodeKind::Keyword)
    return write.names.push_back(tree[argument.node].name);
  write.any = write.any || reader.objects(argument).empty();
  for (ObjectId o : reader.objects(argument)) {
    bool fixed = false;
    if (reader.values()[o].kind == ObjectKind::Dict)
      for (NameId key : reader.engine().keys_of(o, &fixed)) write.names.push_back(key);
    write.any = write.any || !fixed;
  }
}

}  // namespace

std::optional<NamespaceWrite> namespace_write(const ProgramReader& reader, NodeRef at) {
  const Tree& tree = reader.program().tree(at.file);
  const bool call = tree.kind(at.node) == NodeKind::Call;
  const NodeId callee = call ? tree.child(at.node, Field::Function) : at.node;
  if (call && tree.kind(callee) != NodeKind::Attribute) return std::nullopt;
  const auto owner = namespace_of(reader, {at.file, tree.child(callee, Field::Object)});
  if (!owner) return std::nullopt;
  NamespaceWrite out{.owner = *owner, .names = {}, .any = false};
  if (!call) {
    add_key(reader, {at.file, tree.child(at.node, Field::Index)}, out);
    return out;
  }
  const std::string_view method = reader.text(tree[callee].name);
  const ApiRow* row = find_method("builtins.dict", method);
  if (row == nullptr || !row->has(Trait::Mutates)) return std::nullopt;
  const auto arguments = tree.children(tree.child(at.node, NodeKind::Arguments));
  if (method == "update") {
    for (NodeId argument : arguments) add_argument(reader, {at.file, argument}, out);
  } else if (!arguments.empty()) {
    add_key(reader, {at.file, *arguments.begin()}, out);
  } else {
    out.any = true;
  }
  return out;
}

}  // namespace hyb
