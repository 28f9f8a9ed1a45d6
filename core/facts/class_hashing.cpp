#include "core/facts/class_hashing.h"

#include <algorithm>

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

constexpr std::string_view kEq = "__eq__", kHash = "__hash__";
constexpr std::string_view kProtocols[] = {"__tf_tracing_type__", "__tf_flatten__"};

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

/// The binding of `name` in the body of a class; none if it has none.
NodeRef own_binding(const Program& program, ClassId id, std::string_view name) {
  const ClassInfo& info = program.class_info(id);
  const NameId known = program.names().find(name);
  if (!known.exists()) return {};
  const ScopeTree& scopes = program.scopes(info.file);
  const SymbolId symbol = scopes.lookup(info.scope, known);
  if (!symbol.exists() || scopes.symbols[symbol].binding_count == 0) return {};
  return {info.file, scopes.bindings[scopes.symbols[symbol].first_binding].node};
}

/// What a dataclass decorator says; `known` is false for options that are no constants.
struct DataclassOptions {
  bool present = false;
  bool known = true;
  bool foreign = false;  // another decorator stands there, of which nothing is known
  bool eq = true;
  bool frozen = false;
  bool unsafe_hash = false;
  bool slots = false;
  bool weakref_slot = false;
  NodeRef at;
};

DataclassOptions dataclass_options(const Facts& facts, ClassId id) {
  DataclassOptions out;
  const ClassInfo& info = facts.program().class_info(id);
  const Tree& tree = facts.program().tree(info.file);
  const NodeId outer = tree.with_decorators(info.node);
  if (outer == info.node) return out;
  for (NodeId decorator : tree.children(outer)) {
    if (tree.kind(decorator) != NodeKind::Decorator) continue;
    NodeId value = tree.child(decorator, Field::Value);
    NodeId call;
    if (tree.kind(value) == NodeKind::Call) {
      call = value;
      value = tree.child(value, Field::Function);
    }
    const ApiRow* row = find_exact_api(facts.path({info.file, value}));
    if (row == nullptr || !row->has(Trait::MakesDataclass)) {
      // One that registers the class gives it back as it is.
      if (row == nullptr || row->result != ApiResult::Identity) out.foreign = true;
      continue;
    }
    out.present = true;
    out.at = {info.file, decorator};
    if (!call.exists()) continue;
    for (NodeId argument : tree.children(tree.child(call, NodeKind::Arguments))) {
      const auto set = [&](bool& option) {
        const Tri given =
            facts.constant_bool(facts.value({info.file, tree.child(argument, Field::Value)}));
        if (given == Tri::Unknown) out.known = false;
        option = given == Tri::Yes;
      };
      if (tree.kind(argument) != NodeKind::Keyword) {
        out.known = false;
        continue;
      }
      const std::string_view name = facts.text(tree[argument].name);
      if (name == "eq") set(out.eq);
      if (name == "frozen") set(out.frozen);
      if (name == "unsafe_hash") set(out.unsafe_hash);
      if (name == "slots") set(out.slots);
      if (name == "weakref_slot") set(out.weakref_slot);
    }
  }
  return out;
}

/// An annotation names a class whose objects have no hash.
bool annotates_unhashable(const Facts& facts, NodeRef annotation) {
  const Tree& tree = facts.program().tree(annotation.file);
  NodeRef named = annotation;
  if (tree.kind(named.node) == NodeKind::Subscript)
    named.node = tree.child(named.node, Field::Object);
  const std::string_view path = facts.path(named);
  if (path.empty()) return false;
  const ApiRow* row = find_api(path);
  return row != nullptr && (row->has(Trait::Unhashable) || row->has(Trait::UnhashableStructure) ||
                            derives_from(row->name, kTensorClass) || row->name == kArrayClass);
}

/// The first field of a dataclass whose annotation says that it has no hash.
NodeRef unhashable_field(const Facts& facts, ClassId id) {
  const ClassInfo& info = facts.program().class_info(id);
  const Tree& tree = facts.program().tree(info.file);
  for (NodeId statement : tree.children(tree.child(info.node, Field::Body))) {
    if (tree.kind(statement) != NodeKind::AnnAssign) continue;
    // `field(hash=False)`, `field(compare=False)`: maybe it takes no part.
    const NodeId value = tree.child(statement, Field::Value);
    if (value.exists() && tree.kind(value) == NodeKind::Call) continue;
    const NodeId annotation = tree.child(statement, Field::Annotation);
    if (annotation.exists() && annotates_unhashable(facts, {info.file, annotation}))
      return {info.file, statement};
  }
  return {};
}

