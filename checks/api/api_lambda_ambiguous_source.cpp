// Rule HYB083. User documentation: api_lambda_ambiguous_source.md; tests: tests/checks/….
#include <algorithm>
#include <string>
#include <vector>

#include "checks/check.h"
#include "core/facts/function_facts.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks::api {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "AutoGraph cannot tell the '{0}' lambdas on this line apart, and leaves the control flow of "
     "this one unconverted."},
};

constexpr char kDocs[] =
#include "api_lambda_ambiguous_source.md.inc"
    ;

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx), facts_(cx.facts()), program_(cx.program()), file_(file) {}

  void run() {
    std::vector<FunctionId> line;  // the lambdas of one line
    for (FunctionId f : facts_.functions(file_)) {
      if (!program_.function(f).is_lambda()) continue;
      if (!line.empty() && line_of(line.front()) != line_of(f)) {
        judge(line);
        line.clear();
      }
      line.push_back(f);
    }
    judge(line);
  }

 private:
  std::uint32_t line_of(FunctionId f) const {
    return program_.source(file_).line_at(program_.name_loc(f).begin);
  }

  void judge(const std::vector<FunctionId>& line) {
    if (line.size() < 2) return;
    for (FunctionId f : line) {
      const auto twins = static_cast<std::size_t>(std::count_if(
          line.begin(), line.end(), [&](FunctionId other) { return takes_the_same(f, other); }));
      if (twins < 2 || !is_converted_by_itself(f) || !needs_conversion(f)) continue;
      if (expected_to_fail(program_, facts_.engine(), {file_, program_.function(f).node})) continue;
      auto report = cx_.report(program_.name_loc(f));
      if (!report) return;
      report.message("default", {std::to_string(twins)}).notes(facts_.why(f, Mode::Converted));
      return;  // one cause: the line
    }
  }

  bool takes_the_same(FunctionId a, FunctionId b) const {
    const auto& x = program_.function(a).parameters;
    const auto& y = program_.function(b).parameters;
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](const Parameter& p, const Parameter& q) { return p.name == q.name; });
  }

  /// A lambda inside of a converted function is converted with it.
  bool is_converted_by_itself(FunctionId f) const {
    if (!facts_.tracing().reached(f, Mode::Converted)) return false;
    for (FunctionId up = program_.function(f).outer; up.exists(); up = program_.function(up).outer)
      if (!program_.function(up).is_lambda() && facts_.tracing().reached(up, Mode::Converted))
        return false;
    return true;
  }

  /// Control flow on tensors, here or below; or a tensor as an operand of `and`, `or`, `not`.
  bool needs_conversion(FunctionId f) const {
    if (facts_.records().preconditions().value(f, Obstacle::NeedsConversion) == Tri::Yes)
      return true;
    const Tree& tree = program_.tree(file_);
    const NodeId body = program_.function(f).body;
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree.end_of(body); ++i) {
      const NodeId row = NodeId::from_index(i);
      const NodeId operand = tree.kind(row) == NodeKind::BoolOp ? tree.child(row, Field::Left)
                             : tree.kind(row) == NodeKind::Not  ? tree.child(row, Field::Value)
                                                                : NodeId{};
      if (operand.exists() && facts_.is_tensor({file_, operand}) == Tri::Yes) return true;
    }
    return false;
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check api_lambda_ambiguous_source = file_check<NoOptions, run>({
    .code = "HYB083",
    .name = "api-lambda-ambiguous-source",
    .group = "api",
    .summary = "Lambdas with the same parameters on one line, of which one needs AutoGraph.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing | Need::Verdicts,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
