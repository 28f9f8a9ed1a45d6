// `hybridize debug --print=STAGE`: what each stage made, in a stable form. The snapshot tests read
// it.

#include <algorithm>
#include <array>

#include "app/check/lint.h"
#include "app/debug/dump_staging.h"
#include "app/debug/dump_unknowns.h"
#include "app/debug/dump_values.h"
#include "app/explain/explain_report.h"
#include "app/large_stack.h"
#include "core/base/timeline.h"
#include "core/facts/facts.h"
#include "core/facts/verdicts.h"
#include "core/rule/selector.h"
#include "core/syntax/parse.h"

namespace hyb::app {
namespace {

std::string place(const Program& program, NodeRef at) {
  const SourceFile& source = program.source(at.file);
  return source.path() + ":" + std::to_string(source.line_at(program.loc(at).begin));
}

std::string dump_files(const Project& project) {
  std::string out;
  for (const ProjectFile& file : project.files)
    out += file.path + "  module " + file.module + (file.report ? "" : "  (context only)") +
           (file.test_code ? "  test" : "") + "\n";
  return out;
}

std::string dump_imports(const Program& program) {
  std::string out;
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId id = FileId::from_index(i);
    const Tree& tree = program.tree(id);
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeId node = NodeId::from_index(r);
      const NodeKind kind = tree.kind(node);
      if (kind != NodeKind::ImportAlias && kind != NodeKind::ImportFrom) continue;
      const NodeId parent = tree.parent(node);
      if (kind == NodeKind::ImportAlias && tree.kind(parent) == NodeKind::ImportFrom) continue;
      const unsigned dots = kind == NodeKind::ImportFrom ? tree[node].op : 0;
      const std::string_view name = program.text(tree[node].name);
      const ImportTarget target = program.resolve_import(id, name, dots);
      out += place(program, {id, node}) + " " + std::string(dots, '.') + std::string(name) + " -> ";
      if (target.file.exists())
        out += program.source(target.file).path();
      else
        out += target.is_folder ? "folder" : "outside";
      out += "\n";
    }
  }
  return out;
}

std::string dump_classes(const Facts& facts) {
  std::string out;
  const Program& program = facts.program();
  for (std::size_t i = 0; i < program.classes().size(); ++i) {
    const ClassId id = ClassId::from_index(i);
    const ClassInfo& info = program.class_info(id);
    for (flow::ObjectId object : facts.engine().class_objects(id)) {
      out += place(program, {info.file, info.node}) + " " + program.qualified_name(id) + ":";
      for (flow::ObjectId base : facts.engine().known_mro(object)) {
        const flow::Object& o = facts.values()[base];
        if (o.kind == flow::ObjectKind::Class)
          out += " " + program.qualified_name(ClassId::from_index(o.a - 1));
        else
          out +=
              o.kind == flow::ObjectKind::External ? " " + std::string(program.text(o.name)) : " ?";
      }
      out += "\n";
    }
  }
  return out;
}

std::string dump_tracing(const Facts& facts) {
  std::string out;
  const Program& program = facts.program();
  const Tracing& tracing = facts.tracing();
  for (std::size_t i = 0; i < program.functions().size(); ++i) {
    const FunctionId f = FunctionId::from_index(i);
    const FunctionInfo& info = program.function(f);
    out += place(program, {info.file, info.node}) + " " + program.qualified_name(f) + ":";
    if (!facts.decorations_of(f).empty()) out += " hybrid";
    if (tracing.reached(f, Mode::Converted)) out += " converted";
    if (tracing.reached(f, Mode::Unconverted)) out += " unconverted";
    if (tracing.eager(f)) out += tracing.called(f) ? " eager" : " uncalled";
    if (tracing.replica(f)) out += " replica";
    if (tracing.repeated(f)) out += " repeated";
    out += "\n";
  }
  return out;
}

