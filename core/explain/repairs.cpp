#include "core/explain/repairs.h"

#include <algorithm>

#include "core/facts/function_facts.h"
#include "core/tensorflow/api.h"

namespace hyb {

using flow::Object;
using flow::ObjectKind;
using enum VerdictFact;

namespace {

/// Rows of a function's own body, those of functions inside it left out.
template <class Visit>
void for_each_own_row(const Program& program, FunctionId f, Visit visit) {
  const FunctionInfo& info = program.function(f);
  if (!info.body.exists()) return;
  const Tree& tree = program.tree(info.file);
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body);) {
    const NodeId row = NodeId::from_index(i);
    const NodeKind kind = tree.kind(row);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) {
      i = tree.end_of(row);
      continue;
    }
    ++i;
    visit(NodeRef{info.file, row});
  }
}

/// A function that needs the values of what it is given.
bool is_host_function(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  if (tree.kind(call.node) != NodeKind::Call) return false;
  const ApiRow* api = facts.called_api(call);
  return api != nullptr && api->has(Trait::Host) && !api->name.starts_with("builtins.");
}

/// Classes of the objects whose attribute a row is; none = not known.
std::vector<std::uint32_t> owners_of(const Facts& facts, NodeRef attribute) {
  const Tree& tree = facts.program().tree(attribute.file);
  std::vector<std::uint32_t> out;
  for (flow::ObjectId o : facts.values().objects(
           facts.value({attribute.file, tree.child(attribute.node, Field::Object)})))
    if (facts.values()[o].kind == ObjectKind::Instance) out.push_back(facts.values()[o].a);
  return out;
}

/// An attribute is read somewhere, and nothing but `target` gives it a value.
bool is_only_value(const Facts& facts, NodeRef target) {
  const Program& program = facts.program();
  const NameId name = program.tree(target.file)[target.node].name;
  const std::vector<std::uint32_t> owners = owners_of(facts, target);
  bool read = false;
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    const Tree& tree = program.tree(file);
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeId row = NodeId::from_index(r);
      if (tree.kind(row) != NodeKind::Attribute || tree[row].name != name) continue;
      if (file == target.file && row == target.node) continue;
      if (tree[row].field != Field::Target || tree.kind(tree.parent(row)) == NodeKind::AugAssign) {
        read = true;
        continue;
      }
      const std::vector<std::uint32_t> others = owners_of(facts, {file, row});
      const bool same = std::any_of(others.begin(), others.end(), [&](std::uint32_t cls) {
        return std::find(owners.begin(), owners.end(), cls) != owners.end();
      });
      if (same) return false;
    }
  }
  return read;
}

/// A variable of a module or of a function around, which nothing else binds.
bool is_only_binding(const Facts& facts, NodeRef target) {
  const ScopeTree& scopes = facts.program().scopes(target.file);
  const SymbolId symbol = scopes.symbol_of[target.node.index()];
  return !symbol.exists() || scopes.symbols[symbol].binding_count < 2;
}

bool binds_only_value(const Facts& facts, NodeRef at, NodeId statement) {
  const Tree& tree = facts.program().tree(at.file);
  if (tree.kind(statement) == NodeKind::AugAssign || tree[at.node].field != Field::Target)
    return false;
  if (tree.kind(at.node) == NodeKind::Attribute) return is_only_value(facts, at);
  return tree.kind(at.node) == NodeKind::Name && is_only_binding(facts, at);
}

/// The statement computes with tensors, or calls what does.
bool computes_inside(const Facts& facts, FunctionId function, NodeId statement) {
  constexpr std::size_t kMostPlaces = 1000;
  const Preconditions& known = facts.records().preconditions();
  const Tree& tree = facts.program().tree(facts.program().function(function).file);
  for (NodeRef place : known.computation().places(function, kMostPlaces))
    if (tree.contains(statement, place.node)) return true;
  const auto edges = facts.edges_from(function);
  return std::any_of(edges.begin(), edges.end(), [&](const flow::CallEdge& edge) {
    return tree.contains(statement, edge.site.node) && known.computes(edge.callee) == Tri::Yes;
  });
}

