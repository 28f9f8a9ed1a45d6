// Rule HYB025. User documentation: stale_tensor_string.md; tests: tests/checks/stale/….
#include <optional>
#include <string>
#include <vector>

#include "checks/check.h"
#include "checks/trace_uses.h"
#include "core/symbolic/symbolic_values.h"

namespace hyb::checks::stale {
namespace {

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "Formatting '{0}' into a Python string gives the name of a tensor, fixed while tracing."},
    {"variable",
     "Formatting '{0}' into a Python string gives the text of a variable, fixed while tracing."},
    {"format", "'{0}' is a symbolic tensor; formatting it with '{1}' raises while tracing."},
};

constexpr char kDocs[] =
#include "stale_tensor_string.md.inc"
    ;

/// One value that is put into a text.
struct Formatted {
  NodeId value;
  std::string format;  // "04d", "%.3f"; "" = as str() writes it
};

/// The conversions of a `%` format, in order; nullopt where they cannot be told.
std::optional<std::vector<std::string>> conversions(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') continue;
    const std::size_t end = text.find_first_not_of("#0- +123456789.", i + 1);
    if (end == std::string_view::npos || text[end] == '(' || text[end] == '*') return std::nullopt;
    if (text[end] != '%') out.emplace_back(text.substr(i, end - i + 1));
    i = end;
  }
  return out;
}

class Formats {
 public:
  Formats(const Facts& facts, FileId file)
      : facts_(facts), program_(facts.program()), file_(file), tree_(program_.tree(file)) {}

  /// What the row puts into a text, if it makes one; `text` is the row that stands for the text.
  std::vector<Formatted> of(NodeId row) const {
    switch (tree_.kind(row)) {
      case NodeKind::String:
        return (tree_[row].op & string_flag::kFormat) != 0 ? of_literal(row)
                                                           : std::vector<Formatted>{};
      case NodeKind::BinOp:
        return static_cast<Operator>(tree_[row].op) == Operator::Mod ? of_remainder(row)
                                                                     : std::vector<Formatted>{};
      case NodeKind::Call:
        return of_call(row);
      default:
        return {};
    }
  }

 private:
  std::vector<Formatted> of_literal(NodeId row) const {
    std::vector<Formatted> out;
    for (NodeId part : tree_.children(row)) {
      if (tree_.kind(part) != NodeKind::Interpolation) continue;
      const NodeId value = tree_.child(part, Field::Value);
      const std::string_view text = program_.text(NodeRef{file_, part});
      const std::uint32_t end = tree_.loc(value).end - tree_.loc(part).begin;
      std::string_view rest = text.substr(end);
      while (!rest.empty() && (rest.front() == ')' || rest.front() == ' ')) rest.remove_prefix(1);
      std::string format;
      if (rest.starts_with(":")) format = rest.substr(1, rest.rfind('}') - 1);
      out.push_back({value, format});
    }
    return out;
  }

  std::vector<Formatted> of_remainder(NodeId row) const {
    const NodeId left = tree_.child(row, Field::Left);
    if (tree_.kind(left) != NodeKind::String) return {};
    const auto formats = conversions(program_.text(NodeRef{file_, left}));
    if (!formats) return {};
    const NodeId right = tree_.child(row, Field::Right);
    std::vector<NodeId> values;
    if (tree_.kind(right) == NodeKind::Tuple)
      for (NodeId each : tree_.children(right)) values.push_back(each);
    else
      values.push_back(right);
    if (values.size() != formats->size()) return {};
    std::vector<Formatted> out;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const char conversion = (*formats)[i].back();
      const bool text = conversion == 's' || conversion == 'r' || conversion == 'a';
      out.push_back({values[i], text ? std::string() : (*formats)[i]});
    }
    return out;
  }

  std::vector<Formatted> of_call(NodeId row) const {
    const ApiRow* api = facts_.called_api({file_, row});
    // str(), repr(), the methods of texts: what else gives a text takes no tensor.
    if (api == nullptr || !api->has(Trait::MakesText)) return {};
    std::vector<Formatted> out;
    for (NodeId argument : tree_.children(tree_.child(row, NodeKind::Arguments))) {
      const NodeKind kind = tree_.kind(argument);
      if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) continue;
      out.push_back(
          {kind == NodeKind::Keyword ? tree_.child(argument, Field::Value) : argument, {}});
    }
    return out;
  }

  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
};

/// Part of a message that is printed, logged or raised: told by other checks, or never made while
/// tracing goes well.
bool only_told(const Facts& facts, NodeRef at) {
  const Tree& tree = facts.program().tree(at.file);
  for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::Raise || kind == NodeKind::Assert) return true;
    if (kind == NodeKind::Call) {
      const ApiRow* api = facts.called_api({at.file, up});
      if (api != nullptr && (api->has(Trait::Print) || api->has(Trait::Log))) return true;
    }
    if (kind == NodeKind::Block || kind == NodeKind::Lambda) return false;
  }
  return false;
}

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  if (program.project().files[file.index()].test_code && !options.tests) return;
  const Tree& tree = program.tree(file);
  const Formats formats(facts, file);
  for (FunctionId f : facts.functions(file)) {
    if (!facts.tracing().traced(f)) continue;
    const NodeId body = program.function(f).body;
    if (!body.exists()) continue;
    const Mode mode = facts.tracing().traced_mode(f);
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree.end_of(body); ++i) {
      const NodeId row = NodeId::from_index(i);
      const NodeKind kind = tree.kind(row);
      if (kind != NodeKind::String && kind != NodeKind::BinOp && kind != NodeKind::Call) continue;
      const NodeRef at{file, row};
      for (const Formatted& each : formats.of(row)) {
        const NodeRef value{file, each.value};
        const bool variable = is_variable(facts.values(), program.names(), facts.value(value));
        if (!variable && !yes(facts.symbolic_values().symbolic(value))) continue;
        if (program.enclosing_function(at) != f || in_eager_island(program, facts.engine(), at) ||
            only_told(facts, at) || !facts.tracing().traced_at(f, at))
          break;
        const bool raises = !each.format.empty();
        const auto use = raises ? std::nullopt : taken_into_graph(facts, at);
        if (raises ? variable : !use) continue;
        auto report = cx.report(tree.loc(row));
        if (!report) break;
        const std::string name(program.text(value));
        if (raises)
          report.message("format", {name, each.format}).severity(Severity::Error);
        else
          report.message(variable ? "variable" : "default", {name});
        report.notes(facts.why(f, mode, at));
        if (use && (use->file != file || !tree.contains(row, use->node)))
          report.note(program.loc(*use), "the text is used here.");
        break;
      }
    }
  }
}

}  // namespace

extern constexpr Check stale_tensor_string = file_check<Options, run>({
    .code = "HYB025",
    .name = "stale-tensor-string",
    .group = "stale",
    .summary = "A symbolic tensor is formatted into a Python string while a graph is traced.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::stale
