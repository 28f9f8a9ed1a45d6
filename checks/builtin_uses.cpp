// Python builtins and containers that need a Python value where they are given a symbolic tensor.
#include "checks/graph_use_reader.h"

namespace hyb::checks {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

/// Positional arguments of a call; empty where a star may bring more.
std::vector<NodeId> positional(const GraphUseReader& r, NodeId call, bool& keywords) {
  std::vector<NodeId> out;
  const NodeId list = r.tree.child(call, NodeKind::Arguments);
  if (!list.exists()) return out;
  for (NodeId argument : r.tree.children(list)) {
    const NodeKind kind = r.tree.kind(argument);
    if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return {};
    if (kind == NodeKind::Keyword)
      keywords = true;
    else
      out.push_back(argument);
  }
  return out;
}

/// A list or tuple of at least `least` elements, all of them tensors.
bool holds_tensors(const GraphUseReader& r, NodeId row, std::size_t least) {
  if (!r.facts.symbolic_values().holds_symbolic(r.ref(row))) return false;
  return all_objects(r.facts, r.ref(row),
                     [](const Object& o) {
                       return o.kind == ObjectKind::List || o.kind == ObjectKind::Tuple;
                     }) &&
         std::all_of(r.facts.values().objects(r.facts.value(r.ref(row))).begin(),
                     r.facts.values().objects(r.facts.value(r.ref(row))).end(), [&](ObjectId o) {
                       const auto parts = r.facts.engine().parts_of(o);
                       const bool open = r.facts.values()[o].open;
                       if (parts.empty() || (!open && parts.size() < least)) return false;
                       return std::all_of(parts.begin(), parts.end(), [&](flow::ValueId part) {
                         const auto held = r.facts.values().objects(part);
                         return !held.empty() &&
                                std::all_of(held.begin(), held.end(), [&](ObjectId element) {
                                  return is_tensor(r.facts.values(), r.facts.program().names(),
                                                   element);
                                });
                       });
                     });
}

void read_builtin(const GraphUseReader& r, NodeId call) {
  const ApiRow* api = r.facts.called_api(r.ref(call));
  if (api == nullptr) return;
  bool keywords = false;
  if (api->has(Trait::Compares)) {
    const std::vector<NodeId> given = positional(r, call, keywords);
    if (keywords || given.empty()) return;
    if (given.size() == 1) {
      if (holds_tensors(r, given.front(), 2))
        r.add_always(GraphUse::Kind::Comparing, call, given.front());
      return;
    }
    for (NodeId argument : given) {
      const std::size_t before = r.out.size();
      if (is_of_class(r.facts, r.ref(argument), kVariableClass))
        r.add_always(GraphUse::Kind::Comparing, call, argument);
      else
        r.add(GraphUse::Kind::Comparing, call, argument);
      if (r.out.size() > before) return;
    }
    return;
  }
  if (api->has(Trait::TestsTruth)) {
    const std::vector<NodeId> given = positional(r, call, keywords);
    if (given.size() != 1) return;
    if (!api->has(Trait::Iterates))
      r.add(GraphUse::Kind::TruthBuiltin, call, given.front());
    else if (holds_tensors(r, given.front(), 1))
      r.add_always(GraphUse::Kind::TruthBuiltin, call, given.front());
    return;
  }
  const bool cast = api->has(Trait::StagedCast);
  if (!cast && !api->has(Trait::NeedsInteger)) return;
  // AutoGraph turns range() into tf.range, int() and float() into casts.
  const bool converts = cast || api->has(Trait::StagedRange);
  const NodeId up = r.tree.parent(call);
  const bool head = r.tree[call].field == Field::Iter &&
                    (r.tree.kind(up) == NodeKind::For || r.tree.kind(up) == NodeKind::CompFor);
  if (head) return;
  for (NodeId argument : positional(r, call, keywords)) {
    if (!converts) {
      r.add(GraphUse::Kind::IntegerBuiltin, call, argument);
    } else if (yes(r.facts.symbolic_values().symbolic(r.ref(argument), Mode::Unconverted))) {
      const flow::ContextId evaluation =
          r.facts.hazards().evaluation(r.ref(call), Mode::Unconverted);
      if (evaluation.exists())
        r.out.push_back(
            {GraphUse::Kind::Cast, r.ref(call), r.ref(argument), Mode::Unconverted, evaluation});
    }
  }
}

void read_subscript(const GraphUseReader& r, NodeId row) {
  const NodeId object = r.tree.child(row, Field::Object);
  const bool indexed = all_objects(r.facts, r.ref(object), [](const Object& o) {
    return o.kind == ObjectKind::List || o.kind == ObjectKind::Tuple || o.kind == ObjectKind::Str;
  });
  if (!indexed) return;
  for (NodeId index : r.tree.children(row))
    if (r.tree[index].field == Field::Index && r.tree.kind(index) != NodeKind::Slice)
      r.add(GraphUse::Kind::PythonIndex, row, index);
}

bool printed(const GraphUseReader& r, NodeId row) {
  for (NodeId up = r.tree.parent(row); up.exists(); up = r.tree.parent(up)) {
    const NodeKind kind = r.tree.kind(up);
    if (kind == NodeKind::Block) return false;
    if (kind != NodeKind::Call) continue;
    const ApiRow* api = r.facts.called_api(r.ref(up));
    if (api != nullptr && api->has(Trait::Print)) return true;
  }
  return false;
}

/// `f"{x:.2f}"`; what side-effect-print tells is left to it.
void read_interpolation(const GraphUseReader& r, NodeId row) {
  const NodeId value = r.tree.child(row, Field::Value);
  if (!value.exists()) return;
  const std::string_view text = r.facts.program().text(r.ref(row));
  const Loc whole = r.tree.loc(row);
  const Loc inner = r.tree.loc(value);
  const std::string_view rest = text.substr(inner.end - whole.begin);
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos || rest.substr(0, colon).find('!') != std::string_view::npos)
    return;
  if (rest.find_first_not_of(" }", colon + 1) == std::string_view::npos || printed(r, row)) return;
  r.add(GraphUse::Kind::Format, row, value);
}

