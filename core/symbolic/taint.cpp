// One walk over a body's rows, children before parents, as often as an assignment changes what an
// earlier row reads (loops, comprehensions), at most kMaxRounds times.

#include "core/symbolic/taint.h"

#include <algorithm>

#include "core/syntax/own_rows.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

constexpr int kMaxRounds = 8;

Taint of_all_children(const Tree& tree, const RowTaints& rows, NodeId row) {
  Taint out;
  for (NodeId child : tree.children(row)) out |= rows.of(child);
  return out;
}

}  // namespace

void Taints::forget(FileId file, FunctionId function) {
  file_ = file;
  function_ = function;
  own_ = {};
  rows_.clear();
  first_ = 0;
  for (SymbolId s : touched_) symbols_[s.index()] = {};
  touched_.clear();
  symbols_.resize(std::max(symbols_.size(), reader_.program().scopes(file).symbols.size()));
}

void Taints::read(FunctionId function) {
  const FunctionInfo& info = reader_.program().function(function);
  forget(info.file, function);
  own_ = returned_[function.index()];
  if (!info.body.exists()) return;
  for (std::size_t p = 0; p < std::min(info.parameters.size(), kTaintedParameters); ++p) {
    const SymbolId symbol = info.parameters[p].symbol;
    if (!symbol.exists() || is_receiver(function, p)) continue;
    symbols_[symbol.index()].value = std::uint64_t{1} << p;
    touched_.push_back(symbol);
  }
  first_ = info.body.index();
  read_rows(reader_.program().tree(file_).end_of(info.body));
  if (info.is_lambda()) own_ |= of(info.body);
}

void Taints::read(const Statements& statements) {
  forget(statements.file, statements.function);
  for (SymbolId symbol : statements.given) {
    symbols_[symbol.index()].value = kMadeHere;
    touched_.push_back(symbol);
  }
  first_ = statements.first.index();
  read_rows(reader_.program().tree(file_).end_of(statements.last));
}

void Taints::read_rows(std::uint32_t end) {
  const Tree& tree = reader_.program().tree(file_);
  rows_.assign(end - first_, {});
  for (int round = 0; round < kMaxRounds; ++round) {
    changed_ = false;
    std::vector<NodeId> open;
    const auto close_before = [&](std::uint32_t at) {
      while (!open.empty() && tree.end_of(open.back()) <= at) {
        const NodeId row = open.back();
        open.pop_back();
        const Taint taint = close(row);
        rows_[row.index() - first_] = taint;
        // The target of a loop takes what is iterated before its body is read.
        if (const NodeId parent = tree.parent(row);
            tree[row].field == Field::Iter && tree.kind(parent) == NodeKind::For)
          assign(tree.child(parent, Field::Target), taint);
      }
    };
    for (auto i = static_cast<std::uint32_t>(first_); i < end;) {
      close_before(i);
      const NodeId row = NodeId::from_index(i);
      if (opens_body(tree.kind(row))) {
        i = tree.end_of(row);
        continue;
      }
      open.push_back(row);
      ++i;
    }
    close_before(end);
    if (!changed_) break;
  }
}

// The object whose method runs is captured, not traced.
bool Taints::is_receiver(FunctionId function, std::size_t parameter) const {
  const FunctionInfo& info = reader_.program().function(function);
  if (parameter != 0 || !info.owner.exists()) return false;
  for (flow::ContextId c : reader_.engine().contexts_of(function)) {
    const flow::Context& context = reader_.engine().contexts()[c.index()];
    if (context.parameters.empty()) continue;
    for (ObjectId o : reader_.values().objects(context.parameters.front()))
      if (reader_.values()[o].kind == ObjectKind::Tensor) return false;
  }
  return true;
}

Taint Taints::of_children(NodeId row) const {
  return of_all_children(reader_.program().tree(file_), rows(), row);
}

