// Rule HYB036. User documentation: graph_loop_exit_mismatch.md; tests: tests/checks/graph/….
#include <algorithm>
#include <optional>

#include "checks/check.h"
#include "checks/staged_code.h"
#include "core/staging/staged_variables.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' depends on the tensor '{1}' but leaves a Python loop; make it a TensorFlow loop."},
    {"condition",
     "The condition '{0}' starts as a Python value and turns into a tensor in the loop."},
};

constexpr char kDocs[] =
#include "graph_loop_exit_mismatch.md.inc"
    ;

/// The loop is Python's own for sure, and comes round while the function is traced.
bool is_python_loop(const Facts& facts, NodeRef loop) {
  return no(facts.staging().of(loop).staged) && facts.value(loop).exists();
}

/// `range(…)` whose index nobody reads, or `while True`: the same loop as TensorFlow's.
std::optional<Fix> as_tensorflow_loop(const Facts& facts, NodeRef loop, FunctionId f) {
  const Tree& tree = facts.program().tree(loop.file);
  const std::string tf(facts.tensorflow_alias(loop.file));
  if (tf.empty()) return std::nullopt;
  Fix fix;
  fix.title = "Let TensorFlow run the loop";
  fix.reason = "The variables of the loop must then keep their dtypes and shapes.";
  fix.applicability = Applicability::Unsafe;
  if (tree.kind(loop.node) == NodeKind::While) {
    const NodeId test = tree.child(loop.node, Field::Test);
    if (tree.kind(test) != NodeKind::True) return std::nullopt;
    fix.edits = {{tree.loc(test), tf + ".constant(True)"}};
    return fix;
  }
  const NodeId iterable = tree.child(loop.node, Field::Iter);
  if (tree.kind(iterable) != NodeKind::Call) return std::nullopt;
  const ApiRow* api = facts.called_api({loop.file, iterable});
  if (api == nullptr || !api->has(Trait::StagedRange)) return std::nullopt;
  const VariableFlow& variables = facts.staging().variables(f);
  const PlaceId index = variables.place_at(tree.child(loop.node, Field::Target));
  const VariableFlow::Around* around = variables.around(loop.node);
  if (!index.exists() || around == nullptr || around->live_out.has(index)) return std::nullopt;
  const NodeId body = tree.child(loop.node, Field::Body);
  for (auto i = static_cast<std::uint32_t>(body.index()); i < tree.end_of(body); ++i)
    if (variables.place_at(NodeId::from_index(i)) == index) return std::nullopt;
  fix.edits = {{tree.loc(tree.child(iterable, Field::Function)), tf + ".range"}};
  return fix;
}

void exits(CheckContext& cx, FunctionId f, NodeRef row) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(row.file);
  const NodeRef loop = nearest_loop(facts, row);
  if (!loop.node.exists() || !is_python_loop(facts, loop) || !facts.value(row).exists()) return;
  const NodeRef staged = facts.staging().around(row);
  if (!staged.node.exists() || staged == loop || !tree.contains(loop.node, staged.node)) return;
  auto report = cx.report(tree.loc(row.node));
  if (!report) return;
  const NodeRef by = facts.staging().of(staged).by;
  const bool returns = tree.kind(row.node) == NodeKind::Return;
  report.message("default", {returns ? "return" : "break", shown(facts, by)});
  report.note(tree.loc(by.node), "this is a tensor: it has no value while tracing.");
  const NodeId head =
      tree.child(loop.node, tree.kind(loop.node) == NodeKind::For ? Field::Iter : Field::Test);
  report.note(tree.loc(head), "this is Python's: the loop is unrolled while tracing.");
  report.notes(facts.why(f, Mode::Converted));
  if (returns) return;
  if (auto fix = as_tensorflow_loop(facts, loop, f)) report.fix(std::move(*fix));
}

/// A name that the whole test stands for, or that one of its comparisons reads.
std::vector<NodeId> tested_names(const Tree& tree, NodeId test) {
  while (tree.kind(test) == NodeKind::Not) test = tree.child(test, Field::Value);
  if (tree.kind(test) == NodeKind::Name) return {test};
  std::vector<NodeId> out;
  if (tree.kind(test) != NodeKind::Compare) return out;
  std::size_t operators = 0;
  for (NodeId child : tree.children(test)) {
    if (tree.kind(child) == NodeKind::Name) out.push_back(child);
    if (tree.kind(child) != NodeKind::CompareOp) continue;
    const auto op = static_cast<Operator>(tree[child].op);
    ++operators;
    if (op == Operator::Is || op == Operator::IsNot || op == Operator::In || op == Operator::NotIn)
      return {};
    if (const NodeId value = tree.child(child, Field::Value); tree.kind(value) == NodeKind::Name)
      out.push_back(value);
  }
  return operators == 1 ? out : std::vector<NodeId>{};
}

/// `while i < 10` where the first round makes a tensor of `i`.
void conditions(CheckContext& cx, FunctionId f, NodeRef loop) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(loop.file);
  const NodeId test = tree.child(loop.node, Field::Test);
  if (yes(facts.staging().of(loop).staged)) return;
  const VariableFlow& variables = facts.staging().variables(f);
  const auto is_python = [](const StagedValue& v) {
    return v.kind == StagedValue::Kind::Tensor && v.literal;
  };
  for (flow::ContextId context : facts.staging().converted(f)) {
    const auto changed =
        loop_variables(cx.program(), facts.engine(), facts.staging().variables(f), context, loop);
    const auto of = [&](NodeId name) {
      return std::find_if(changed.begin(), changed.end(), [&](const LoopVariable& v) {
        return v.place == variables.place_at(name);
      });
    };
    const std::vector<NodeId> names = tested_names(tree, test);
    // Everything in the test is Python's before the first round.
    bool python = !names.empty();
    const LoopVariable* turned = nullptr;
    for (NodeId name : names) {
      const auto v = of(name);
      if (v == changed.end()) {
        python = python && is_python(staged_value(cx.program(), facts.engine(),
                                                  facts.value({loop.file, name})));
        continue;
      }
      python = python && is_python(staged_value(cx.program(), facts.engine(), v->before));
      const auto objects = facts.values().objects(v->after);
      const bool tensors =
          !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](flow::ObjectId o) {
            return hyb::is_tensor(facts.values(), cx.program().names(), o);
          });
      if (tensors) turned = &*v;
    }
    if (!python || turned == nullptr || !turned->update.exists()) continue;
    auto report = cx.report(tree.loc(test));
    if (!report) return;
    report.message("condition", {shown(facts, {loop.file, test})});
    report.note(tree.loc(turned->update), "a tensor from here on.");
    report.notes(facts.why(f, Mode::Converted));
    return;
  }
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (FunctionId f : converted_functions(facts, file)) {
    const NodeId def = cx.program().function(f).node;
    for (auto i = static_cast<std::uint32_t>(def.index()); i < tree.end_of(def); ++i) {
      const NodeRef row{file, NodeId::from_index(i)};
      const NodeKind kind = tree.kind(row.node);
      if (kind != NodeKind::Break && kind != NodeKind::Return && kind != NodeKind::While) continue;
      if (cx.program().enclosing_function(row) != f) continue;
      if (kind == NodeKind::While)
        conditions(cx, f, row);
      else
        exits(cx, f, row);
    }
  }
}

}  // namespace

extern constexpr Check graph_loop_exit_mismatch = file_check<NoOptions, run>({
    .code = "HYB036",
    .name = "graph-loop-exit-mismatch",
    .group = "graph",
    .summary = "A break or return that depends on a tensor leaves a loop that Python unrolls.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
