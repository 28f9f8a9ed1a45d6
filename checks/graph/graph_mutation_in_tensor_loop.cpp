// Rule HYB042. User documentation: graph_mutation_in_tensor_loop.md; tests: tests/checks/graph/….
#include <algorithm>

#include "checks/check.h"
#include "checks/staged_code.h"
#include "core/staging/staged_variables.h"

namespace hyb::checks::graph {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' inside a TensorFlow loop runs once and leaks a tensor of the loop; use a "
     "tf.TensorArray."},
    {"branch",
     "'{0}' inside a TensorFlow conditional runs while tracing and leaks a tensor of the branch."},
    {"once", "'{0}' inside a TensorFlow loop runs once, however many rounds there are."},
    {"both", "'{0}' inside a TensorFlow conditional runs whether the branch is taken or not."},
};

constexpr char kDocs[] =
#include "graph_mutation_in_tensor_loop.md.inc"
    ;

class Mutation {
 public:
  Mutation(const Facts& facts, NodeRef call, FunctionId f)
      : facts_(facts),
        tree_(facts.program().tree(call.file)),
        call_(call),
        function_(f),
        variables_(facts.staging().variables(f)) {}

  /// A local list or dict, made outside of the staged statement and read behind it, is changed.
  bool found() {
    const NodeId callee = tree_.child(call_.node, Field::Function);
    if (tree_.kind(callee) != NodeKind::Attribute) return false;
    receiver_ = tree_.child(callee, Field::Object);
    if (tree_.kind(receiver_) != NodeKind::Name) return false;
    place_ = variables_.place_at(receiver_);
    if (!place_.exists() ||
        variables_.bound_before(place_, facts_.program().function(function_).body))
      return false;
    for (NodeRef up = facts_.staging().around(call_); up.node.exists();
         up = facts_.staging().around(up)) {
      if (!made_outside(up)) break;
      statement_ = up;
    }
    return statement_.node.exists() && read_behind();
  }

  NodeRef statement() const { return statement_; }
  PlaceId place() const { return place_; }
  bool in_loop() const {
    for (NodeRef up = facts_.staging().around(call_); up.node.exists();
         up = facts_.staging().around(up)) {
      const NodeKind kind = tree_.kind(up.node);
      if (kind == NodeKind::For || kind == NodeKind::While) return true;
      if (up == statement_) return false;
    }
    return false;
  }
  /// The value is a tensor that the staged code makes.
  bool leaks() const {
    const NodeId arguments = tree_.child(call_.node, NodeKind::Arguments);
    for (NodeId argument : tree_.children(arguments)) {
      if (!yes(facts_.staging().is_tensor({call_.file, argument}))) continue;
      if (tree_.kind(argument) != NodeKind::Name) return true;
      const PlaceId place = variables_.place_at(argument);
      if (place.exists() && variables_.written(statement_.node).has(place)) return true;
    }
    return false;
  }

 private:
  bool made_outside(NodeRef staged) const {
    const flow::Values& values = facts_.values();
    const auto objects = values.objects(facts_.value({call_.file, receiver_}));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId id) {
      const Object& o = values[id];
      if ((o.kind != ObjectKind::List && o.kind != ObjectKind::Dict) || o.b == 0) return false;
      const NodeRef made = facts_.engine().allocation(o.b);
      return made.file == staged.file && !tree_.contains(staged.node, made.node) &&
             facts_.program().enclosing_function(made) == function_;
    });
  }

  /// A use after the statement that is more than another change.
  bool read_behind() const {
    const VariableFlow::Around* around = variables_.around(statement_.node);
    if (around == nullptr || !around->live_out.has(place_)) return false;
    const NodeId body = facts_.program().function(function_).body;
    for (std::uint32_t i = tree_.end_of(statement_.node); i < tree_.end_of(body); ++i) {
      const NodeId at = NodeId::from_index(i);
      if (variables_.place_at(at) != place_ || tree_[at].field == Field::Target) continue;
      const NodeId up = tree_.parent(at);
      const NodeId call = tree_.parent(up);
      const bool changed = tree_.kind(up) == NodeKind::Attribute && call.exists() &&
                           tree_.kind(call) == NodeKind::Call && mutates({call_.file, call});
      if (!changed) return true;
    }
    return false;
  }
  bool mutates(NodeRef call) const {
    const ApiRow* api = facts_.called_api(call);
    return api != nullptr && api->has(Trait::Mutates);
  }

  const Facts& facts_;
  const Tree& tree_;
  NodeRef call_;
  FunctionId function_;
  const VariableFlow& variables_;
  NodeId receiver_;
  PlaceId place_;
  NodeRef statement_;
};

