// Does a write give the slot another value each time it runs? Told from the expression that is
// assigned: what a loop around it counts, what is made anew, the old value of the slot itself.

#include <algorithm>

#include "core/staleness/replay.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

constexpr int kMaxExpression = 10;

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

}  // namespace

Replay::Held Replay::written(const Frame& frame, std::uint32_t number) const {
  const SlotWrite& write = on_.writes.all()[number];
  Held out;
  out.write = number + 1;
  switch (write.kind) {
    case SlotWrite::Kind::Augment:
    case SlotWrite::Kind::Loop:
      out.kind = Held::Kind::Changed;
      break;
    case SlotWrite::Kind::Assign:
      out.kind = change_of(frame, write.value, kMaxExpression);
      if (out.kind == Held::Kind::Constant)
        out.constant = on_.engine.value_of({frame.file, write.value});
      if (write.part && out.kind != Held::Kind::Changed) out.kind = Held::Kind::Unknown;
      break;
    case SlotWrite::Kind::Other:
      break;
  }
  return out;
}

bool Replay::is_constant(flow::ValueId value) const {
  const ObjectId only = on_.engine.values().only(value);
  if (!only.exists()) return false;
  const Object& object = on_.engine.values()[only];
  switch (object.kind) {
    case ObjectKind::None:
      return true;
    case ObjectKind::Bool:
      return object.a <= 1;
    case ObjectKind::Int:
    case ObjectKind::Float:
    case ObjectKind::Str:
      return object.name.exists();
    default:
      return false;
  }
}

Replay::Held::Kind Replay::change_of(const Frame& frame, NodeId value, int depth) const {
  using Kind = Held::Kind;
  if (depth == 0 || !value.exists()) return Kind::Unknown;
  if (is_constant(on_.engine.value_of({frame.file, value}))) return Kind::Constant;
  const Tree& tree = *frame.tree;
  switch (tree.kind(value)) {
    case NodeKind::Name:
      return change_of_name(frame, value, depth);
    case NodeKind::Attribute: {
      const NodeId object = tree.child(value, Field::Object);
      const ApiRow* known = find_method(kTensorClass, on_.program.text(tree[value].name));
      if (known != nullptr && known->has(Trait::StaticRead)) return Kind::Unknown;  // of its type
      if (question_.slot.is_attribute() && tree[value].name == question_.slot.name) {
        const auto of = objects_in(on_.program, on_.engine, frame.context, {frame.file, object});
        if (of.size() == 1 && of.front() == question_.slot.object) return Kind::Changed;
      }
      return change_of(frame, object, depth - 1) == Kind::Changed ? Kind::Changed : Kind::Unknown;
    }
    case NodeKind::Call:
      return change_of_call(frame, value, depth);
    case NodeKind::BinOp:
    case NodeKind::UnaryOp:
    case NodeKind::Not:
    case NodeKind::BoolOp:
    case NodeKind::Compare:
    case NodeKind::CompareOp:
    case NodeKind::Conditional:
    case NodeKind::Subscript:
    case NodeKind::String:
    case NodeKind::ConcatString:
    case NodeKind::Interpolation:
    case NodeKind::List:
    case NodeKind::Tuple:
      return change_of_parts(frame, value, depth);
    default:
      return Kind::Unknown;
  }
}

Replay::Held::Kind Replay::change_of_parts(const Frame& frame, NodeId row, int depth) const {
  for (NodeId child : frame.tree->children(row))
    if (change_of(frame, child, depth - 1) == Held::Kind::Changed) return Held::Kind::Changed;
  return Held::Kind::Unknown;
}

bool Replay::in_running_loop(const Frame& frame, NodeId row) const {
  return std::any_of(frame.loops.begin(), frame.loops.end(),
                     [&](NodeId loop) { return frame.tree->contains(loop, row); });
}

