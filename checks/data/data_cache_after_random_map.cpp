// Rule HYB075. User documentation: data_cache_after_random_map.md; tests: tests/checks/….
#include <algorithm>
#include <optional>

#include "checks/check.h"
#include "core/tensorflow/element_functions.h"

namespace hyb::checks::data {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "Random augmentation before '{0}()' is frozen after the first pass: every later epoch sees "
     "the "
     "same elements."},
    {"shuffle",
     "The order of a shuffle before '{0}()' is frozen after the first pass; shuffle behind "
     "it."},
};

constexpr char kDocs[] =
#include "data_cache_after_random_map.md.inc"
    ;

constexpr long kFew = 10;  // elements that nobody trains on

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx),
        facts_(cx.facts()),
        program_(cx.program()),
        file_(file),
        tree_(cx.program().tree(file)) {}

  void run() {
    for (NodeId call : facts_.calls(file_)) {
      const ApiRow* row = facts_.called_api({file_, call});
      if (row != nullptr && row->has(Trait::Caches)) judge({file_, call});
    }
  }

 private:
  void judge(NodeRef cache) {
    std::optional<PipelineStep> random;  // the farthest map that draws
    NodeRef draws;
    std::optional<PipelineStep> shuffle;
    for (const PipelineStep& step : facts_.pipelines().before(cache)) {
      if (step.row == nullptr) continue;
      if (step.row->has(Trait::Caches)) break;  // what is before that is a matter of its own
      if (!step.always && !leads_to(step.call, cache)) continue;
      if (step.row->has(Trait::TakesFirst) && takes_few(step)) return;  // the same data on purpose
      if (step.row->has(Trait::MapsElements)) {
        const ElementFunction function =
            element_function(program_, facts_.engine(), facts_.called_rows(), step.call);
        const NodeRef drawn = function.draws.node.exists() ? function.draws : function.draws_python;
        if (!drawn.node.exists()) continue;
        random = step;
        draws = drawn;
      } else if (step.row->has(Trait::Shuffles) && reshuffles(step)) {
        shuffle = step;
      }
    }
    if (!random && !shuffle) return;
    const NodeRef again = read_again(cache);
    if (!again.node.exists()) return;
    if (!random && shuffled_behind(cache)) return;
    report(cache, random, draws, random ? *random : *shuffle, again);
  }

  /// `take(1)`: somebody wants to see the same few elements again and again.
  bool takes_few(const PipelineStep& step) const {
    const Tree& tree = program_.tree(step.call.file);
    for (NodeId argument : tree.children(tree.child(step.call.node, NodeKind::Arguments))) {
      const NodeId value =
          tree.kind(argument) == NodeKind::Keyword ? tree.child(argument, Field::Value) : argument;
      const auto count = facts_.engine().number(facts_.value({step.call.file, value}));
      return count && *count >= 0 && *count <= kFew;
    }
    return false;
  }

  /// Whenever the step runs, so does the cache behind it: the block of statements around the cache
  /// holds the step too.
  bool leads_to(NodeRef step, NodeRef cache) const {
    if (step.file != cache.file) return false;
    const Tree& tree = program_.tree(cache.file);
    NodeId block = cache.node;
    while (block.exists() && tree.kind(block) != NodeKind::Block &&
           tree.kind(block) != NodeKind::Module)
      block = tree.parent(block);
    return block.exists() && tree.contains(block, step.node) && step.node != cache.node &&
           program_.enclosing_function(step) == program_.enclosing_function(cache);
  }

  /// Not where `seed` or `reshuffle_each_iteration=False` asks for one order.
  bool reshuffles(const PipelineStep& step) const {
    const Tree& tree = program_.tree(step.call.file);
    int index = 0;
    for (NodeId argument : tree.children(tree.child(step.call.node, NodeKind::Arguments))) {
      const NodeKind kind = tree.kind(argument);
      if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return false;
      if (kind != NodeKind::Keyword) {
        if (index++ == parameter_index(*step.row, "reshuffle_each_iteration")) return false;
      } else if (program_.text(tree[argument].name) == "reshuffle_each_iteration" &&
                 facts_.constant_bool(facts_.value(
                     {step.call.file, tree.child(argument, Field::Value)})) != Tri::Yes) {
        return false;
      }
    }
    return true;
  }

  bool shuffled_behind(NodeRef cache) const {
    const auto steps = facts_.pipelines().behind(cache);
    return std::any_of(steps.begin(), steps.end(), [](const PipelineStep& step) {
      return step.row == nullptr || step.row->has(Trait::Shuffles);
    });
  }

  /// What reads the cache more than once: repeat(), several epochs of fit(), a loop around a loop.
  NodeRef read_again(NodeRef cache) const {
    for (const PipelineStep& step : facts_.pipelines().behind(cache))
      if (step.row != nullptr && step.row->has(Trait::Repeats) && !is_one(step.call, "count", 0))
        return step.call;
    for (const PipelineUse& use : facts_.pipelines().uses(cache)) {
      if (use.kind == PipelineUse::Kind::Model && has_epochs(use.at)) return use.at;
      if (loop_around(program_, facts_.engine(), use.at, 1).node.exists()) return use.at;
      const FunctionId f = program_.enclosing_function(use.at);
      if (f.exists() && facts_.tracing().repeated(f) && !made_in(cache, f)) return use.at;
    }
    return {};
  }

  /// The pipeline is made anew each time the function runs.
  bool made_in(NodeRef cache, FunctionId f) const {
    const FunctionId maker = program_.enclosing_function(cache);
    return maker == f || (maker.exists() && facts_.tracing().repeated(maker));
  }

  bool is_one(NodeRef call, std::string_view name, std::size_t position) const {
    const Tree& tree = program_.tree(call.file);
    std::size_t index = 0;
    for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments))) {
      const bool keyword = tree.kind(argument) == NodeKind::Keyword;
      if (keyword ? program_.text(tree[argument].name) != name : index++ != position) continue;
      const NodeId value = keyword ? tree.child(argument, Field::Value) : argument;
      return facts_.engine().number(facts_.value({call.file, value})) == 1;
    }
    return false;
  }

  /// fit() with more than one epoch.
  bool has_epochs(NodeRef call) const {
    const Tree& tree = program_.tree(call.file);
    for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments)))
      if (tree.kind(argument) == NodeKind::Keyword &&
          program_.text(tree[argument].name) == "epochs")
        return facts_.engine().number(
                   facts_.value({call.file, tree.child(argument, Field::Value)})) != 1;
    return false;
  }

  void report(NodeRef cache, const std::optional<PipelineStep>& random, NodeRef draws,
              const PipelineStep& step, NodeRef again) {
    const NodeId callee = tree_.child(cache.node, Field::Function);
    const NodeId name = tree_.child(callee, Field::Name);
    auto report = cx_.report(tree_.loc(name));
    if (!report) return;
    report.message(random ? "default" : "shuffle",
                   {std::string(program_.text(NodeRef{file_, name}))});
    if (!random) report.severity(Severity::Note);
    report.note(name_of_step(step.call),
                random ? "this step draws random numbers." : "the order is drawn here.");
    if (random) report.note(program_.loc(draws), "they are drawn here.");
    const Tree& tree = program_.tree(again.file);
    Loc where = program_.loc(again);
    if (tree.kind(again.node) == NodeKind::Call) where = name_of_step(again);
    if (const NodeId body = tree.child(again.node, Field::Body); body.exists())
      where.end = std::max(where.begin + 1, tree[body].begin);
    report.note(where, "the data is read again here.");
    if (random) add_fix(cache.node, step.call, report);
  }

  Loc name_of_step(NodeRef call) const {
    const Tree& tree = program_.tree(call.file);
    const NodeId callee = tree.child(call.node, Field::Function);
    const NodeId name = callee.exists() ? tree.child(callee, Field::Name) : NodeId{};
    return tree.loc(name.exists() ? name : call.node);
  }

  /// `.cache()` moves before the step, where one expression chains them. Only shown: that the data
  /// becomes another is the point.
  void add_fix(NodeId cache, NodeRef step, Report& report) const {
    if (step.file != file_ || tree_.is_broken(cache)) return;
    NodeId at = cache;
    while (at.exists() && at != step.node) {
      const NodeId callee = tree_.child(at, Field::Function);
      if (!callee.exists() || tree_.kind(callee) != NodeKind::Attribute) return;
      at = tree_.child(callee, Field::Object);
      if (tree_.kind(at) != NodeKind::Call) return;
    }
    const NodeId moved_from = tree_.child(tree_.child(cache, Field::Function), Field::Object);
    const NodeId moved_to = tree_.child(tree_.child(step.node, Field::Function), Field::Object);
    const Loc text{file_, tree_[moved_from].end, tree_[cache].end};
    const std::string written(program_.source(file_).text(text));
    const NodeId name = tree_.child(tree_.child(step.node, Field::Function), Field::Name);
    const std::string_view between =
        program_.source(file_).text({file_, tree_[moved_to].end, tree_[name].begin});
    if (written.find('#') != std::string::npos || between.find(')') != std::string_view::npos)
      return;
    Fix fix;
    fix.title = "Cache before the random step";
    fix.reason =
        "Each epoch then draws numbers of its own; the cache holds other elements, which may need "
        "more memory, and what follows it is computed in every epoch.";
    fix.edits.push_back({{file_, tree_[moved_to].end, tree_[moved_to].end}, written});
    fix.edits.push_back({text, ""});
    report.fix(std::move(fix));
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check data_cache_after_random_map = file_check<NoOptions, run>({
    .code = "HYB075",
    .name = "data-cache-after-random-map",
    .group = "data",
    .summary = "A cache behind random steps of a pipeline repeats the first epoch for ever.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Display,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::data
