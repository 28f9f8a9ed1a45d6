#include "app/check/suppressing.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/diag/suppression.h"
#include "core/rule/engine_rules.h"

namespace hyb::app {
namespace {

Suppressions read(const Program& program, FileId file) {
  std::vector<CommentSpan> comments;
  for (const Comment& c : program.tree(file).comments) comments.push_back({c.begin, c.end});
  return read_suppressions(file, program.source(file), comments);
}

bool is_statement(NodeKind parent) {
  return parent == NodeKind::Block || parent == NodeKind::Module;
}

/// Lines on which a comment may stand to cover a finding at `where`.
std::set<std::uint32_t> covered_lines(const Program& program, Loc where) {
  const SourceFile& source = program.source(where.file);
  const Tree& tree = program.tree(where.file);
  std::set<std::uint32_t> lines{source.line_at(where.begin)};
  if (tree.empty()) return lines;
  // The innermost row around the finding: follow the child that holds it.
  NodeId at = tree.root();
  NodeId statement;
  for (bool deeper = true; deeper;) {
    deeper = false;
    for (NodeId child : tree.children(at)) {
      const Row& row = tree[child];
      if (row.begin > where.begin || row.end < where.end || row.begin == row.end) continue;
      if (is_statement(tree.kind(at))) statement = child;
      at = child;
      deeper = true;
      break;
    }
  }
  if (!statement.exists()) return lines;
  lines.insert(source.line_at(tree[statement].begin));
  // Of a compound statement only the header counts: up to its block.
  std::uint32_t end = tree[statement].end;
  NodeId inner = statement;
  if (tree.kind(statement) == NodeKind::Decorated)
    for (NodeId child : tree.children(statement)) inner = child;
  lines.insert(source.line_at(tree[inner].begin));
  if (const NodeId body = tree.child(inner, Field::Body); body.exists()) {
    end = tree[body].begin;
    if (where.begin >= end) return {source.line_at(where.begin)};
    lines.insert(source.line_at(where.begin));
  } else if (end > tree[statement].begin) {
    lines.insert(source.line_at(end - 1));
  }
  return lines;
}

bool names_rule(const std::vector<std::string>& selectors, RuleSpan rules, std::string_view code) {
  return std::any_of(selectors.begin(), selectors.end(), [&](const std::string& word) {
    const std::vector<std::size_t> selected = select_rules(word, rules);
    return std::any_of(selected.begin(), selected.end(),
                       [&](std::size_t i) { return rules[i]->code == code; });
  });
}

}  // namespace

void suppress_findings(const Program& program, RuleSpan rules, std::vector<Diagnostic>& findings) {
  std::map<FileId, Suppressions> by_file;
  for (Diagnostic& d : findings) {
    const auto [at, fresh] = by_file.try_emplace(d.where.file);
    if (fresh && program.file(d.where.file).parsed) at->second = read(program, d.where.file);
    if (at->second.valid.empty()) continue;
    const std::set<std::uint32_t> lines = covered_lines(program, d.where);
    for (const Suppression& s : at->second.valid) {
      if (!lines.contains(s.line) || !names_rule(s.selectors, rules, d.code)) continue;
      d.suppressed = true;
      d.justification = s.reason;
      break;
    }
  }
}

std::vector<SuppressionProblem> suppression_problems(const Program& program, FileId file,
                                                     RuleSpan rules) {
  std::vector<SuppressionProblem> out;
  if (!program.file(file).parsed) return out;
  const Suppressions found = read(program, file);
  for (const MalformedSuppression& m : found.malformed)
    out.push_back({&kMalformedSuppression, m.where, "default", {m.problem}});
  std::vector<std::string_view> names;
  for (const RuleInfo* rule : rules) {
    names.push_back(rule->name);
    names.push_back(rule->code);
    names.push_back(rule->group);
  }
  for (const Suppression& s : found.valid)
    for (std::size_t i = 0; i < s.selectors.size(); ++i) {
      if (!select_rules(s.selectors[i], rules).empty()) continue;
      const auto near = did_you_mean(s.selectors[i], names);
      if (near)
        out.push_back({&kUnknownSuppression, s.selector_locs[i], "near", {s.selectors[i], *near}});
      else
        out.push_back({&kUnknownSuppression, s.selector_locs[i], "default", {s.selectors[i]}});
    }
  return out;
}

}  // namespace hyb::app