/// Operators and indexes on tensors, captured ones and variables included: an op of the graph.
bool Taints::is_graph_op(NodeId row) const {
  const Tree& tree = reader_.program().tree(file_);
  const auto tensor = [&](NodeId operand) {
    const auto objects = reader_.objects({file_, operand});
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      return is_tensor(reader_.values(), reader_.program().names(), o);
    });
  };
  switch (tree.kind(row)) {
    case NodeKind::BinOp:
    case NodeKind::UnaryOp:
      return tensor(tree.child(row, Field::Value)) || tensor(tree.child(row, Field::Left)) ||
             tensor(tree.child(row, Field::Right));
    case NodeKind::Subscript:
      return tensor(tree.child(row, Field::Object));
    case NodeKind::Compare:
      for (NodeId child : tree.children(row)) {
        const bool op = tree.kind(child) == NodeKind::CompareOp;
        const auto compared = op ? static_cast<Operator>(tree[child].op) : Operator::None;
        if (compared == Operator::Is || compared == Operator::IsNot || compared == Operator::In ||
            compared == Operator::NotIn)
          return false;
        if (tensor(op ? tree.child(child, Field::Value) : child)) return true;
      }
      return false;
    default:
      return false;
  }
}

Taint Taints::close(NodeId row) {
  Taint out = taken(row);
  if (in_graphs_ && (out.value & kMadeHere) == 0 && is_graph_op(row)) out.value |= kMadeHere;
  return out;
}

Taint Taints::taken(NodeId row) {
  const Tree& tree = reader_.program().tree(file_);
  switch (tree.kind(row)) {
    case NodeKind::Name:
      return of_name(row);
    case NodeKind::Attribute:
      return of_attribute(row);
    case NodeKind::Call:
      return of_call(row);
    case NodeKind::Keyword:
    case NodeKind::WithItem:
    case NodeKind::NamedExpr:
    case NodeKind::Assign:
    case NodeKind::AnnAssign:
    case NodeKind::AugAssign: {
      const Taint value = of(tree.child(row, Field::Value));
      for (NodeId child : tree.children(row))
        if (tree[child].field == Field::Target) assign(child, value);
      return value;
    }
    case NodeKind::For:
      return {};
    case NodeKind::CompFor:
      assign(tree.child(row, Field::Target), of(tree.child(row, Field::Iter)));
      return {};
    case NodeKind::Compare: {
      for (NodeId child : tree.children(row))
        if (tree.kind(child) == NodeKind::CompareOp) {
          const auto op = static_cast<Operator>(tree[child].op);
          if (op == Operator::Is || op == Operator::IsNot) return {};
        }
      return of_children(row);
    }
    case NodeKind::Return:
    case NodeKind::Yield:
    case NodeKind::YieldFrom: {
      const Taint value = of(tree.child(row, Field::Value));
      own_ |= value;
      return value;
    }
    case NodeKind::Block:
    case NodeKind::String:
    case NodeKind::ConcatString:
    case NodeKind::If:
    case NodeKind::Elif:
    case NodeKind::Else:
    case NodeKind::While:
    case NodeKind::With:
    case NodeKind::Try:
    case NodeKind::Except:
    case NodeKind::Finally:
    case NodeKind::Match:
    case NodeKind::Case:
      return {};
    default:
      return of_children(row);
  }
}

Taint Taints::of_name(NodeId row) const {
  const ScopeTree& scopes = reader_.program().scopes(file_);
  const SymbolId symbol = scopes.symbol_of[row.index()];
  if (!symbol.exists()) return {};
  const ScopeId frame = scopes.scopes[scopes.symbols[symbol].scope].frame;
  const ScopeId own =
      function_.exists() ? reader_.program().function(function_).scope : scopes.module_scope();
  if (frame == own) return symbols_[symbol.index()];
  if (scopes.scopes[frame].kind == ScopeKind::Function) return {.value = kOuter};
  return {};
}

