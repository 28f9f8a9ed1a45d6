#include "core/effects/statement_effects.h"

#include <algorithm>

#include "core/tensorflow/called_api.h"
#include "core/tensorflow/framework.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using Does = CallEffect::Does;

namespace {

class StatementReader {
 public:
  StatementReader(const Program& program, const flow::Engine& engine, const Effects& effects,
                  const CallEffects& calls, const Statements& statements)
      : program_(program),
        engine_(engine),
        effects_(effects),
        calls_(calls),
        file_(statements.file),
        function_(statements.function),
        tree_(program.tree(file_)),
        scopes_(program.scopes(file_)),
        begin_(static_cast<std::uint32_t>(statements.first.index())),
        end_(tree_.end_of(statements.last)) {}

  Tri read() {
    for (std::uint32_t i = begin_; i < end_ && out_ != Tri::Yes; ++i) visit(NodeId::from_index(i));
    if (out_ == Tri::Yes) return out_;
    const auto& edges = engine_.edges();
    const auto before = [&](const CallEdge& e) {
      return e.caller != function_ ? e.caller < function_
                                   : e.site < NodeRef{file_, NodeId::from_index(begin_)};
    };
    for (auto e = std::partition_point(edges.begin(), edges.end(), before);
         e != edges.end() && e->caller == function_ && e->site.file == file_ &&
         e->site.node.index() < end_;
         ++e)
      if (e->passage != flow::Passage::Eager && !in_eager_island(program_, engine_, e->site))
        runs(e->callee);
    return out_;
  }

 private:
  void add(Tri effect) { out_ = out_ || effect; }
  void runs(FunctionId f) { add(effects_.side_effects(f)); }
  auto objects_of(NodeId node) const {
    return engine_.values().objects(engine_.value_of({file_, node}));
  }
  bool inside(NodeId row) const { return row.index() >= begin_ && row.index() < end_; }

  void visit(NodeId row) {
    if (in_eager_island(program_, engine_, {file_, row})) return;
    const NodeKind kind = tree_.kind(row);
    switch (kind) {
      case NodeKind::Call:
        call(row);
        break;
      case NodeKind::For:
      case NodeKind::CompFor:
        iterated(tree_.child(row, Field::Iter));
        break;
      case NodeKind::WithItem:
        enters(tree_.child(row, Field::Value));
        break;
      case NodeKind::Break:
      case NodeKind::Continue:
        if (!inside(loop_of(row))) add(Tri::Yes);
        break;
      case NodeKind::Return:
      case NodeKind::Yield:
      case NodeKind::YieldFrom:
      case NodeKind::Await:
      case NodeKind::Global:
      case NodeKind::Nonlocal:
      case NodeKind::ClassDef:
      case NodeKind::FunctionDef:
      case NodeKind::Lambda:
      case NodeKind::Error:
        add(Tri::Yes);  // not to be moved as they stand
        break;
      default:
        break;
    }
    if (tree_[row].field == Field::Target || tree_.kind(tree_.parent(row)) == NodeKind::Delete)
      target(row);
  }

  NodeId loop_of(NodeId row) const {
    NodeId up = tree_.parent(row);
    while (up.exists() && tree_.kind(up) != NodeKind::For && tree_.kind(up) != NodeKind::While)
      up = tree_.parent(up);
    return up.exists() ? up : tree_.root();
  }

  /// The parts of a target, in the order they are written.
  void target(NodeId node) {
    switch (tree_.kind(node)) {
      case NodeKind::Tuple:
      case NodeKind::List:
      case NodeKind::Starred:
        for (NodeId part : tree_.children(node)) target(part);
        break;
      case NodeKind::Attribute:
        if (!is_variable_of_keras(node)) written(tree_.child(node, Field::Object));
        break;
      case NodeKind::Subscript:
        written(tree_.child(node, Field::Object));
        break;
      case NodeKind::Name:
        variable(node);
        break;
      default:
        break;
    }
  }

