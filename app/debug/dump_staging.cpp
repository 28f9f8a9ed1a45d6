#include "app/debug/dump_staging.h"

#include "core/staging/staged_variables.h"

namespace hyb::app {
namespace {

std::string text_of(Tri value) {
  return value == Tri::Unknown ? "unknown" : yes(value) ? "staged" : "python";
}

std::string_view text_of(Carrier carrier) {
  switch (carrier) {
    case Carrier::Condition:
      return "condition";
    case Carrier::Tensor:
      return "tensor";
    case Carrier::Range:
      return "range of a tensor";
    case Carrier::Dataset:
      return "dataset";
    case Carrier::Distributed:
      return "distributed dataset";
  }
  return "";
}

std::string text_of(const StagedValue& value) {
  switch (value.kind) {
    case StagedValue::Kind::Unknown:
      return "?";
    case StagedValue::Kind::Unbound:
      return "unbound";
    case StagedValue::Kind::None:
      return "None";
    case StagedValue::Kind::Tensor:
      return to_text(value.type) + (value.literal ? " literal" : "");
    case StagedValue::Kind::Composite:
      return "composite";
    case StagedValue::Kind::TensorArray:
      return "TensorArray";
    case StagedValue::Kind::Sequence:
      return "sequence" + (value.length ? " of " + std::to_string(*value.length) : std::string());
    case StagedValue::Kind::Object:
      return "object";
  }
  return "";
}

class Printer {
 public:
  explicit Printer(const Facts& facts) : facts_(facts), program_(facts.program()) {}

  void function(FunctionId f) {
    const FunctionInfo& info = program_.function(f);
    const Tree& tree = program_.tree(info.file);
    for (auto i = static_cast<std::uint32_t>(info.node.index()); i < tree.end_of(info.node); ++i) {
      const NodeRef row{info.file, NodeId::from_index(i)};
      const NodeKind kind = tree.kind(row.node);
      const bool loop = kind == NodeKind::For || kind == NodeKind::While;
      const bool branch = kind == NodeKind::If || kind == NodeKind::Elif;
      if (!loop && !branch && kind != NodeKind::Conditional) continue;
      if (program_.enclosing_function(row) != f) continue;
      statement(f, row, loop, branch);
    }
  }
  std::string out;

 private:
  void statement(FunctionId f, NodeRef row, bool loop, bool branch) {
    const Staging& staging = facts_.staging();
    const Staging::Decision decision = staging.of(row);
    const SourceFile& source = program_.source(row.file);
    out += source.path() + ":" + std::to_string(source.line_at(program_.loc(row).begin)) + " " +
           std::string(name_of(program_.tree(row.file).kind(row.node))) + " " +
           text_of(decision.staged);
    if (decision.staged != Tri::No)
      out += ", " + std::string(text_of(decision.carrier)) + " '" +
             std::string(program_.text(decision.by)) + "'";
    if (const NodeRef up = staging.around(row); up.node.exists())
      out += ", below line " + std::to_string(source.line_at(program_.loc(up).begin));
    out += "\n";
    if (!yes(decision.staged)) return;
    for (flow::ContextId context : staging.converted(f)) {
      if (loop) loop_of(f, context, row);
      if (branch) branch_of(f, context, row);
    }
  }

  void loop_of(FunctionId f, flow::ContextId context, NodeRef row) {
    const VariableFlow& flow = facts_.staging().variables(f);
    for (const LoopVariable& v : loop_variables(program_, facts_.engine(), flow, context, row)) {
      out += "    " + flow.place(v.place).text + ": " + (v.unbound ? "unbound" : value(v.before)) +
             " -> " + value(v.after);
      if (v.exposed) out += ", exposed";
      if (v.live_out) out += ", live";
      out += "\n";
    }
  }

  void branch_of(FunctionId f, flow::ContextId context, NodeRef row) {
    const VariableFlow& flow = facts_.staging().variables(f);
    const auto known = branch_variables(program_, facts_.engine(), flow, context, row);
    if (!known) return;
    for (const BranchVariable& v : known->variables) {
      out += "    " + flow.place(v.place).text + ": " + (v.unbound ? "unbound" : value(v.before)) +
             " -> ";
      out += known->body_ends ? value(v.body) : "leaves";
      out += v.in_body ? "*, " : ", ";
      out += known->otherwise_ends ? text_of(staged_value(program_, facts_.engine(), v.otherwise))
                                   : "leaves";
      if (v.in_otherwise) out += "*";
      if (v.live_out) out += ", live";
      out += "\n";
    }
  }

  std::string value(flow::ValueId value) const {
    return text_of(staged_value(program_, facts_.engine(), value));
  }

  const Facts& facts_;
  const Program& program_;
};

}  // namespace

std::string dump_staging(const Facts& facts) {
  Printer printer(facts);
  const Program& program = facts.program();
  for (std::size_t i = 0; i < program.functions().size(); ++i) {
    const FunctionId f = FunctionId::from_index(i);
    if (!program.project().files[program.function(f).file.index()].report) continue;
    if (facts.tracing().reached(f, Mode::Converted)) printer.function(f);
  }
  return std::move(printer.out);
}

}  // namespace hyb::app