/// What one class of the order says; Unknown with no place = it says nothing, ask the next.
Hashing own_hashing(const Facts& facts, ClassId id, bool& decided) {
  const Program& program = facts.program();
  decided = true;
  for (std::string_view protocol : kProtocols)
    if (const NodeRef at = own_binding(program, id, protocol); at.node.exists())
      return {Tri::Yes, at, ""};
  const DataclassOptions options = dataclass_options(facts, id);
  if (options.foreign || !options.known) return {};
  const NodeRef hash = own_binding(program, id, kHash);
  const NodeRef eq = own_binding(program, id, kEq);
  if (hash.node.exists()) {
    // `__hash__ = None` is said outright; a def is a hash.
    const bool defined = program.tree(hash.file).kind(hash.node) == NodeKind::FunctionDef;
    return {defined ? Tri::Yes : Tri::Unknown, hash, ""};
  }
  if (options.present && options.eq && !eq.node.exists()) {
    if (!options.frozen && !options.unsafe_hash)
      return {Tri::No, options.at, "a dataclass with '__eq__' that is not frozen has no hash"};
    if (const NodeRef field = unhashable_field(facts, id); field.node.exists())
      return {Tri::No, field, "the hash is made of the fields, and this one has none", true};
    return {};
  }
  if (eq.node.exists()) return {Tri::No, eq, "'__eq__' without '__hash__' takes the hash away"};
  decided = false;
  return {};
}

/// The class statement takes keywords: a metaclass, or options of a base.
bool has_keywords(const Facts& facts, ClassId id) {
  const ClassInfo& info = facts.program().class_info(id);
  const Tree& tree = facts.program().tree(info.file);
  const NodeId bases = tree.child(info.node, Field::Bases);
  if (!bases.exists()) return false;
  for (NodeId base : tree.children(bases))
    if (tree.kind(base) == NodeKind::Keyword || tree.kind(base) == NodeKind::DoubleStarred)
      return true;
  return false;
}

Hashing hashing_of_class(const Facts& facts, ObjectId class_object) {
  const auto order = facts.engine().known_mro(class_object);
  if (order.empty()) return {};
  // A protocol, or something unknown, anywhere above decides nothing against it.
  for (ObjectId up : order) {
    const Object& cls = facts.values()[up];
    if (cls.kind == ObjectKind::Class) {
      const ClassId id = ClassId::from_index(cls.a - 1);
      if (has_keywords(facts, id)) return {};
      for (std::string_view protocol : kProtocols)
        if (own_binding(facts.program(), id, protocol).node.exists()) return {Tri::Yes, {}, ""};
    } else if (cls.kind != ObjectKind::External) {
      return {};
    } else {
      std::string storage;
      if (derives_from(canonical_path(facts.text(cls.name), storage),
                       "tensorflow.experimental.ExtensionType"))
        return {Tri::Yes, {}, ""};
    }
  }
  for (ObjectId up : order) {
    const Object& cls = facts.values()[up];
    if (cls.kind == ObjectKind::Class) {
      bool decided = false;
      Hashing own = own_hashing(facts, ClassId::from_index(cls.a - 1), decided);
      if (decided) return own;
      continue;
    }
    std::string storage;
    const ApiRow* row = find_api(canonical_path(facts.text(cls.name), storage));
    if (row != nullptr && (row->has(Trait::Unhashable) || row->has(Trait::UnhashableStructure)))
      return {Tri::No,
              {},
              "it derives from a container without a hash",
              false,
              row->has(Trait::UnhashableStructure)};
    return {};
  }
  return {Tri::Yes, {}, ""};
}