/// The verdict of every function, the reasons by their codes.
std::string dump_verdicts(const Facts& facts) {
  std::string out;
  const Program& program = facts.program();
  for (std::size_t i = 0; i < program.functions().size(); ++i) {
    const FunctionId f = FunctionId::from_index(i);
    const FunctionInfo& info = program.function(f);
    const FunctionVerdict& row = facts.verdicts().of(f);
    const std::string_view precondition = name_of(row.verdict.precondition);
    out += place(program, {info.file, info.node}) + " " + program.qualified_name(f) + ": " +
           std::string(precondition.empty() ? "none" : precondition) + ", advice " +
           std::string(name_of(row.advice));
    for (const Failure& failure : row.verdict.failures) out += " " + std::string(failure.code);
    for (VerdictFact doubt : row.verdict.doubts)
      out += " " + std::string(hyb::info(doubt).key) + "?";
    out += "\n";
  }
  return out;
}

/// What `hybridize explain --format json` prints, of every function, one on a line.
std::string dump_explanations(const Facts& facts, std::string_view glob) {
  std::string out;
  const Program& program = facts.program();
  for (std::size_t i = 0; i < program.functions().size(); ++i) {
    const FunctionId f = FunctionId::from_index(i);
    if (!program.project().files[program.function(f).file.index()].report) continue;
    if (!facts.records().wanted(f)) continue;
    if (!glob.empty() && !glob_matches(glob, program.qualified_name(f))) continue;
    const TimelineScope one("explain", program.qualified_name(f));
    const Explanation why = explain(facts, f, {});
    out += explanation_as_json({facts, why, make_plans(facts, why)}, JsonLayout::OneLine);
  }
  return out;
}

}  // namespace

Result<std::string> dump_stage(const LintRequest& request, std::string_view stage,
                               std::string_view function) {
  constexpr std::array<std::string_view, 13> kStages = {
      "files",   "tree",   "scopes", "imports",  "classes",  "calls",       "tracing",
      "staging", "values", "heap",   "verdicts", "unknowns", "explanations"};
  if (std::find(kStages.begin(), kStages.end(), stage) == kStages.end()) {
    std::string names;
    for (std::string_view name : kStages) names += (names.empty() ? "" : ", ") + std::string(name);
    return Error{"There is no stage '" + std::string(stage) + "' to print: choose one of " + names +
                 "."};
  }
  const bool by_function =
      stage == "values" || stage == "calls" || stage == "heap" || stage == "explanations";
  if (!function.empty() && !by_function)
    return Error{"`--function` chooses among values, calls, heap and explanations; '" +
                 std::string(stage) + "' has no functions to choose from."};
  const Project project = discover(request.discover);
  if (!project.failures.empty()) return Error{project.failures.front()};
  if (stage == "files") return dump_files(project);
  std::deque<SourceFile> sources;
  LinkStats stats;
  Program program = link_program(project, request.discover.overlay, 1, sources, stats);
  std::string out;
  if (stage == "tree" || stage == "scopes") {
    for (std::size_t i = 0; i < program.file_count(); ++i) {
      const FileId id = FileId::from_index(i);
      if (!program.file(id).parsed) continue;
      if (program.file_count() > 1) out += "# " + project.files[i].path + "\n";
      out += stage == "tree"
                 ? dump_tree(program.tree(id), program.source(id).bytes(), program.names())
                 : dump_scopes(program.scopes(id), program.tree(id), program.names());
    }
    return out;
  }
  if (stage == "imports") return dump_imports(program);
  run_on_large_stack(std::size_t{512} << 20, [&] {
    const Facts facts(program, Need::Values | Need::Tracing | Need::Verdicts);
    out = stage == "classes"        ? dump_classes(facts)
          : stage == "calls"        ? dump_calls(facts, function)
          : stage == "heap"         ? dump_heap(facts, function)
          : stage == "tracing"      ? dump_tracing(facts)
          : stage == "staging"      ? dump_staging(facts)
          : stage == "verdicts"     ? dump_verdicts(facts)
          : stage == "unknowns"     ? dump_unknowns(facts)
          : stage == "explanations" ? dump_explanations(facts, function)
                                    : dump_values(facts, function);
  });
  return out;
}

}  // namespace hyb::app
