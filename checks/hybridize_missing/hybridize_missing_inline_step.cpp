// Rule HYB003. User documentation: hybridize_missing_inline_step.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "core/facts/function_facts.h"
#include "core/facts/step_methods.h"
#include "core/tensorflow/gradient_blocks.h"

namespace hyb::checks::hybridize_missing {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report training loops in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "The gradient step in the body of this '{0}' loop runs eagerly and cannot be staged where it "
     "stands; extract it into a function."},
};

constexpr char kDocs[] =
#include "hybridize_missing_inline_step.md.inc"
    ;

constexpr int kMaxNesting = 3;

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
  }

 private:
  void in_body(FunctionId function) {
    for (const GradientBlock& block :
         gradient_blocks(program_, facts_.engine(), facts_.gradient_steps(), file_, function)) {
      if (!no(facts_.effects().side_effects(block.statements))) continue;
      if (!hands_over(block) || !gives_back(block)) continue;
      if (facts_.records().preconditions().obstacle_in(block.statements)) continue;
      report(block);
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

  std::string names(const std::vector<SymbolId>& symbols) const {
    std::string out;
    for (SymbolId symbol : symbols) {
      if (!out.empty()) out += ", ";
      out += "'" + std::string(program_.text(scopes_.symbols[symbol].name)) + "'";
    }
    return out;
  }

  void report(const GradientBlock& block) {
    auto report = cx_.report(program_.loc(block.tape));
    if (!report) return;
    const bool is_for = tree_.kind(block.loop.node) == NodeKind::For;
    report.message("default", {is_for ? "for" : "while"});
    if (block.statements.function.exists())
      report.notes(facts_.why(block.statements.function, Mode::Eager));
    Loc loop = program_.loc(block.loop);
    if (const NodeId body = tree_.child(block.loop.node, Field::Body); body.exists())
      loop.end = std::max(loop.begin + 1, tree_[body].begin);
    report.note(loop, "this loop runs it again and again.");
    std::string text = "the step ends with this update";
    const std::string takes = names(block.statements.given);
    const std::string gives = names(block.gives);
    if (!takes.empty()) text += "; a function of it takes " + takes;
    if (!gives.empty())
      text += (takes.empty() ? "; a function of it gives back " : " and gives back ") + gives;
    report.note(program_.loc(block.update), text + ".");
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

extern constexpr Check hybridize_missing_inline_step = file_check<Options, run>({
    .code = "HYB003",
    .name = "hybridize-missing-inline-step",
    .group = "hybridize-missing",
    .summary =
        "A training step is written in the body of an eager loop, where nothing can stage it.",
    .docs = kDocs,
    .severity = Severity::Note,
    .needs = Need::Values | Need::Tracing | Need::GradientSteps | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::hybridize_missing