/// `outs = []`, `outs.append(v)` in the loop, `tf.stack(outs)` behind it, and nothing else: a
/// TensorArray.
std::vector<Edit> as_tensor_array(const Facts& facts, const Mutation& found, NodeRef call,
                                  FunctionId f) {
  const Program& program = facts.program();
  const Tree& tree = program.tree(call.file);
  const VariableFlow& variables = facts.staging().variables(f);
  const std::string tf(facts.tensorflow_alias(call.file));
  const NodeId start = first_assignment(facts, variables, found.statement(), found.place());
  if (tf.empty() || !start.exists() || tree.kind(tree.parent(call.node)) != NodeKind::ExprStmt)
    return {};
  const NodeId list = tree.child(start, Field::Value);
  if (tree.kind(list) != NodeKind::List || !tree.children(list).empty()) return {};
  const NodeId callee = tree.child(call.node, Field::Function);
  if (facts.text(tree[callee].name) != "append") return {};
  const NodeId arguments = tree.child(call.node, NodeKind::Arguments);
  std::vector<NodeId> given;
  for (NodeId argument : tree.children(arguments)) given.push_back(argument);
  if (given.size() != 1) return {};
  const StagedValue value =
      staged_value(program, facts.engine(), facts.value({call.file, given.front()}));
  if (value.kind != StagedValue::Kind::Tensor || value.type.dtype == flow::Dtype::Unknown ||
      !value.proved)
    return {};
  NodeId stacked;
  const NodeId body = program.function(f).body;
  for (auto i = static_cast<std::uint32_t>(body.index()); i < tree.end_of(body); ++i) {
    const NodeId at = NodeId::from_index(i);
    if (variables.place_at(at) != found.place()) continue;
    if (tree.contains(start, at) || tree.contains(call.node, at)) continue;
    const NodeId outer = tree.parent(at);
    const NodeId use = tree.kind(outer) == NodeKind::Arguments ? tree.parent(outer) : NodeId{};
    std::size_t count = 0;
    if (use.exists())
      for (NodeId argument : tree.children(outer)) count += argument.exists() ? 1U : 0U;
    if (stacked.exists() || count != 1 ||
        !facts.names({call.file, tree.child(use, Field::Function)}, Trait::Stacks))
      return {};
    stacked = use;
  }
  if (!stacked.exists()) return {};
  const std::string name = variables.place(found.place()).text;
  const std::string element(program.text(NodeRef{call.file, given.front()}));
  return {
      {tree.loc(list), tf + ".TensorArray(" + tf + "." + std::string(dtype_name(value.type.dtype)) +
                           ", size=0, dynamic_size=True)"},
      {tree.loc(call.node), name + " = " + name + ".write(" + name + ".size(), " + element + ")"},
      {tree.loc(stacked), name + ".stack()"}};
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  const std::vector<FunctionId> converted = converted_functions(facts, file);
  if (converted.empty()) return;
  for (NodeId call : facts.calls(file)) {
    const NodeRef at{file, call};
    const ApiRow* api = facts.called_api(at);
    if (api == nullptr || !api->has(Trait::Mutates)) continue;
    const FunctionId f = cx.program().enclosing_function(at);
    if (std::find(converted.begin(), converted.end(), f) == converted.end()) continue;
    Mutation mutation(facts, at, f);
    if (!mutation.found()) continue;
    auto report = cx.report(tree.loc(call));
    if (!report) continue;
    const bool loop = mutation.in_loop();
    const bool leaks = mutation.leaks();
    report.message(leaks ? (loop ? "default" : "branch") : (loop ? "once" : "both"),
                   {shown(facts, {file, tree.child(call, Field::Function)})});
    if (!leaks) report.severity(Severity::Warning);
    const NodeRef by = facts.staging().of(mutation.statement()).by;
    report.note(tree.loc(by.node), "this is decided when the graph runs.");
    report.notes(facts.why(f, Mode::Converted));
    if (!loop) continue;
    std::vector<Edit> edits = as_tensor_array(facts, mutation, at, f);
    if (edits.empty()) continue;
    Fix fix;
    fix.title = "Collect the tensors in a tf.TensorArray";
    fix.reason =
        "What the list is used for elsewhere is not seen; all elements must have one shape.";
    fix.applicability = Applicability::Unsafe;
    fix.edits = std::move(edits);
    report.fix(std::move(fix));
  }
}

}  // namespace

extern constexpr Check graph_mutation_in_tensor_loop = file_check<NoOptions, run>({
    .code = "HYB042",
    .name = "graph-mutation-in-tensor-loop",
    .group = "graph",
    .summary = "A Python container is changed inside a loop or branch that TensorFlow runs.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