bool Taints::shape_value(NodeRef at) const {
  const auto objects = reader_.objects(at);
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = reader_.values()[o];
    return object.kind == ObjectKind::Tuple || (object.kind == ObjectKind::ExternalInstance &&
                                                reader_.text(object.name) == kShapeClass);
  });
}

Taint Taints::of_attribute(NodeId row) const {
  const Tree& tree = reader_.program().tree(file_);
  const NodeId object = tree.child(row, Field::Object);
  const Taint held = of(object);
  if (held.value == 0 && held.shape == 0) return {};
  const std::string_view name = reader_.text(tree[row].name);
  const ApiRow* known = find_method(kTensorClass, name);
  if (known != nullptr && known->has(Trait::StaticRead)) {
    if (name == "shape" || shape_value({file_, row})) return {0, held.value | held.shape};
    if (reader_.may_be_array({file_, row}) != Tri::Yes) return {};
  }
  // A field of an object of the project is no part of the traced value.
  const auto objects = reader_.objects({file_, object});
  const bool project =
      !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
        const ObjectKind kind = reader_.values()[o].kind;
        return kind == ObjectKind::Instance || kind == ObjectKind::Class ||
               kind == ObjectKind::Module;
      });
  return project ? Taint{} : held;
}

Taint Taints::of_call(NodeId row) const {
  const Tree& tree = reader_.program().tree(file_);
  const NodeId callee = tree.child(row, Field::Function);
  Taint given;
  if (const NodeId list = tree.child(row, NodeKind::Arguments); list.exists())
    given = of_children(list);
  const auto edges = reader_.edges_at(function_, {file_, row});
  if (!edges.empty()) {
    Taint out;
    for (const CallEdge& edge : edges) {
      if (edge.passage == Passage::Eager) continue;
      const std::vector<Taint> passed = rows().arguments(edge);
      const Taint& returned = edge.callee == function_ ? own_ : returned_[edge.callee.index()];
      out.value |= translate(returned.value, passed);
      // What a tf.function gives to a trace is made by the operation that calls it.
      if (in_graphs_ && edge.passage == Passage::Graph) out.value |= kMadeHere;
      for (std::size_t p = 0; p < passed.size() && p < kTaintedParameters; ++p) {
        if ((returned.shape >> p & 1U) != 0) out.shape |= passed[p].value | passed[p].shape;
        if ((returned.value >> p & 1U) != 0) out.shape |= passed[p].shape;
      }
    }
    return out;
  }
  if (callee.exists() && tree.kind(callee) == NodeKind::Attribute) given |= of(callee);
  const ApiRow* api = reader_.called_api({file_, row});
  if (api == nullptr) {
    for (ObjectId o : reader_.objects({file_, callee})) {
      const Object& object = reader_.values()[o];
      const ApiRow* made = object.kind == ObjectKind::ExternalInstance
                               ? find_api(reader_.text(object.name))
                               : nullptr;
      if (made != nullptr && (made->has(Trait::Layer) || made->has(Trait::CommonReceiver)))
        return {given.value | kMadeHere, 0};
    }
    return given;
  }
  if (api->has(Trait::Length) || api->result == ApiResult::Shape || api->has(Trait::StaticShape))
    return {0, given.value | given.shape};
  if (api->has(Trait::Op)) return {given.value | kMadeHere, 0};
  if (api->result == ApiResult::Bool || api->result == ApiResult::Str ||
      api->result == ApiResult::None)
    return {};
  // What needs the value of a tensor has it: the mistake is told there. Conversions stay tensors.
  if (api->has(Trait::Host) && !api->has(Trait::StagedCast)) return {0, given.shape};
  if (api->has(Trait::TellsType) || api->has(Trait::AsksAttribute) ||
      api->name == "builtins.isinstance" || api->name == "builtins.callable")
    return {};
  return given;
}

