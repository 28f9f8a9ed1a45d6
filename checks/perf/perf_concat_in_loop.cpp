// Rule HYB068. User documentation: perf_concat_in_loop.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "core/effects/call_effects.h"
#include "core/tensorflow/element_functions.h"
#include "core/tensorflow/loops.h"

namespace hyb::checks::perf {
namespace {

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report loops in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "Growing '{0}' with '{1}' in a loop copies it in every round; collect the parts and join them "
     "once behind the loop."},
};

constexpr char kDocs[] =
#include "perf_concat_in_loop.md.inc"
    ;

constexpr unsigned kFewRounds = 31;

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx),
        facts_(cx.facts()),
        program_(cx.program()),
        file_(file),
        tree_(cx.program().tree(file)),
        scopes_(cx.program().scopes(file)) {}

  void run() {
    for (NodeId call : facts_.calls(file_)) {
      const ApiRow* row = facts_.called_api({file_, call});
      if (row != nullptr && row->has(Trait::Joins)) judge(call);
    }
  }

 private:
  void judge(NodeId call) {
    const NodeId statement = tree_.parent(call);
    if (tree_.kind(statement) != NodeKind::Assign || tree_[call].field != Field::Value) return;
    NodeId target;
    for (NodeId child : tree_.children(statement))
      if (tree_[child].field == Field::Target) {
        if (target.exists()) return;
        target = child;
      }
    if (tree_.kind(target) != NodeKind::Name) return;
    const SymbolId grown = scopes_.symbol_of[target.index()];
    if (!grown.exists() || scopes_.symbols[grown].captured) return;
    const NodeRef loop = long_loop_around(call);
    if (!loop.node.exists()) return;
    if (!joins_to(call, grown) || !grows_only(loop.node, statement, grown)) return;
    const NodeId callee = tree_.child(call, Field::Function);
    auto report = cx_.report(tree_.loc(call));
    if (!report) return;
    report.message("default", {std::string(program_.text(NodeRef{file_, target})),
                               std::string(program_.text(NodeRef{file_, callee}))});
    Loc where = program_.loc(loop);
    if (const NodeId body = tree_.child(loop.node, Field::Body); body.exists())
      where.end = std::max(where.begin + 1, tree_[body].begin);
    report.note(where, "in this loop, so the cost grows with the square of its rounds.");
  }

  /// The innermost loop that has many rounds; how many an unknown one has, nobody can say.
  NodeRef long_loop_around(NodeId call) const {
    NodeRef loop = loop_around(program_, facts_.engine(), {file_, call}, kFewRounds);
    for (; loop.node.exists(); loop = loop_around(program_, facts_.engine(), loop, kFewRounds)) {
      const NodeKind kind = tree_.kind(loop.node);
      if (kind != NodeKind::For && kind != NodeKind::While) return {};
      if (rounds_of(program_, facts_.engine(), loop, kFewRounds) == Rounds::Many || trains(loop))
        break;
    }
    return loop;
  }

  /// A `while`, or a loop over a range, that updates variables: it trains until it has learnt.
  bool trains(NodeRef loop) const {
    if (tree_.kind(loop.node) == NodeKind::For) {
      const NodeId iterable = tree_.child(loop.node, Field::Iter);
      const ApiRow* row =
          tree_.kind(iterable) == NodeKind::Call ? facts_.called_api({file_, iterable}) : nullptr;
      if (row == nullptr || !row->has(Trait::StagedRange) ||
          rounds_of(program_, facts_.engine(), loop, kFewRounds) == Rounds::Few)
        return false;
    }
    const NodeId body = tree_.child(loop.node, Field::Body);
    const GradientSteps& steps = facts_.gradient_steps();
    for (NodeId call : facts_.calls(file_)) {
      if (!tree_.contains(body, call)) continue;
      const ApiRow* row = facts_.called_api({file_, call});
      if (row != nullptr && row->has(Trait::Updates)) return true;
      for (const flow::CallEdge& edge : edges_of_call(program_, facts_.engine(), {file_, call}))
        if (steps.update(edge.callee).node.exists()) return true;
    }
    return false;
  }

  /// One of the parts is what the name holds, another is a tensor, or was one.
  bool joins_to(NodeId call, SymbolId grown) const {
    std::vector<NodeId> parts;
    for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      const NodeId value = tree_.kind(argument) == NodeKind::Keyword
                               ? tree_.child(argument, Field::Value)
                               : argument;
      if (tree_.kind(value) == NodeKind::List || tree_.kind(value) == NodeKind::Tuple)
        for (NodeId part : tree_.children(value)) parts.push_back(part);
      else
        parts.push_back(value);
    }
    bool itself = false;
    bool tensor = false;
    for (NodeId part : parts) {
      if (tree_.kind(part) == NodeKind::Name && scopes_.symbol_of[part.index()] == grown)
        itself = true;
      else if (mentions(part, grown))
        return false;  // the next part is made of what is there
      else if (yes(facts_.is_tensor({file_, part})) || was_tensor(part))
        tensor = true;
    }
    return itself && tensor;
  }

  bool mentions(NodeId row, SymbolId symbol) const {
    for (auto i = static_cast<std::uint32_t>(row.index()); i < tree_.end_of(row); ++i)
      if (scopes_.symbol_of[i] == symbol) return true;
    return false;
  }

  /// `x.numpy()`
  bool was_tensor(NodeId part) const {
    if (tree_.kind(part) != NodeKind::Call) return false;
    const NodeId callee = tree_.child(part, Field::Function);
    const ApiRow* row = facts_.called_api({file_, part});
    return row != nullptr && row->has(Trait::Host) && tree_.kind(callee) == NodeKind::Attribute &&
           yes(facts_.is_tensor({file_, tree_.child(callee, Field::Object)}));
  }

  /// In the loop nothing else reads the name, but a question whether it is None; and nothing sets
  /// it back.
  bool grows_only(NodeId loop, NodeId statement, SymbolId grown) const {
    for (auto i = static_cast<std::uint32_t>(loop.index()); i < tree_.end_of(loop); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (scopes_.symbol_of[i] != grown || tree_.contains(statement, row)) continue;
      const NodeId parent = tree_.parent(row);
      if (asks_for_none(parent) || only_declares(row)) continue;
      if (tree_[row].field == Field::Target && tree_.kind(parent) == NodeKind::Assign &&
          is_first_time(parent, grown))
        continue;
      return false;
    }
    return true;
  }

  /// In a statement that only tells TensorFlow something: set_loop_options(shape_invariants=…).
  bool only_declares(NodeId row) const {
    NodeId up = row;
    while (up.exists() && tree_.kind(up) != NodeKind::ExprStmt && tree_.kind(up) != NodeKind::Block)
      up = tree_.parent(up);
    if (!up.exists() || tree_.kind(up) != NodeKind::ExprStmt) return false;
    const NodeId call = tree_.child(up, Field::Value);
    if (tree_.kind(call) != NodeKind::Call) return false;
    const ApiRow* api = facts_.called_api({file_, call});
    return api != nullptr && !api->has(Trait::Op) && !api->has(Trait::Mutates) &&
           effect_of(*api) == EffectKind::Unknown;
  }

  bool asks_for_none(NodeId row) const {
    if (tree_.kind(row) != NodeKind::Compare) return false;
    for (NodeId part : tree_.children(row))
      if (tree_.kind(part) == NodeKind::CompareOp) {
        const auto op = static_cast<Operator>(tree_[part].op);
        return (op == Operator::Is || op == Operator::IsNot) &&
               tree_.kind(tree_.child(part, Field::Value)) == NodeKind::None;
      }
    return false;
  }

  /// An assignment below an `if` that asks whether the name is None.
  bool is_first_time(NodeId statement, SymbolId grown) const {
    for (NodeId up = tree_.parent(statement); up.exists(); up = tree_.parent(up)) {
      if (tree_.kind(up) == NodeKind::For || tree_.kind(up) == NodeKind::While) return false;
      if (tree_.kind(up) != NodeKind::If) continue;
      const NodeId test = tree_.child(up, Field::Test);
      if (!asks_for_none(test)) continue;
      for (NodeId part : tree_.children(test))
        if (scopes_.symbol_of[part.index()] == grown) return true;
    }
    return false;
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
  const ScopeTree& scopes_;
};

void run(FileId file, const Options& options, CheckContext& cx) {
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check perf_concat_in_loop = file_check<Options, run>({
    .code = "HYB068",
    .name = "perf-concat-in-loop",
    .group = "perf",
    .summary = "A tensor grows by concatenation in a loop, which copies it in every round.",
    .docs = kDocs,
    .severity = Severity::Note,
    .needs = Need::Values | Need::Tracing | Need::GradientSteps,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::perf
