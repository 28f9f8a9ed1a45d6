// Rule HYB062. User documentation: api_pruned_check.md; tests: tests/checks/….
#include <algorithm>
#include <string>
#include <vector>

#include "checks/check.h"
#include "core/signatures/written_signature.h"
#include "core/tensorflow/tracing.h"

namespace hyb::checks::api {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "The result of '{0}' is unused: the graph is built without it, and checks nothing."},
};

constexpr char kDocs[] =
#include "api_pruned_check.md.inc"
    ;

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
      if (tree_.kind(tree_.parent(call)) != NodeKind::ExprStmt) continue;
      const ApiRow* row = facts_.called_api({file_, call});
      if (row == nullptr || !row->has(Trait::ChecksWhenRun)) continue;
      const FunctionId f = program_.enclosing_function({file_, call});
      if (!f.exists() || !facts_.tracing().traced(f) ||
          in_eager_island(program_, facts_.engine(), {file_, call}))
        continue;
      const NodeId checked = argument(call, 0);
      if (!checked.exists() || !is_left_open(*row, call, checked, f)) continue;
      report(call, *row, checked, f);
    }
  }

 private:
  /// The argument at a position, or none; a keyword stands where it is written.
  NodeId argument(NodeId call, std::size_t position) const {
    std::size_t at = 0;
    for (NodeId each : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      const NodeKind kind = tree_.kind(each);
      if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return {};
      if (at++ == position)
        return kind == NodeKind::Keyword ? tree_.child(each, Field::Value) : each;
    }
    return {};
  }

  /// Something is left to check when the graph runs: indices, or a size that is None while tracing.
  bool is_left_open(const ApiRow& row, NodeId call, NodeId checked, FunctionId f) const {
    if (row.has(Trait::Gathers))  // asks for values
      return facts_.is_tensor({file_, argument(call, 1)}) == Tri::Yes;
    if (has_any_rank(checked, f)) return true;
    const ObjectId only = facts_.values().only(facts_.value({file_, checked}));
    if (!only.exists() || facts_.values()[only].kind != ObjectKind::Tensor) return false;
    const flow::Dims* dims = facts_.values().dims(facts_.values()[only]);
    if (dims == nullptr) return false;  // to us; TensorFlow may know
    const auto open = [](flow::Dim d) { return d == flow::Dim::dynamic(); };
    if (!row.has(Trait::EnsuresShape)) return std::any_of(dims->begin(), dims->end(), open);
    const ObjectId wanted = facts_.values().only(facts_.value({file_, argument(call, 1)}));
    if (!wanted.exists()) return false;
    bool fixed = true;
    const std::vector<flow::ValueId> sizes = facts_.engine().parts_of(wanted, &fixed);
    if (!fixed || sizes.size() != dims->size()) return false;
    for (std::size_t i = 0; i < sizes.size(); ++i)
      if (open((*dims)[i]) && facts_.engine().number(sizes[i])) return true;
    return false;
  }

  /// A parameter whose entry in the input_signature is of any rank.
  bool has_any_rank(NodeId name, FunctionId f) const {
    if (tree_.kind(name) != NodeKind::Name) return false;
    const SymbolId symbol = program_.scopes(file_).symbol_of[name.index()];
    if (!symbol.exists() || program_.scopes(file_).symbols[symbol].binding_count != 1) return false;
    const FunctionInfo& info = program_.function(f);
    std::size_t entry = 0;
    for (const Parameter& p : info.parameters) {
      if (&p == &info.parameters.front() && info.owner.exists()) continue;  // the receiver
      if (p.symbol == symbol) break;
      ++entry;
    }
    const auto decorations = facts_.decorations_of(f);
    return !decorations.empty() &&
           std::all_of(decorations.begin(), decorations.end(), [&](std::uint32_t number) {
             const flow::Argument* written = facts_.option(number, "input_signature", 1);
             if (written == nullptr) return false;
             const auto specs = read_signature(program_, facts_.engine(), written->value);
             return specs && entry < specs->size() && (*specs)[entry].kind == Spec::Kind::Dense &&
                    !(*specs)[entry].dims;
           });
  }

  void report(NodeId call, const ApiRow& row, NodeId checked, FunctionId f) {
    auto report = cx_.report(tree_.loc(call));
    if (!report) return;
    report
        .message("default",
                 {std::string(program_.text({file_, tree_.child(call, Field::Function)}))})
        .notes(facts_.why(f, facts_.tracing().traced_mode(f)));
    if (!row.has(Trait::EnsuresShape) || tree_.kind(checked) != NodeKind::Name) return;
    const ScopeTree& scopes = program_.scopes(file_);
    const SymbolId symbol = scopes.symbol_of[checked.index()];
    if (!symbol.exists() ||
        scopes.scopes[scopes.symbols[symbol].scope].frame != program_.function(f).scope)
      return;
    const Loc at = tree_.loc(call);
    const std::string name(program_.text({file_, checked}));
    Fix fix;
    fix.title = "Bind the result to " + name;
    fix.edits = {{{at.file, at.begin, at.begin}, name + " = "}};
    fix.applicability = Applicability::Safe;
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

extern constexpr Check api_pruned_check = file_check<NoOptions, run>({
    .code = "HYB062",
    .name = "api-pruned-check",
    .group = "api",
    .summary = "An op that is called for the check it makes, whose result is unused in a graph.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