bool is_tuple(const Facts& facts, std::span<const ObjectId> order) {
  return std::any_of(order.begin(), order.end(), [&](ObjectId up) {
    const Object& cls = facts.values()[up];
    if (cls.kind != ObjectKind::External) return cls.kind == ObjectKind::TupleClass;
    std::string storage;
    const ApiRow* row = find_exact_api(canonical_path(facts.text(cls.name), storage));
    return row != nullptr && row->has(Trait::TupleClass);
  });
}

}  // namespace

Hashing hashing_of(const Facts& facts, ClassId id) {
  Hashing out;
  bool first = true;
  for (ObjectId object : facts.engine().class_objects(id)) {
    const Hashing one = hashing_of_class(facts, object);
    if (!first && one.hashable != out.hashable) return {};
    out = one;
    first = false;
  }
  return out;
}

Hashing weak_references_of(const Facts& facts, ClassId id) {
  const Program& program = facts.program();
  Hashing out;
  for (ObjectId object : facts.engine().class_objects(id)) {
    const auto order = facts.engine().known_mro(object);
    if (order.empty()) return {};
    if (is_tuple(facts, order)) return {Tri::No, {}, "a named tuple cannot be referred to weakly"};
    for (ObjectId up : order) {
      const Object& cls = facts.values()[up];
      if (cls.kind == ObjectKind::External) {
        std::string storage;
        if (canonical_path(facts.text(cls.name), storage) == "builtins.object") continue;
        return {};
      }
      if (cls.kind != ObjectKind::Class) return {};
      const ClassId each = ClassId::from_index(cls.a - 1);
      const DataclassOptions options = dataclass_options(facts, each);
      if (options.foreign || !options.known) return {};
      const NodeRef slots = own_binding(program, each, "__slots__");
      if (!slots.node.exists() && !options.slots) return {};
      if (options.weakref_slot) return {};
      if (slots.node.exists()) {
        const Tree& tree = program.tree(slots.file);
        const NodeId statement = tree.parent(slots.node);
        const NodeId value = statement.exists() ? tree.child(statement, Field::Value) : NodeId{};
        if (!value.exists() ||
            (tree.kind(value) != NodeKind::Tuple && tree.kind(value) != NodeKind::List &&
             tree.kind(value) != NodeKind::String))
          return {};
        const std::string_view text = program.text(NodeRef{slots.file, value});
        if (text.find("__weakref__") != std::string_view::npos ||
            text.find("__dict__") != std::string_view::npos)
          return {};
      }
      if (!out.at.node.exists()) out.at = slots.node.exists() ? slots : options.at;
    }
    out.hashable = Tri::No;
    out.what = "'__slots__' without '__weakref__' leaves no room for weak references";
  }
  return out;
}

Hashing hashing_of(const Facts& facts, ObjectId id, int depth) {
  const Object& object = facts.values()[id];
  switch (object.kind) {
    case ObjectKind::Instance: {
      const Object& cls = facts.values()[object_id(object.a)];
      if (cls.kind != ObjectKind::Class) return {};
      return hashing_of(facts, ClassId::from_index(cls.a - 1));
    }
    case ObjectKind::ExternalInstance: {
      const ApiRow* row = find_api(facts.text(object.name));
      if (row != nullptr && row->has(Trait::Unhashable))
        return {Tri::No, {}, "it is a container without a hash"};
      return {};
    }
    case ObjectKind::Tuple:
    case ObjectKind::List: {
      if (object.summary) return {};
      if (object.kind == ObjectKind::List && object.b != 0) {
        const NodeRef made = facts.engine().allocation(object.b);
        const NodeKind kind = facts.program().tree(made.file).kind(made.node);
        const ApiRow* row = kind == NodeKind::Call ? facts.called_api(made) : nullptr;
        if (kind == NodeKind::Set || kind == NodeKind::SetComp ||
            (row != nullptr && row->has(Trait::Unhashable)))
          return {Tri::No, made, "a set or deque has no hash"};
      }
      bool fixed = false;
      const auto parts = facts.engine().parts_of(id, &fixed);
      if (depth == 0 || !fixed) return {};
      for (flow::ValueId part : parts)
        if (const ObjectId only = facts.values().only(part); only.exists())
          if (const Hashing inner = hashing_of(facts, only, depth - 1); inner.hashable == Tri::No)
            return inner;
      return {};
    }
    default:
      return {};
  }
}

}  // namespace hyb
