#include "core/preconditions/hazards.h"

#include "core/preconditions/guards.h"
#include "core/syntax/own_rows.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::ContextId;

namespace {

constexpr Mode kTracedModes[] = {Mode::Converted, Mode::Unconverted};

}  // namespace

Hazards::Hazards(const SymbolicValues& symbolic, const Tracing& tracing)
    : symbolic_(symbolic),
      tracing_(tracing),
      findings_(symbolic.reader().program().functions().size()),
      numpy_behavior_(switches_numpy_behavior()) {
  for (std::size_t i = 0; i < findings_.size(); ++i)
    if (tracing.traced(FunctionId::from_index(i))) read(FunctionId::from_index(i));
  keep_findings();
}

/// Anywhere in the program: it holds for the whole process.
bool Hazards::switches_numpy_behavior() const {
  const Program& program = reader().program();
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    const Tree& tree = program.tree(file);
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeId row = NodeId::from_index(r);
      if (tree.kind(row) != NodeKind::Call) continue;
      const ApiRow* api = reader().called_api({file, row});
      if (api != nullptr && api->has(Trait::NumpyBehavior)) return true;
    }
  }
  return false;
}

void Hazards::read(FunctionId f) {
  const FunctionInfo& info = reader().program().function(f);
  if (!info.body.exists()) return;
  const Tree& tree = reader().program().tree(info.file);
  const Body body{
      reader(), symbolic_.evaluations().rows(f), f, info.file, tree, findings_[f.index()]};
  each_own_row(tree, info.body, [&](NodeId row) {
    read_iteration(body, row);
    read_control(body, row);
    if (tree.kind(row) == NodeKind::Call) {
      read_call(body, row);
      read_creation(body, row);
    } else if (tree.kind(row) == NodeKind::Return) {
      read_return(body, row);
    }
  });
}

void Hazards::keep_findings() {
  for (std::size_t i = 0; i < findings_.size(); ++i) {
    const FunctionId f = FunctionId::from_index(i);
    std::erase_if(findings_[i], [&](Finding& finding) {
      if (!finding.certain) return true;
      const bool conversion = finding.obstacle == Obstacle::NeedsConversion;
      if (conversion) finding.obstacle = Obstacle::UnconvertibleControl;
      for (Mode mode : kTracedModes) {
        if (conversion && mode == Mode::Converted) continue;
        const std::uint64_t live = symbolic_.evaluations().symbolic_parameters(f, mode);
        if (finding.depends != 0 && (finding.depends & live) == 0) continue;
        if (happens(finding.at, mode)) return false;
      }
      return true;
    });
  }
}

ContextId Hazards::evaluation(NodeRef row, Mode mode) const {
  const FunctionId f = reader().program().enclosing_function(row);
  if (!f.exists() || !tracing_.traced(f) || !symbolic_.traced_in_earnest(f, mode)) return {};
  if (in_eager_island(reader().program(), reader().engine(), row) || guarded(reader(), row))
    return {};
  for (ContextId c : symbolic_.evaluations().in_earnest(f, mode))
    if (!passes_by(reader(), c, row) && tracing_.passes(c, mode, row)) return c;
  return {};
}

std::vector<ContextId> Hazards::evaluations(NodeRef row, Mode mode) const {
  if (!evaluation(row, mode).exists()) return {};
  std::vector<ContextId> out;
  const FunctionId f = reader().program().enclosing_function(row);
  for (ContextId c : symbolic_.evaluations().in_earnest(f, mode))
    if (!passes_by(reader(), c, row) && tracing_.passes(c, mode, row)) out.push_back(c);
  return out;
}

}  // namespace hyb
