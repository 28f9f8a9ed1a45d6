#include "core/effects/own_effects.h"

#include <algorithm>

#include "core/flow/operator_methods.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/element_functions.h"
#include "core/tensorflow/framework.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

class BodyReader {
 public:
  BodyReader(const Program& program, const Engine& engine, const ProvenanceReader& provenance,
             const CallEffects& calls, OwnEffects& out, FileId file)
      : program_(program),
        engine_(engine),
        provenance_(provenance),
        calls_(calls),
        out_(out),
        file_(file),
        tree_(program.tree(file)),
        scopes_(program.scopes(file)) {}

  void read() {
    std::vector<std::pair<FunctionId, std::uint32_t>> open;
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      while (!open.empty() && i >= open.back().second) open.pop_back();
      const NodeId row = NodeId::from_index(i);
      const NodeId parent = tree_.parent(row);
      if (tree_[row].field == Field::Body && parent.exists())
        if (const FunctionId f = program_.function_at({file_, parent}); f.exists())
          open.emplace_back(f, tree_.end_of(row));
      if (open.empty()) continue;
      function_ = open.back().first;
      visit(row);
    }
  }

 private:
  void visit(NodeId row) {
    const NodeKind kind = tree_.kind(row);
    if (kind == NodeKind::Call) call(row);
    if (kind == NodeKind::For || kind == NodeKind::CompFor)
      iterated(tree_.child(row, Field::Iter), false);
    if (kind == NodeKind::WithItem) enters(row);
    const NodeId parent = tree_.parent(row);
    if (tree_.kind(parent) == NodeKind::Delete) return target(row, {});
    if (tree_[row].field == Field::Target || is_inner_target(row)) target(row, value_for(row));
  }

  /// A part of a target that is a tuple or list.
  bool is_inner_target(NodeId row) const {
    NodeId up = tree_.parent(row);
    const NodeKind around = tree_.kind(up);
    if (around != NodeKind::Tuple && around != NodeKind::List && around != NodeKind::Starred)
      return false;
    const NodeKind own = tree_.kind(row);
    if (own != NodeKind::Name && own != NodeKind::Attribute && own != NodeKind::Subscript)
      return false;
    while (tree_.kind(up) == NodeKind::Tuple || tree_.kind(up) == NodeKind::List ||
           tree_.kind(up) == NodeKind::Starred) {
      if (tree_[up].field == Field::Target) return true;
      if (tree_[up].field != Field::None) return false;
      up = tree_.parent(up);
    }
    return tree_.kind(up) == NodeKind::Delete;
  }

  NodeId value_for(NodeId row) const {
    const NodeKind kind = tree_.kind(tree_.parent(row));
    return kind == NodeKind::Assign || kind == NodeKind::AnnAssign
               ? tree_.child(tree_.parent(row), Field::Value)
               : NodeId{};
  }

  void add(NodeId at, EffectKind kind, EffectRoot root = {}, bool rebinds = false) {
    if (in_eager_island(program_, engine_, {file_, at})) return;
    // `raise error(…)`: whatever that makes, the function ends there.
    if ((kind == EffectKind::Unknown || kind == EffectKind::Callback) &&
        tree_.kind(tree_.parent(at)) == NodeKind::Raise)
      return;
    out_.by_function[function_.index()].push_back({{file_, at}, kind, root, rebinds});
  }

  /// A write to the object that `object` denotes, for each place it may come from.
  void write(NodeId at, EffectKind kind, NodeId object) {
    const Provenance from = provenance_.of(function_, {file_, object});
    for (std::uint32_t p = 0; p < 64; ++p)
      if ((from.parameters >> p & 1U) != 0) add(at, kind, {EffectRoot::Kind::Parameter, p, {}});
    for (const VariableRef& variable : from.captured)
      add(at, kind, {EffectRoot::Kind::Variable, 0, variable});
    if (from.outside) add(at, kind);
    const bool proved = from.outside || from.parameters != 0 || !from.captured.empty();
    if (from.unknown && !proved && kind != EffectKind::GuardedCreation)
      add(at, EffectKind::Unknown);
  }

  auto objects_of(NodeId node) const {
    return engine_.values().objects(engine_.value_of({file_, node}));
  }

  /// The engine ran the statement that the row stands in: what it found to be nothing is not known.
  bool is_executed(NodeId row) const {
    for (NodeId below = row;;) {
      const NodeId up = tree_.parent(below);
      if (!up.exists()) return true;
      const NodeKind kind = tree_.kind(up);
      if (kind == NodeKind::Lambda && tree_[below].field == Field::Body)
        return !engine_.contexts_of(function_).empty();
      if (kind == NodeKind::Assert && tree_[below].field != Field::Test) return false;  // raises
      if (kind == NodeKind::Elif && tree_[below].field == Field::Test)
        return engine_.value_of({file_, up}).exists();
      if (kind == NodeKind::Block) return engine_.value_of({file_, below}).exists();
      below = up;
    }
  }

  void target(NodeId node, NodeId value) {
    switch (tree_.kind(node)) {
      case NodeKind::Attribute:
        attribute(node, value);
        break;
      case NodeKind::Subscript: {
        const NodeId object = tree_.child(node, Field::Object);
        if (is_dead(object) || handled_by(node, object)) break;
        write(node, EffectKind::ContainerWrite, object);
        break;
      }
      case NodeKind::Name:
        variable(node);
        break;
      default:
        break;
    }
  }

  void variable(NodeId node) {
    const SymbolId symbol = scopes_.symbol_of[node.index()];
    if (!symbol.exists()) return;
    const ScopeId frame = scopes_.scopes[scopes_.symbols[symbol].scope].frame;
    if (frame != program_.function(function_).scope) {
      const VariableRef variable{file_, symbol};
      if (provenance_.owner(variable).exists())
        add(node, EffectKind::NonlocalWrite, {EffectRoot::Kind::Variable, 0, variable}, true);
      else if (tree_.kind(scopes_.scopes[frame].node) != NodeKind::ClassDef)
        add(node, EffectKind::GlobalWrite, {}, true);
      return;
    }
    if (tree_.kind(tree_.parent(node)) != NodeKind::AugAssign) return;
    const auto objects = objects_of(node);  // `items += more` changes a list or array in place
    const NodeId statement = tree_.parent(node);
    const bool tensor = adds_tensor(statement);
    bool always = !objects.empty();
    bool never = true;
    for (ObjectId o : objects) {
      const Tri in_place = tensor && gives_way(o, statement) ? Tri::No : augmented_in_place(o);
      always = always && in_place == Tri::Yes;
      never = never && in_place == Tri::No;
    }
    if (always) return write(node, EffectKind::ContainerWrite, node);
    if (!never && !provenance_.of(function_, {file_, node}).only_fresh())
      add(node, EffectKind::Unknown);
  }

  /// `x += tensor`: lists and arrays give way to the operator of the tensor, and `x` is a new
  /// tensor. What is not known might be of a class of the program that has `__iadd__`.
  bool gives_way(ObjectId o, NodeId statement) const {
    const ObjectKind kind = engine_.values()[o].kind;
    if (kind == ObjectKind::Unknown)
      return calls_.nobody_defines(
          flow::in_place_method(static_cast<Operator>(tree_[statement].op)));
    return kind == ObjectKind::List || kind == ObjectKind::Tensor;
  }

  bool adds_tensor(NodeId statement) const {
    const auto added = objects_of(tree_.child(statement, Field::Value));
    return !added.empty() && std::all_of(added.begin(), added.end(), [&](ObjectId o) {
      return is_tensor(engine_.values(), program_.names(), o);
    });
  }

  Tri augmented_in_place(ObjectId o) const {
    const Object& object = engine_.values()[o];
    if (object.kind == ObjectKind::Unknown) return Tri::Unknown;
    if (object.kind == ObjectKind::List) return Tri::Yes;
    if (object.kind != ObjectKind::Tensor || program_.text(object.name) != kArrayClass)
      return Tri::No;
    const flow::Dims* dims = engine_.values().dims(object);  // a scalar is replaced
    return dims == nullptr ? Tri::Unknown : dims->empty() ? Tri::No : Tri::Yes;
  }

  bool is_dead(NodeId node) const { return objects_of(node).empty() && !is_executed(node); }

  /// Objects of project classes with `__setitem__` or `__delitem__`: the method tells.
  bool handled_by(NodeId node, NodeId object) {
    const bool deletes = tree_.kind(tree_.parent(node)) == NodeKind::Delete;
    const auto objects = objects_of(object);
    bool all = !objects.empty();
    for (ObjectId o : objects) {
      FunctionId f;
      if (engine_.values()[o].kind == ObjectKind::Instance)
        f = method(o, deletes ? "__delitem__" : "__setitem__");
      all = all && f.exists();
      if (f.exists()) run(node, f);
    }
    return all;
  }

  /// A call that no Call row stands for, and the engine does not follow.
  void run(NodeId site, FunctionId callee, bool certain = true, bool on_unknown = false) {
    if (!in_eager_island(program_, engine_, {file_, site}))
      out_.implicit.push_back({function_, {file_, site}, callee, certain, on_unknown});
  }

  /// `__exit__` of what a `with` enters; what is not known may do anything.
  void enters(NodeId item) {
    const NodeId manager = tree_.child(item, Field::Value);
    for (ObjectId o : objects_of(manager)) {
      const ObjectKind kind = engine_.values()[o].kind;
      if (kind == ObjectKind::Instance)
        if (const FunctionId leave = method(o, "__exit__"); leave.exists()) run(item, leave);
      if (kind == ObjectKind::Unknown && tree_.kind(manager) != NodeKind::Call)
        add(item, EffectKind::Unknown);
    }
  }

  FunctionId method(ObjectId instance, std::string_view name) const {
    const NameId wanted = program_.names().find(name);
    if (!wanted.exists()) return {};
    for (const Binding& binding : class_bindings(instance, wanted))
      if (binding.kind == BindingKind::Function)
        return program_.function_at({found_file_, binding.node});
    return {};
  }

  /// Bindings of `name` in the first project class of the instance that has it.
  std::vector<Binding> class_bindings(ObjectId instance, NameId name) const {
    for (ObjectId up : engine_.known_mro(object_id(engine_.values()[instance].a))) {
      const Object& cls = engine_.values()[up];
      if (cls.kind != ObjectKind::Class) continue;
      const ClassInfo& info = program_.class_info(ClassId::from_index(cls.a - 1));
      const ScopeTree& scopes = program_.scopes(info.file);
      const SymbolId symbol = scopes.lookup(info.scope, name);
      if (!symbol.exists()) continue;
      found_file_ = info.file;
      const Symbol& found = scopes.symbols[symbol];
      const auto first = scopes.bindings.begin() + static_cast<std::ptrdiff_t>(found.first_binding);
      return {first, first + static_cast<std::ptrdiff_t>(found.binding_count)};
    }
    return {};
  }

  /// Assigning to this target runs a setter of the object's class: the engine has it as a call.
  bool runs_setter(NodeId target, ObjectId instance) const {
    const auto order = engine_.known_mro(object_id(engine_.values()[instance].a));
    const auto calls = edges_of_call(program_, engine_, {file_, target});
    return std::any_of(calls.begin(), calls.end(), [&](const flow::CallEdge& call) {
      const ClassId owner = program_.function(call.callee).owner;
      return owner.exists() && std::any_of(order.begin(), order.end(), [&](ObjectId up) {
               const Object& cls = engine_.values()[up];
               return cls.kind == ObjectKind::Class && cls.a == owner.raw();
             });
    });
  }

  void attribute(NodeId node, NodeId value) {
    const NodeId object = tree_.child(node, Field::Object);
    if (is_dead(object)) return;
    const auto objects = objects_of(object);
    bool plain = objects.empty();
    for (ObjectId o : objects) {
      const Object& owner = engine_.values()[o];
      if (owner.kind == ObjectKind::Instance) {
        if (runs_setter(node, o)) continue;
      } else if (owner.kind == ObjectKind::ExternalInstance) {
        // A variable of Keras behind a setter: learning_rate.
        const ApiRow* row = find_method(program_.text(owner.name), program_.text(tree_[node].name));
        if (row != nullptr && row->result == ApiResult::Variable) continue;
      }
      plain = true;
    }
    if (!plain) return;
    write(node, is_guarded(node, value) ? EffectKind::GuardedCreation : EffectKind::AttributeWrite,
          object);
  }

  /// In `build` of a Keras layer, or under `if self.v is None`, `if not hasattr(self, "v")`.
  bool is_guarded(NodeId node, NodeId value) const {
    if (program_.text(program_.function(function_).name) == "build" && is_keras_method())
      return true;
    if (value.exists()) {  // a tensor of a trace may not be kept, guarded or not
      for (ObjectId o : objects_of(value))
        if (is_tensor(engine_.values(), program_.names(), o) &&
            program_.text(engine_.values()[o].name) != kVariableClass)
          return false;
    }
    NodeId below = node;
    for (NodeId up = tree_.parent(node); up.exists(); below = up, up = tree_.parent(up)) {
      const NodeKind kind = tree_.kind(up);
      if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return false;
      if ((kind == NodeKind::If || kind == NodeKind::Elif) && tree_[below].field == Field::Body &&
          asks_for(tree_.child(up, Field::Test), tree_[node].name))
        return true;
    }
    return false;
  }

  bool is_keras_method() const {
    const FunctionInfo& info = program_.function(function_);
    if (!info.owner.exists()) return false;
    for (ObjectId cls : engine_.class_objects(info.owner))
      for (ObjectId up : engine_.known_mro(cls)) {
        std::string storage;
        if (engine_.values()[up].kind == ObjectKind::External &&
            derives_from(canonical_path(program_.text(engine_.values()[up].name), storage),
                         "keras.layers.Layer"))
          return true;
      }
    return false;
  }

  bool asks_for(NodeId test, NameId attribute) const {
    if (tree_.kind(test) == NodeKind::Compare) {
      bool none = false;
      bool named = false;
      for (NodeId child : tree_.children(test)) {
        const NodeId part =
            tree_.kind(child) == NodeKind::CompareOp ? tree_.child(child, Field::Value) : child;
        none = none || tree_.kind(part) == NodeKind::None;
        named = named || (tree_.kind(part) == NodeKind::Attribute && tree_[part].name == attribute);
      }
      return none && named;
    }
    if (tree_.kind(test) != NodeKind::Not) return false;
    const NodeId value = tree_.child(test, Field::Value);
    if (tree_.kind(value) == NodeKind::Attribute) return tree_[value].name == attribute;
    if (tree_.kind(value) != NodeKind::Call) return false;
    const auto objects = objects_of(tree_.child(value, Field::Function));
    return objects.size() == 1 && engine_.values()[objects.front()].kind == ObjectKind::External &&
           program_.text(engine_.values()[objects.front()].name) == "builtins.hasattr";
  }

  void call(NodeId row) {
    const NodeId callee = tree_.child(row, Field::Function);
    if (callee.exists() && is_dead(callee)) return;
    calls_.read(function_, {file_, row}, found_);
    for (const CallEffect& each : found_) {
      switch (each.does) {
        case CallEffect::Does::Effect:
          add(row, each.kind);
          break;
        case CallEffect::Does::WriteAttribute:
          write(row, EffectKind::AttributeWrite, each.node);
          break;
        case CallEffect::Does::WriteContainer:
          write(row, EffectKind::ContainerWrite, each.node);
          break;
        case CallEffect::Does::Iterate:
          iterated(each.node, false);
          break;
        case CallEffect::Does::Advance:
          iterated(each.node, true);
          break;
        case CallEffect::Does::UnknownToOthers:
          if (!provenance_.of(function_, {file_, each.node}).only_fresh())
            add(row, EffectKind::Unknown);
          break;
        case CallEffect::Does::MayRun:
          run(row, each.function, false);
          break;
        case CallEffect::Does::Runs:
          run(row, each.function);
          break;
        case CallEffect::Does::RunsOnUnknown:
          run(row, each.function, true, true);
          break;
        case CallEffect::Does::ByName:
          break;
        case CallEffect::Does::Callback:
          add(row, EffectKind::Callback);
          break;
        case CallEffect::Does::Unknown:
          add(row, EffectKind::Unknown);
          break;
      }
    }
  }

  /// It may be one over a tf.data pipeline, which a graph advances each time it runs.
  bool yields_tensors(const Object& iterator) const {
    if (iterator.a == 0) return true;
    return may_hold_tensors(flow::ValueId::from_index(iterator.a - 1), 0);
  }

  bool may_hold_tensors(flow::ValueId value, int depth) const {
    const auto objects = engine_.values().objects(value);
    return objects.empty() || depth > 2 ||
           std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
             const ObjectKind kind = engine_.values()[o].kind;
             if (kind == ObjectKind::Unknown) return true;
             if (kind != ObjectKind::Tuple && kind != ObjectKind::List && kind != ObjectKind::Dict)
               return is_tensor(engine_.values(), program_.names(), o);
             const std::vector<flow::ValueId> parts = engine_.parts_of(o);
             return std::any_of(parts.begin(), parts.end(), [&](flow::ValueId part) {
               return may_hold_tensors(part, depth + 1);
             });
           });
  }

  /// An iterator from elsewhere is used up. `one`: by next(), which only iterators take; whatever
  /// else iterates may begin anew, unless what it is given yields its elements once.
  void iterated(NodeId iterable, bool one) {
    if (!iterable.exists()) return;
    bool proved = false;
    bool unknown = false;
    for (ObjectId o : objects_of(iterable)) {
      const ObjectKind kind = engine_.values()[o].kind;
      const bool iterator = kind == ObjectKind::Iterator && (one || engine_.values()[o].b == 1);
      const bool of_tensors = iterator && yields_tensors(engine_.values()[o]);
      proved = proved || kind == ObjectKind::Generator || (iterator && !of_tensors);
      if (kind == ObjectKind::Generator)
        run(iterable, engine_.contexts()[engine_.values()[o].a - 1].function);
      unknown = unknown || of_tensors || (one && kind == ObjectKind::Unknown);
    }
    if (proved) return write(iterable, EffectKind::IteratorConsumption, iterable);
    if (unknown && !provenance_.of(function_, {file_, iterable}).only_fresh())
      add(iterable, EffectKind::Unknown);
  }

  const Program& program_;
  const Engine& engine_;
  const ProvenanceReader& provenance_;
  const CallEffects& calls_;
  OwnEffects& out_;
  FileId file_;
  const Tree& tree_;
  const ScopeTree& scopes_;
  FunctionId function_;
  mutable FileId found_file_;
  std::vector<CallEffect> found_;
};

}  // namespace

OwnEffects find_own_effects(const Program& program, const Engine& engine,
                            const ProvenanceReader& provenance, const CallEffects& calls) {
  OwnEffects out;
  out.by_function.resize(program.functions().size());
  for (std::size_t i = 0; i < program.file_count(); ++i)
    if (const FileId file = FileId::from_index(i); program.file(file).parsed)
      BodyReader(program, engine, provenance, calls, out, file).read();
  return out;
}

}  // namespace hyb
