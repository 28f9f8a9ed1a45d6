#include "core/facts/inline_steps.h"

#include <algorithm>

#include "core/facts/function_facts.h"
#include "core/facts/step_methods.h"
#include "core/preconditions/preconditions.h"

namespace hyb {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr int kMaxNesting = 3;

class Finder {
 public:
  Finder(const Facts& facts, FileId file)
      : facts_(facts),
        program_(facts.program()),
        file_(file),
        tree_(program_.tree(file)),
        scopes_(program_.scopes(file)) {}

  std::vector<GradientBlock> run() {
    const GradientSteps& steps = facts_.gradient_steps();
    if (!steps.tapes(file_).empty()) in_body({});
    for (FunctionId f : facts_.functions(file_)) {
      if (steps.tapes(f).empty()) continue;
      const Tracing& tracing = facts_.tracing();
      if (!tracing.eager(f) || tracing.traced(f) || tracing.replica(f) ||
          !no(overrides_step(facts_, f)))  // `fit` runs it in a graph whenever it drives it
        continue;
      in_body(f);
    }
    return std::move(out_);
  }

 private:
  void in_body(FunctionId function) {
    for (GradientBlock& block :
         gradient_blocks(program_, facts_.engine(), facts_.gradient_steps(), file_, function)) {
      if (!no(facts_.effects().side_effects(block.statements))) continue;
      if (!hands_over(block) || !gives_back(block)) continue;
      if (facts_.records().preconditions().obstacle_in(block.statements)) continue;
      out_.push_back(std::move(block));
    }
  }

  /// Everything it is handed is a tensor, or the same at each call: one trace serves all.
  bool hands_over(const GradientBlock& block) const {
    const Statements& s = block.statements;
    for (auto i = static_cast<std::uint32_t>(s.first.index()); i < tree_.end_of(s.last); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_.kind(row) == NodeKind::Attribute && changes_in_loop(block, row)) return false;
      if (tree_.kind(row) != NodeKind::Name) continue;
      const SymbolId symbol = scopes_.symbol_of[i];
      if (std::find(s.given.begin(), s.given.end(), symbol) == s.given.end()) continue;
      if (!settled(facts_.value({file_, row}), 0)) return false;
    }
    return true;
  }

  bool settled(flow::ValueId value, int depth) const {
    const auto objects = facts_.values().objects(value);
    return std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = facts_.values()[o];
      switch (object.kind) {
        case ObjectKind::Tensor:
        case ObjectKind::Unknown:
        case ObjectKind::None:
          return true;
        case ObjectKind::Int:
        case ObjectKind::Float:
        case ObjectKind::Str:
          return objects.size() == 1 && object.name.exists();
        case ObjectKind::Bool:
          return objects.size() == 1 && object.a != 2;
        case ObjectKind::Tuple:
        case ObjectKind::List:
        case ObjectKind::Dict: {
          if (depth == kMaxNesting) return false;
          const auto parts = facts_.engine().parts_of(o);
          return std::all_of(parts.begin(), parts.end(),
                             [&](flow::ValueId part) { return settled(part, depth + 1); });
        }
        default:
          return false;
      }
    });
  }

  /// `config.rate *= 0.9` beside the step: the graph would keep the first value.
  bool changes_in_loop(const GradientBlock& block, NodeId read) const {
    const NodeId loop = block.loop.node;
    for (auto i = static_cast<std::uint32_t>(loop.index()); i < tree_.end_of(loop); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_[row].field != Field::Target || tree_.kind(row) != NodeKind::Attribute) continue;
      if (tree_[row].name == tree_[read].name && !yes(facts_.is_tensor({file_, read}))) return true;
    }
    return false;
  }

  /// What is read later can leave a graph: tensors, numbers, and containers of them.
  bool gives_back(const GradientBlock& block) const {
    for (SymbolId symbol : block.gives) {
      const Symbol& info = scopes_.symbols[symbol];
      for (std::uint32_t b = 0; b < info.binding_count; ++b) {
        const NodeId node = scopes_.bindings[info.first_binding + b].node;
        if (node < block.statements.first || node.index() >= tree_.end_of(block.statements.last))
          continue;
        if (!leaves(facts_.value({file_, node}), 0)) return false;
      }
    }
    return true;
  }

  bool leaves(flow::ValueId value, int depth) const {
    const auto objects = facts_.values().objects(value);
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      switch (facts_.values()[o].kind) {
        case ObjectKind::Tensor:
        case ObjectKind::None:
          return true;
        case ObjectKind::Tuple:
        case ObjectKind::List:
        case ObjectKind::Dict: {
          if (depth == kMaxNesting) return false;
          const auto parts = facts_.engine().parts_of(o);
          return std::all_of(parts.begin(), parts.end(),
                             [&](flow::ValueId part) { return leaves(part, depth + 1); });
        }
        default:
          return false;
      }
    });
  }

  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
  const ScopeTree& scopes_;
  std::vector<GradientBlock> out_;
};

}  // namespace

std::vector<GradientBlock> inline_steps(const Facts& facts, FileId file) {
  return Finder(facts, file).run();
}

namespace {

constexpr int kMaxCallers = 8;  // calls between the step and what it leads to

/// In the statements of a step, or beside it in a loop around both: now and then, not more often.
bool stands_at_step(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  const NodeRef loop = repeating_loop(facts.program(), facts.engine(), call);
  const std::vector<GradientBlock> steps = inline_steps(facts, call.file);
  return std::any_of(steps.begin(), steps.end(), [&](const GradientBlock& step) {
    const bool inside =
        call.node >= step.statements.first && call.node.index() < tree.end_of(step.statements.last);
    return inside || (loop.node.exists() && tree.contains(loop.node, step.statements.first));
  });
}

bool runs_in_step(const Facts& facts, FunctionId f, int depth) {
  bool any = false;
  for (const flow::CallEdge& edge : facts.edges_into(f)) {
    if (!facts.tracing().reached(edge.from, Mode::Eager) || !facts.tracing().repeats(edge))
      continue;
    any = true;
    if (stands_at_step(facts, edge.site)) continue;
    if (depth == 0 || !edge.caller.exists() || !runs_in_step(facts, edge.caller, depth - 1))
      return false;
  }
  return any;
}

}  // namespace

bool runs_in_inline_step(const Facts& facts, FunctionId f) {
  return runs_in_step(facts, f, kMaxCallers);
}

}  // namespace hyb