/// Every argument is one that the counterpart takes.
bool fits(const Facts& facts, NodeRef call, const ApiRow& counterpart) {
  const Tree& tree = facts.program().tree(call.file);
  std::size_t position = 0;
  for (NodeId child : tree.children(tree.child(call.node, NodeKind::Arguments))) {
    const NodeKind kind = tree.kind(child);
    if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return false;
    if (kind == NodeKind::Keyword) {
      if (parameter_index(counterpart, facts.text(tree[child].name)) < 0) return false;
    } else if (parameter_at(counterpart, position++).empty()) {
      return false;
    }
  }
  return true;
}

/// `x.numpy()`: what it is called on does as well, unless methods of arrays are asked for.
bool gives_its_receiver(const Facts& facts, NodeRef call, const ApiRow& api) {
  const Tree& tree = facts.program().tree(call.file);
  return api.has(Trait::Host) && api.result == ApiResult::Array && api.params.empty() &&
         tree.kind(tree.child(call.node, Field::Function)) == NodeKind::Attribute &&
         tree.kind(tree.parent(call.node)) != NodeKind::Attribute;
}

}  // namespace

NodeRef removable_statement(const Facts& facts, NodeRef at, FunctionId explained) {
  const Tree& tree = facts.program().tree(at.file);
  const NodeId up = tree.parent(at.node);
  if (!up.exists()) return {};
  const NodeKind kind = tree.kind(up);
  const bool target = tree[at.node].field == Field::Target;
  bool whole = kind == NodeKind::ExprStmt || (kind == NodeKind::AugAssign && target);
  if (kind == NodeKind::Assign || kind == NodeKind::AnnAssign || kind == NodeKind::Delete) {
    std::size_t targets = 0;
    for (NodeId child : tree.children(up))
      if (kind == NodeKind::Delete || tree[child].field == Field::Target) ++targets;
    whole = targets == 1 && (kind == NodeKind::Delete || target);
  }
  if (!whole || binds_only_value(facts, at, up)) return {};
  const FunctionId function = facts.program().enclosing_function(at);
  if (function.exists() && function != explained && computes_inside(facts, function, up)) return {};
  return {at.file, up};
}

void choose_repairs(const Facts& facts, FunctionId explained, const VerdictFacts& recorded,
                    std::vector<Cause>& causes) {
  const auto known_in = [&](FunctionId f) {
    bool out = true;
    for_each_own_row(facts.program(), f, [&](NodeRef row) {
      if (!out || !is_host_function(facts, row)) return;
      out = std::any_of(causes.begin(), causes.end(), [&](const Cause& other) {
        return other.kind == CauseKind::Obstacle && other.at == row;
      });
    });
    return out;
  };
  // Another NumPy call in the body, or where the function is called, might get the tensor that an
  // edit leaves in place of an array.
  const auto known_hosts_only = [&](FunctionId f) {
    if (!known_in(f)) return false;
    if (f == explained) return true;
    const auto into = facts.edges_into(f);
    return std::all_of(into.begin(), into.end(), [&](const flow::CallEdge& edge) {
      return !edge.caller.exists() || known_in(edge.caller);
    });
  };
  for (Cause& cause : causes) {
    if (cause.kind != CauseKind::Obstacle) continue;
    const VerdictFact fact = cause.claims.front().fact;
    if (facts.program().tree(cause.at.file).kind(cause.at.node) != NodeKind::Call) continue;
    if (fact == InvalidNames) cause.repair = Repair::DropName;
    const ApiRow* api = facts.called_api(cause.at);
    if (api == nullptr) continue;
    if (fact == EagerOnlyCalls && gives_its_receiver(facts, cause.at, *api) &&
        known_hosts_only(cause.function))
      cause.repair = Repair::TakeReceiver;
    // An op asks for tensors: of parameters that nobody knows it would make some.
    if (fact != NumpyCalls || api->counterpart.empty() || recorded[TensorParameter] != Tri::Yes)
      continue;
    const ApiRow* counterpart = find_exact_api(api->counterpart);
    if (counterpart == nullptr || !fits(facts, cause.at, *counterpart)) continue;
    if (!known_hosts_only(cause.function)) continue;
    cause.repair = Repair::UseCounterpart;
    if (recorded[TensorComputation] == Tri::No && counterpart->has(Trait::Op))
      cause.claims.push_back({TensorComputation, Tri::No, Tri::Yes});
  }
}