Replay::Held::Kind Replay::change_of_name(const Frame& frame, NodeId name, int depth) const {
  using Kind = Held::Kind;
  const Tree& tree = *frame.tree;
  const ScopeTree& scopes = on_.program.scopes(frame.file);
  const SymbolId symbol = scopes.symbol_of[name.index()];
  if (!symbol.exists()) return Kind::Unknown;
  const Slot& slot = question_.slot;
  if (!slot.is_attribute() && slot.file == frame.file && slot.symbol == symbol)
    return Kind::Changed;
  const Symbol& info = scopes.symbols[symbol];
  Kind out = Kind::Unknown;
  for (std::uint32_t b = 0; b < info.binding_count; ++b) {
    const Binding& binding = scopes.bindings[info.first_binding + b];
    if (on_.program.enclosing_function({frame.file, binding.node}) != frame.function &&
        binding.kind != BindingKind::Parameter)
      return Kind::Unknown;  // another function writes it
    switch (binding.kind) {
      case BindingKind::Loop: {
        NodeId loop = binding.node;
        while (loop.exists() && tree.kind(loop) != NodeKind::For) loop = tree.parent(loop);
        if (loop.exists() &&
            std::find(frame.loops.begin(), frame.loops.end(), loop) != frame.loops.end())
          out = Kind::Changed;
        break;
      }
      case BindingKind::Augment:
        if (in_running_loop(frame, binding.node)) out = Kind::Changed;
        break;
      case BindingKind::Assign: {
        const NodeId statement = tree.parent(binding.node);
        if (tree.kind(statement) != NodeKind::Assign && tree.kind(statement) != NodeKind::AnnAssign)
          break;
        const NodeId value = tree.child(statement, Field::Value);
        if (!value.exists() || tree.contains(value, name)) break;
        // An object that is made before the loop is the same one each time around.
        if (!frame.loops.empty() && !tree.contains(frame.loops.back(), binding.node)) break;
        if (change_of(frame, value, depth - 1) == Kind::Changed) out = Kind::Changed;
        break;
      }
      case BindingKind::Parameter: {
        if (frame.caller == nullptr || frame.edge == nullptr || !frame.function.exists()) break;
        const Frame& caller = *frame.caller;
        const FunctionInfo& callee = on_.program.function(frame.function);
        const Tree& there = *caller.tree;
        if (there.kind(frame.edge->site.node) != NodeKind::Call) break;
        std::size_t position = frame.edge->passage == Passage::Construct ? 1 : 0;
        const NodeId function = there.child(frame.edge->site.node, Field::Function);
        for (ObjectId o : on_.engine.values().objects(on_.engine.value_of({caller.file, function})))
          if (on_.engine.values()[o].kind == ObjectKind::BoundMethod) position = 1;
        for (NodeId each :
             there.children(there.child(frame.edge->site.node, NodeKind::Arguments))) {
          const NodeKind kind = there.kind(each);
          if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) break;
          NodeId given;
          if (kind == NodeKind::Keyword) {
            if (there[each].name == info.name) given = there.child(each, Field::Value);
          } else {
            if (position < callee.parameters.size() && callee.parameters[position].symbol == symbol)
              given = each;
            ++position;
          }
          if (given.exists() && change_of(caller, given, depth - 1) == Kind::Changed)
            out = Kind::Changed;
        }
        break;
      }
      default:
        break;
    }
  }
  return out;
}

/// Every object that the call gives is one that keeps state of its own: a variable, a layer, an
/// optimizer, an iterator. A new one is another one, whatever it was made with.
bool Replay::is_new_object(const Frame& frame, NodeId call) const {
  const auto objects = on_.engine.values().objects(on_.engine.value_of({frame.file, call}));
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = on_.engine.values()[o];
    const auto keeps_state = [&](NameId path) {
      std::string storage;
      const std::string_view known = canonical_path(on_.program.text(path), storage);
      const ApiRow* row = find_api(known);
      return row != nullptr && (row->has(Trait::Layer) || row->has(Trait::Optimizer) ||
                                derives_from(known, "keras.layers.Layer"));
    };
    switch (object.kind) {
      case ObjectKind::Tensor:
        return on_.program.text(object.name) == kVariableClass &&
               on_.rows.at({frame.file, call}) != nullptr &&
               on_.rows.at({frame.file, call})->result == ApiResult::Variable;
      case ObjectKind::ExternalInstance: {
        const ApiRow* made = on_.rows.at({frame.file, call});
        return made != nullptr && made->is_class && keeps_state(object.name);
      }
      case ObjectKind::Instance: {
        if (object.b == 0 || on_.engine.allocation(object.b) != NodeRef{frame.file, call})
          return false;
        for (ObjectId up : on_.engine.known_mro(object_id(object.a)))
          if (on_.engine.values()[up].kind == ObjectKind::External &&
              keeps_state(on_.engine.values()[up].name))
            return true;
        return false;
      }
      default:
        return false;
    }
  });
}

Replay::Held::Kind Replay::change_of_call(const Frame& frame, NodeId call, int depth) const {
  using Kind = Held::Kind;
  const Tree& tree = *frame.tree;
  if (is_new_object(frame, call)) return Kind::Changed;
  const ApiRow* api = on_.rows.at({frame.file, call});
  if (api != nullptr) {
    if (api->has(Trait::Random) || api->has(Trait::Time)) return Kind::Changed;
    // What it tells is the type of its argument, and that mostly stays.
    if (api->has(Trait::StaticShape) || api->result == ApiResult::Shape ||
        api->result == ApiResult::Bool || api->name == "builtins.len" ||
        api->name == "tensorflow.shape")
      return Kind::Unknown;
  }
  const NodeId callee = tree.child(call, Field::Function);
  if (tree.kind(callee) == NodeKind::Attribute &&
      change_of(frame, tree.child(callee, Field::Object), depth - 1) == Kind::Changed)
    return Kind::Changed;
  for (NodeId argument : tree.children(tree.child(call, NodeKind::Arguments))) {
    const NodeId value =
        tree.kind(argument) == NodeKind::Keyword ? tree.child(argument, Field::Value) : argument;
    if (change_of(frame, value, depth - 1) == Kind::Changed) return Kind::Changed;
  }
  return Kind::Unknown;
}

}  // namespace hyb