void Taints::assign(NodeId target, Taint taint) {
  if (!target.exists() || (taint.value == 0 && taint.shape == 0)) return;
  const Tree& tree = reader_.program().tree(file_);
  const ScopeTree& scopes = reader_.program().scopes(file_);
  for (auto i = static_cast<std::uint32_t>(target.index()); i < tree.end_of(target);) {
    const NodeId row = NodeId::from_index(i);
    const NodeKind kind = tree.kind(row);
    if (kind == NodeKind::Subscript) {  // `x[i] = v`: the container takes it
      i = tree.end_of(row);
      NodeId held = tree.child(row, Field::Object);
      if (tree.kind(held) != NodeKind::Name) continue;
      assign(held, taint);
      continue;
    }
    if (kind == NodeKind::Attribute) {
      i = tree.end_of(row);
      continue;
    }
    ++i;
    const SymbolId symbol = scopes.symbol_of[row.index()];
    if (kind != NodeKind::Name || !symbol.exists()) continue;
    Taint& known = symbols_[symbol.index()];
    Taint joined = known;
    joined |= taint;
    if (joined == known) continue;
    known = joined;
    touched_.push_back(symbol);
    changed_ = true;
  }
}

std::vector<Taint> RowTaints::arguments(const CallEdge& edge) const {
  const Program& program = reader_->program();
  const FunctionInfo& info = program.function(edge.callee);
  const Tree& tree = program.tree(edge.site.file);
  std::vector<Taint> out(info.parameters.size());
  const bool written = tree.kind(edge.site.node) == NodeKind::Call &&
                       (edge.passage == Passage::Call || edge.passage == Passage::Graph ||
                        edge.passage == Passage::KerasCall || edge.passage == Passage::Construct);
  if (!written) {  // handed on by a library: whatever comes is made there or comes along
    Taint all = of_all_children(tree, *this, edge.site.node);
    if (const NodeId list = tree.child(edge.site.node, NodeKind::Arguments); list.exists())
      all |= of_all_children(tree, *this, list);
    // An operator method or property gets what is written, nothing else.
    if (edge.passage != Passage::DataModel) all.value |= kMadeHere;
    for (Taint& t : out) t = all;
    return out;
  }
  const NodeId callee = tree.child(edge.site.node, Field::Function);
  std::size_t shift = edge.passage == Passage::KerasCall || edge.passage == Passage::Construct;
  if (shift == 0 && info.owner.exists())
    for (ObjectId o : reader_->objects({edge.site.file, callee})) {
      const ObjectKind kind = reader_->values()[o].kind;
      if (kind == ObjectKind::BoundMethod || kind == ObjectKind::Class ||
          kind == ObjectKind::Instance || kind == ObjectKind::GraphFunction)
        shift = 1;
    }
  const NodeId list = tree.child(edge.site.node, NodeKind::Arguments);
  if (!list.exists()) return out;
  std::size_t position = 0;
  for (NodeId child : tree.children(list)) {
    const NodeKind kind = tree.kind(child);
    const Taint taint = of(child);
    for (std::size_t p = 0; p < out.size(); ++p) {
      const Parameter& parameter = info.parameters[p];
      const bool rest =
          parameter.kind == ParameterKind::VarPositional
              ? kind != NodeKind::Keyword && p <= position + shift
              : parameter.kind == ParameterKind::VarKeyword && kind == NodeKind::Keyword;
      const bool meant = kind == NodeKind::Starred || kind == NodeKind::DoubleStarred ? true
                         : kind == NodeKind::Keyword ? parameter.name == tree[child].name
                                                     : p == position + shift;
      if (meant || rest) out[p] |= taint;
    }
    if (kind != NodeKind::Keyword) ++position;
  }
  return out;
}

std::uint64_t Taints::translate(std::uint64_t bits, const std::vector<Taint>& arguments) {
  std::uint64_t out = bits & kMadeHere;
  for (std::size_t p = 0; p < arguments.size() && p < kTaintedParameters; ++p)
    if ((bits >> p & 1U) != 0) out |= arguments[p].value;
  return out;
}

}  // namespace hyb