  /// `optimizer.learning_rate = …` assigns to a tf.Variable.
  bool is_variable_of_keras(NodeId node) const {
    const auto objects = objects_of(tree_.child(node, Field::Object));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& owner = engine_.values()[o];
      if (owner.kind != ObjectKind::ExternalInstance) return false;
      const ApiRow* row = find_method(program_.text(owner.name), program_.text(tree_[node].name));
      return row != nullptr && row->result == ApiResult::Variable;
    });
  }

  void variable(NodeId node) {
    const SymbolId symbol = scopes_.symbol_of[node.index()];
    if (!symbol.exists()) return;
    const ScopeId frame = scopes_.scopes[scopes_.symbols[symbol].scope].frame;
    const ScopeId own =
        function_.exists() ? program_.function(function_).scope : scopes_.module_scope();
    if (frame != own) return add(Tri::Yes);
    if (tree_.kind(tree_.parent(node)) != NodeKind::AugAssign || bound_here(symbol)) return;
    // A tensor is replaced; a list is changed, and a Python number would have to be handed back.
    const auto objects = objects_of(node);
    const bool tensors =
        !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
          return is_tensor(engine_.values(), program_.names(), o);
        });
    if (!tensors || starts_as_number(symbol)) add(Tri::Yes);
  }

  bool starts_as_number(SymbolId symbol) const {
    const Symbol& info = scopes_.symbols[symbol];
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const NodeId node = scopes_.bindings[info.first_binding + b].node;
      if (inside(node)) continue;
      for (ObjectId o : objects_of(node))
        if (!is_tensor(engine_.values(), program_.names(), o)) return true;
    }
    return false;
  }

  /// All its bindings stand in the statements.
  bool bound_here(SymbolId symbol) const {
    const Symbol& info = scopes_.symbols[symbol];
    for (std::uint32_t b = 0; b < info.binding_count; ++b)
      if (!inside(scopes_.bindings[info.first_binding + b].node)) return false;
    return true;
  }

  /// Made by the statements: written out there, or given by something outside that makes it anew.
  bool fresh(NodeId node) const {
    switch (tree_.kind(node)) {
      case NodeKind::List:
      case NodeKind::Dict:
      case NodeKind::Set:
      case NodeKind::ListComp:
      case NodeKind::SetComp:
      case NodeKind::DictComp:
      case NodeKind::Generator:
        return true;
      case NodeKind::Call: {
        const ApiRow* row = called_api(program_, engine_, {file_, node});
        return row != nullptr && !row->has(Trait::Views) && row->result != ApiResult::Self &&
               row->result != ApiResult::Argument;
      }
      case NodeKind::Name:
        return fresh_name(node);
      default:
        return false;
    }
  }

  bool fresh_name(NodeId name) const {
    const SymbolId symbol = scopes_.symbol_of[name.index()];
    if (!symbol.exists() || !bound_here(symbol)) return false;
    const Symbol& info = scopes_.symbols[symbol];
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const Binding& binding = scopes_.bindings[info.first_binding + b];
      const NodeId statement = tree_.parent(binding.node);
      if (binding.kind == BindingKind::Augment) continue;
      if (binding.kind != BindingKind::Assign || tree_.kind(statement) != NodeKind::Assign)
        return false;
      const NodeId value = tree_.child(statement, Field::Value);
      if (tree_.kind(value) == NodeKind::Name || !fresh(value)) return false;
    }
    return true;
  }

  void written(NodeId object) {
    if (!fresh(object)) add(Tri::Yes);
  }

  /// A generator or iterator from before is used up; a data set is not.
  void iterated(NodeId iterable) {
    for (ObjectId o : objects_of(iterable)) {
      const ObjectKind kind = engine_.values()[o].kind;
      if (kind == ObjectKind::Generator) return add(Tri::Yes);
      if (kind == ObjectKind::Iterator && !fresh(iterable)) add(Tri::Unknown);
    }
  }

  void enters(NodeId manager) {
    for (ObjectId o : objects_of(manager)) {
      const ObjectKind kind = engine_.values()[o].kind;
      if (kind == ObjectKind::Instance || kind == ObjectKind::Unknown) add(Tri::Unknown);
    }
  }

  void call(NodeId row) {
    calls_.read(function_, {file_, row}, found_);
    for (const CallEffect& each : found_) {
      switch (each.does) {
        case Does::Effect:
          if (counts(each.kind)) add(Tri::Yes);
          break;
        case Does::WriteAttribute:
        case Does::WriteContainer:
        case Does::Advance:
          written(each.node);
          break;
        case Does::Iterate:
          iterated(each.node);
          break;
        case Does::UnknownToOthers:
          if (!fresh(each.node)) add(Tri::Unknown);
          break;
        case Does::MayRun:
        case Does::Runs:
        case Does::RunsOnUnknown:
          runs(each.function);
          break;
        case Does::ByName:
          break;
        case Does::Callback:
        case Does::Unknown:
          add(Tri::Unknown);
          break;
      }
    }
  }

  const Program& program_;
  const flow::Engine& engine_;
  const Effects& effects_;
  const CallEffects& calls_;
  FileId file_;
  FunctionId function_;
  const Tree& tree_;
  const ScopeTree& scopes_;
  std::uint32_t begin_;
  std::uint32_t end_;
  std::vector<CallEffect> found_;
  Tri out_ = Tri::No;
};

}  // namespace

Tri side_effects_of(const Program& program, const flow::Engine& engine, const Effects& effects,
                    const CallEffects& calls, const Statements& statements) {
  return StatementReader(program, engine, effects, calls, statements).read();
}

}  // namespace hyb