namespace {

/// An operand beside a tensor, or of an operation of TensorFlow: a tensor does as well there.
bool takes_tensor(const Facts& facts, NodeRef name) {
  const Tree& tree = facts.program().tree(name.file);
  const NodeId up = tree.parent(name.node);
  switch (tree.kind(up)) {
    case NodeKind::BinOp: {
      const NodeId left = tree.child(up, Field::Left);
      const NodeId other = left == name.node ? tree.child(up, Field::Right) : left;
      return yes(facts.is_tensor({name.file, other}));
    }
    case NodeKind::Arguments: {
      const ApiRow* api = facts.called_api({name.file, tree.parent(up)});
      return api != nullptr && api->has(Trait::Op) && !api->has(Trait::TakesShape) &&
             *tree.children(up).begin() == name.node;
    }
    default:
      return false;
  }
}

}  // namespace

bool needs_python_value(const Facts& facts, FunctionId function, std::size_t parameter) {
  const Program& program = facts.program();
  const FunctionInfo& info = program.function(function);
  const Tree& tree = program.tree(info.file);
  const ScopeTree& scopes = program.scopes(info.file);
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i)
    if (scopes.symbol_of[i] == info.parameters[parameter].symbol &&
        !takes_tensor(facts, {info.file, NodeId::from_index(i)}))
      return true;
  return false;
}

std::vector<StateChange> state_changes(const Facts& facts, NodeRef read) {
  const Program& program = facts.program();
  const Tree& reading = program.tree(read.file);
  const bool variable = reading.kind(read.node) == NodeKind::Name;
  std::vector<std::uint32_t> classes;
  if (!variable)
    for (flow::ObjectId o :
         facts.values().objects(facts.value({read.file, reading.child(read.node, Field::Object)})))
      if (facts.values()[o].kind == ObjectKind::Instance) classes.push_back(facts.values()[o].a);
  const auto same = [&](NodeRef target) {
    const Tree& tree = program.tree(target.file);
    if (variable)
      return target.file == read.file && tree.kind(target.node) == NodeKind::Name &&
             program.scopes(read.file).symbol_of[target.node.index()] ==
                 program.scopes(read.file).symbol_of[read.node.index()];
    if (tree.kind(target.node) != NodeKind::Attribute ||
        tree[target.node].name != reading[read.node].name)
      return false;
    const auto owners =
        facts.values().objects(facts.value({target.file, tree.child(target.node, Field::Object)}));
    return std::any_of(owners.begin(), owners.end(), [&](flow::ObjectId o) {
      return facts.values()[o].kind == ObjectKind::Instance &&
             std::find(classes.begin(), classes.end(), facts.values()[o].a) != classes.end();
    });
  };
  std::vector<StateChange> out;
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    const Tree& tree = program.tree(file);
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeRef target{file, NodeId::from_index(r)};
      if (tree[target.node].field != Field::Target) continue;
      const NodeKind kind = tree.kind(tree.parent(target.node));
      if (kind != NodeKind::Assign && kind != NodeKind::AugAssign) continue;
      const FunctionId function = program.enclosing_function(target);
      if (!function.exists() || !same(target)) continue;
      const FunctionInfo& info = program.function(function);
      const std::string_view name = facts.text(info.name);
      // What makes an object is over before its methods run.
      if (info.owner.exists() && (name == "__init__" || name == "build" || name == "__new__"))
        continue;
      out.push_back({target, kind == NodeKind::AugAssign});
    }
  }
  return out;
}

}  // namespace hyb
