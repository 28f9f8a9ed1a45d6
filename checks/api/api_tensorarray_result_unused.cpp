// Rule HYB061. User documentation: api_tensorarray_result_unused.md; tests: tests/checks/….
#include <algorithm>
#include <string>

#include "checks/check.h"
#include "fixits/edits.h"

namespace hyb::checks::api {
namespace {

using flow::ObjectId;

constexpr MessageSpec kMessages[] = {
    {"default", "The result of '{0}' is discarded; in a graph the change is lost with it."},
};

constexpr char kDocs[] =
#include "api_tensorarray_result_unused.md.inc"
    ;

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
      const NodeId callee = tree_.child(call, Field::Function);
      if (tree_.kind(callee) != NodeKind::Attribute || !is_discarded(call)) continue;
      const NodeId receiver = tree_.child(callee, Field::Object);
      if (!changes_array(call, receiver)) continue;
      const FunctionId f = program_.enclosing_function({file_, call});
      if (!f.exists() || !facts_.tracing().traced(f) ||
          in_eager_island(program_, facts_.engine(), {file_, call}))
        continue;
      report(call, callee, receiver, f);
    }
  }

 private:
  /// A method of a TensorArray that gives back the array with a change in it.
  bool changes_array(NodeId call, NodeId receiver) const {
    const ApiRow* api = facts_.called_api({file_, call});
    if (api == nullptr || api->result != ApiResult::Self || api->params.empty()) return false;
    const auto objects = facts_.values().objects(facts_.value({file_, receiver}));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      return facts_.is_instance_of(o, kTensorArrayClass);
    });
  }

  bool is_discarded(NodeId call) const {
    const NodeId statement = tree_.parent(call);
    if (tree_.kind(statement) == NodeKind::ExprStmt) return true;
    if (tree_.kind(statement) != NodeKind::Assign) return false;
    const NodeId target = tree_.child(statement, Field::Target);
    return tree_.kind(target) == NodeKind::Name && tree_[call].field == Field::Value &&
           is_never_read(target);
  }

  bool is_never_read(NodeId target) const {
    const SymbolId symbol = scopes_.symbol_of[target.index()];
    if (!symbol.exists() || scopes_.symbols[symbol].captured) return false;
    const FunctionId f = program_.enclosing_function({file_, target});
    if (!f.exists() ||
        scopes_.scopes[scopes_.symbols[symbol].scope].frame != program_.function(f).scope)
      return false;
    const NodeId body = program_.function(f).body;
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree_.end_of(body); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_.kind(row) == NodeKind::Name && scopes_.symbol_of[i] == symbol &&
          tree_[row].field != Field::Target)
        return false;
    }
    return true;
  }

  void report(NodeId call, NodeId callee, NodeId receiver, FunctionId f) {
    auto report = cx_.report(tree_.loc(call));
    if (!report) return;
    report.message("default", {std::string(program_.text({file_, callee}))})
        .notes(facts_.why(f, facts_.tracing().traced_mode(f)));
    if (tree_.kind(tree_.parent(call)) != NodeKind::ExprStmt || !is_local(receiver, f)) return;
    const Loc at = tree_.loc(call);
    Fix fix;
    fix.title = "Bind the result to " + std::string(program_.text({file_, receiver}));
    fix.edits = {
        {{at.file, at.begin, at.begin}, std::string(program_.text({file_, receiver})) + " = "}};
    fix.applicability = Applicability::Safe;
    report.fix(std::move(fix));
  }

  /// A name of this very function; a parameter only lends the array of its caller.
  bool is_local(NodeId receiver, FunctionId f) const {
    if (tree_.kind(receiver) != NodeKind::Name) return false;
    const SymbolId symbol = scopes_.symbol_of[receiver.index()];
    if (!symbol.exists()) return false;
    const Symbol& info = scopes_.symbols[symbol];
    return !info.parameter && !info.captured &&
           scopes_.scopes[info.scope].frame == program_.function(f).scope;
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
  const ScopeTree& scopes_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check api_tensorarray_result_unused = file_check<NoOptions, run>({
    .code = "HYB061",
    .name = "api-tensorarray-result-unused",
    .group = "api",
    .summary = "A graph loses what is written to a TensorArray whose new handle is dropped.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .precision = Precision::VeryHigh,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
