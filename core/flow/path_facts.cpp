// What a test says about names on the way on: `x is None`, `isinstance(x, T)`, `tf.is_tensor(x)`,
// and tests whose answer is known.

#include <algorithm>

#include "core/flow/engine.h"

namespace hyb::flow {
namespace {

constexpr std::uint32_t kMaxNesting = 400;  // operators inside one another

/// `x.shape == (2, 3)` holds: sizes of tensors in `value` that were not known are those of `told`.
ValueId of_shape(Engine& engine, ValueId value, ValueId told) {
  Values& values = engine.values();
  const ObjectId only = values.only(told);
  const std::optional<Engine::Parts> parts =
      only.exists() ? engine.parts(only) : std::optional<Engine::Parts>();
  if (!parts || parts->open) return value;
  Dims dims;
  for (ValueId part : parts->each) {
    const std::optional<std::int64_t> size = engine.number(part);
    dims.push_back(size ? Dim::of(*size) : part == values.none() ? Dim::dynamic() : Dim::fixed());
  }
  ValueId out;
  for (ObjectId o : values.members(value)) {
    Object object = values[o];
    if (object.kind == ObjectKind::Tensor) {
      const Dims* known = values.dims(object);
      Dims all = dims;
      for (std::size_t i = 0; known != nullptr && i < known->size() && i < all.size(); ++i)
        if ((*known)[i].known() || (*known)[i] == Dim::ragged()) all[i] = (*known)[i];
      if (known == nullptr || known->size() == all.size()) object.a = values.shape(all).raw();
    }
    out = values.join(out, values.value(object));
  }
  return out;
}

/// What an object of one of the classes is; bottom = one of them is none of the project.
ValueId of_classes(Engine& engine, ValueId classes) {
  ValueId out;
  for (ObjectId c : engine.values().members(classes)) {
    ValueId one;
    if (const std::optional<Engine::Parts> several = engine.parts(c)) {
      if (several->open) return {};
      for (ValueId part : several->each) {
        const ValueId inner = of_classes(engine, part);
        if (!inner.exists()) return {};
        one = engine.values().join(one, inner);
      }
    } else if (engine.values()[c].kind == ObjectKind::Class) {
      one = engine.instance_of_class(c);
    }
    if (!one.exists()) return {};
    out = engine.values().join(out, one);
  }
  return out;
}

}  // namespace

// 1 = always true, 0 = always false, -1 = either.
int Engine::truth(ValueId tested) const {
  const ObjectId only = values_.only(tested);
  if (only.exists() && values_[only].kind == ObjectKind::External)
    return names_.text(values_[only].name) == "typing.TYPE_CHECKING" ? 0 : -1;
  return truth_of(tested);
}

// `x is None`, `x is not None`, `not x`, `x` and their conjunctions take None out of a local name
// or leave nothing else; `x.shape == (2, 3)` tells the sizes of a tensor.
void Engine::narrow(NodeId test, bool holds) {
  const Tree& t = tree();
  for (std::uint32_t depth = 0; test.exists() && depth < kMaxNesting; ++depth) {
    const NodeKind kind = t.kind(test);
    if (kind == NodeKind::Not) {
      test = t.child(test, Field::Value);
      holds = !holds;
      continue;
    }
    const auto op = static_cast<Operator>(t[test].op);
    if (kind == NodeKind::BoolOp && (op == Operator::And) == holds) {
      narrow(t.child(test, Field::Right), holds);
      test = t.child(test, Field::Left);
      continue;
    }
    NodeId name = test;
    bool keep_none = !holds;
    if (kind == NodeKind::Compare) {
      NodeId part;
      std::size_t parts = 0;
      name = NodeId{};
      for (NodeId child : t.children(test)) {
        if (!name.exists()) name = child;
        if (t.kind(child) == NodeKind::CompareOp) {
          part = child;
          ++parts;
        }
      }
      if (parts != 1) return;
      const NodeId right = t.child(part, Field::Value);
      const auto compared = static_cast<Operator>(t[part].op);
      if (right.exists() && holds && compared == Operator::Eq &&
          t.kind(name) == NodeKind::Attribute && names_.text(t[name].name) == "shape") {
        if (ValueId* local = local_of(t.child(name, Field::Object)); local != nullptr)
          *local = of_shape(*this, *local, value_of({frame_->file, right}));
        return;
      }
      if (!right.exists() || t.kind(right) != NodeKind::None) return;
      if (compared != Operator::Is && compared != Operator::IsNot) return;
      keep_none = (compared == Operator::Is) == holds;
      if (keep_none) {
        if (t.kind(name) == NodeKind::Name)
          if (const SymbolId s = program_.scopes(frame_->file).symbol_of[name.index()]; s.exists())
            if (program_.scopes(frame_->file).symbols[s].scope == frame_->scope)
              frame_->state.locals[program_.scopes(frame_->file).symbols[s].slot] = values_.none();
        return;
      }
    } else if (kind == NodeKind::Call) {
      narrow_by_test(test, holds);
      return;
    } else if (kind != NodeKind::Name || keep_none) {
      return;
    }
    if (t.kind(name) != NodeKind::Name) return;
    const ScopeTree& scopes = program_.scopes(frame_->file);
    const SymbolId symbol = scopes.symbol_of[name.index()];
    if (!symbol.exists() || scopes.symbols[symbol].scope != frame_->scope) return;
    ValueId& local = frame_->state.locals[scopes.symbols[symbol].slot];
    local = values_.filter(local, [](const Object& o) { return o.kind == ObjectKind::None; });
    return;
  }
}

ValueId* Engine::local_of(NodeId name) {
  if (!name.exists() || tree().kind(name) != NodeKind::Name) return nullptr;
  const ScopeTree& scopes = program_.scopes(frame_->file);
  const SymbolId symbol = scopes.symbol_of[name.index()];
  if (!symbol.exists() || scopes.symbols[symbol].scope != frame_->scope) return nullptr;
  return &frame_->state.locals[scopes.symbols[symbol].slot];
}

// `isinstance(x, T)`, `tf.is_tensor(x)`, `callable(x)`: members that fail the test leave.
void Engine::narrow_by_test(NodeId call, bool holds) {
  const Tree& t = tree();
  const NodeId arguments = t.child(call, NodeKind::Arguments);
  if (!arguments.exists()) return;
  std::vector<NodeId> given;
  for (NodeId child : t.children(arguments)) given.push_back(child);
  ValueId* local = given.empty() ? nullptr : local_of(given.front());
  const ObjectId callee = values_.only(value_of({frame_->file, t.child(call, Field::Function)}));
  if (local == nullptr || !callee.exists() || values_[callee].kind != ObjectKind::External) return;
  const NameId function = values_[callee].name;
  const bool by_class = names_.text(function) == "builtins.isinstance" && given.size() == 2;
  const ValueId classes = by_class ? value_of({frame_->file, given[1]}) : ValueId{};
  ValueId out;
  const ValueId promised = by_class && holds ? of_classes(*this, classes) : ValueId{};
  for (ObjectId o : values_.members(*local)) {
    if (promised.exists() && values_[o].kind == ObjectKind::Unknown) {
      out = values_.join(out, promised);
      continue;
    }
    const int passes = by_class ? instance_of(o, classes) : library_.passes(*this, function, o);
    if (passes < 0 || (passes == 1) == holds) out = values_.join(out, values_.value(o));
  }
  if (out.exists()) *local = out;
}

// 1 = an instance of one of the classes, 0 = of none, -1 = cannot tell.
int Engine::instance_of(ObjectId object, ValueId classes) {
  if (!classes.exists()) return -1;
  bool all_no = true;
  for (ObjectId c : values_.members(classes)) {
    int one = -1;
    if (const std::optional<Parts> several = parts(c)) {
      one = several->open ? -1 : 0;
      for (ValueId part : several->each) {
        const int inner = instance_of(object, part);
        if (inner == 1) one = 1;
        if (inner < 0 && one == 0) one = -1;
      }
    } else if (const ObjectId cls = class_of_instance(object); cls.exists()) {
      const std::span<const ObjectId> order = mro(cls);
      one = std::find(order.begin(), order.end(), c) != order.end() ? 1 : 0;
      if (one == 0)
        for (ObjectId base : order) {
          if (values_[base].kind == ObjectKind::Unknown) one = -1;
          if (values_[base].kind == ObjectKind::External) {
            const int outside = library_.is_instance(*this, base, c);
            if (outside != 0) one = outside;
          }
          if (one == 1) break;
        }
    } else {
      one = library_.is_instance(*this, object, c);
    }
    if (one == 1) return 1;
    all_no = all_no && one == 0;
  }
  return all_no ? 0 : -1;
}

}  // namespace hyb::flow