bool is_lookup_table(const GraphUseReader& r, NodeId row) {
  return all_objects(r.facts, r.ref(row), [&](const Object& o) {
    return o.kind == ObjectKind::Dict || o.kind == ObjectKind::List ||
           o.kind == ObjectKind::Tuple ||
           (o.kind == ObjectKind::Plain && r.facts.text(o.name) == "set");
  });
}

void read_membership(const GraphUseReader& r, NodeId compare) {
  NodeId left;
  for (NodeId part : r.tree.children(compare)) {
    if (r.tree.kind(part) != NodeKind::CompareOp) {
      left = part;
      continue;
    }
    const auto op = static_cast<Operator>(r.tree[part].op);
    const NodeId right = r.tree.child(part, Field::Value);
    if ((op == Operator::In || op == Operator::NotIn) && left.exists() && is_lookup_table(r, right))
      r.add(GraphUse::Kind::PythonKey, compare, left);
    left = right;
  }
}

void read_lookup(const GraphUseReader& r, NodeId row) {
  const NodeId object = r.tree.child(row, Field::Object);
  if (!all_objects(r.facts, r.ref(object),
                   [](const Object& o) { return o.kind == ObjectKind::Dict; }))
    return;
  for (NodeId index : r.tree.children(row))
    if (r.tree[index].field == Field::Index && r.tree.kind(index) != NodeKind::Slice)
      r.add(GraphUse::Kind::PythonKey, row, index);
}

/// `path.split("/")`, `path.decode()`; `open(path)`.
void read_python_call(const GraphUseReader& r, NodeId call) {
  const NodeId callee = r.tree.child(call, Field::Function);
  if (!callee.exists()) return;
  if (r.tree.kind(callee) == NodeKind::Attribute) {
    const NodeId object = r.tree.child(callee, Field::Object);
    const std::string_view name = r.facts.text(r.tree[callee].name);
    const bool of_text =
        find_method(kStringClass, name) != nullptr || find_method(kBytesClass, name) != nullptr;
    if (of_text && find_method(kTensorClass, name) == nullptr &&
        !r.facts.engine().is_put_on(kTensorClass, r.tree[callee].name) &&
        is_of_class(r.facts, r.ref(object), kTensorClass))
      return r.add(GraphUse::Kind::PythonMethod, call, object);
  }
  const ApiRow* api = r.facts.called_api(r.ref(call));
  if (api == nullptr || !api->has(Trait::File) || api->has(Trait::Op) || api->has(Trait::Host))
    return;
  const NodeId list = r.tree.child(call, NodeKind::Arguments);
  if (!list.exists()) return;
  for (NodeId argument : r.tree.children(list))
    if (r.tree.kind(argument) != NodeKind::Keyword) {
      r.add(GraphUse::Kind::FileCall, call, argument);
      return;
    }
}

}  // namespace

std::vector<GraphUse> builtin_uses(const Facts& facts, FunctionId f) {
  return uses_of(facts, f, [](const GraphUseReader& r, NodeId row) {
    if (r.tree.kind(row) == NodeKind::Call) read_builtin(r, row);
    if (r.tree.kind(row) == NodeKind::Subscript) read_subscript(r, row);
    if (r.tree.kind(row) == NodeKind::Interpolation) read_interpolation(r, row);
  });
}

std::vector<GraphUse> lookup_uses(const Facts& facts, FunctionId f) {
  return uses_of(facts, f, [](const GraphUseReader& r, NodeId row) {
    if (r.tree.kind(row) == NodeKind::Call) read_python_call(r, row);
    if (r.tree.kind(row) == NodeKind::Subscript) read_lookup(r, row);
    if (r.tree.kind(row) == NodeKind::Compare) read_membership(r, row);
  });
}

}  // namespace hyb::checks
