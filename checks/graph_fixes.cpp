#include "checks/graph_fixes.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/tensorflow/api.h"
#include "fixits/graph_function.h"

namespace hyb::checks {
namespace {

Fix fix_of(std::string title, std::vector<Edit> edits, std::string_view isolation,
           bool shares = false) {
  Fix fix;
  fix.title = std::move(title);
  fix.edits = std::move(edits);
  fix.applicability = Applicability::Unsafe;
  fix.isolation = isolation;
  fix.shares = shares;
  return fix;
}

/// Another file may take this file's imported names from it.
bool lends_names(const Program& program, FileId file) {
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId other = FileId::from_index(i);
    if (other == file || !program.file(other).parsed) continue;
    const Tree& tree = program.tree(other);
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const Row& row = tree[NodeId::from_index(r)];
      const bool from = row.kind == NodeKind::ImportFrom;
      if (!from && row.kind != NodeKind::ImportAlias) continue;
      if (!from && tree.kind(tree.parent(NodeId::from_index(r))) != NodeKind::Import) continue;
      const ImportTarget target =
          program.resolve_import(other, program.text(row.name), from ? row.op : 0U);
      if (target.file == file) return true;
      if (!from) continue;
      for (NodeId alias : tree.children(NodeId::from_index(r)))
        if (tree.kind(alias) == NodeKind::ImportAlias &&
            program.resolve_member(target, program.text(tree[alias].name)).file == file)
          return true;
    }
  }
  return false;
}

/// The expression that a decorator row applies, without its arguments.
NodeId applied(const Tree& tree, NodeId decorator) {
  const NodeId value = tree.child(decorator, Field::Value);
  return tree.kind(value) == NodeKind::Call ? tree.child(value, Field::Function) : value;
}

/// How many positional arguments stand before tf.function's own first one: `partial(tf.function,`.
std::size_t positions_before(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  const NodeId callee = tree.child(call.node, Field::Function);
  const ApiRow* api = callee.exists() ? facts.api({call.file, callee}) : nullptr;
  return api != nullptr && api->result == ApiResult::GraphFunction ? 0 : 1;
}

}  // namespace

std::optional<Fix> add_graph_function(const Facts& facts, FunctionId function,
                                      std::string_view options) {
  const Program& program = facts.program();
  const FunctionInfo& info = program.function(function);
  if (info.is_lambda() || info.is_async || info.is_generator) return std::nullopt;
  const Tree& tree = program.tree(info.file);
  NodeId above;
  const NodeId outer = tree.with_decorators(info.node);
  if (outer != info.node)
    for (NodeId child : tree.children(outer)) {
      if (tree.kind(child) != NodeKind::Decorator) continue;
      for (std::uint32_t number : facts.decorations(info.file))
        if (facts.decoration(number).site == NodeRef{info.file, child}) return std::nullopt;
      const ApiRow* row = facts.api({info.file, applied(tree, child)});
      if (row == nullptr) continue;
      if (row->has(Trait::ContextFactory)) return std::nullopt;
      if (row->has(Trait::GradientDecorator) && !above.exists()) above = child;
    }
  // What stands between two others cannot be split: a descriptor below a gradient decorator.
  bool below = false;
  if (above.exists())
    for (NodeId child : tree.children(outer)) {
      below = below || child == above;
      if (!below || tree.kind(child) != NodeKind::Decorator) continue;
      const ApiRow* row = facts.api({info.file, applied(tree, child)});
      if (row != nullptr && row->has(Trait::Descriptor)) return std::nullopt;
    }
  const std::string_view alias = facts.tensorflow_alias(info.file);
  auto edits =
      fixits::decorate(fixits::scoped_text(program, info.file), info.node, alias, options, above);
  if (!edits) return std::nullopt;
  std::string title = "Add @";
  title.append(alias.empty() ? "tf" : alias)
      .append(".function to '")
      .append(program.qualified_name(function))
      .append("'");
  return fix_of(std::move(title), std::move(*edits), "import:tensorflow", !alias.empty());
}

std::optional<Fix> remove_graph_function(const Facts& facts, std::uint32_t decoration) {
  const Program& program = facts.program();
  const flow::Engine::Decoration& made = facts.decoration(decoration);
  const fixits::ScopedText text = fixits::scoped_text(program, made.site.file);
  const bool lends = lends_names(program, made.site.file);
  auto edits = made.by_decorator ? fixits::undecorate(text, made.site.node, lends)
                                 : fixits::unwrap(text, made.site.node, lends);
  if (!edits) return std::nullopt;
  const FunctionId wrapped = facts.wrapped_function(decoration);
  std::string title = made.by_decorator ? "Remove the decorator" : "Remove the wrapping call";
  if (wrapped.exists() && !program.function(wrapped).is_lambda())
    title += " of '" + program.qualified_name(wrapped) + "'";
  return fix_of(std::move(title), std::move(*edits), "import:tensorflow");
}

std::optional<Fix> set_option(const Facts& facts, std::uint32_t decoration, std::string_view name,
                              std::string_view value) {
  const Program& program = facts.program();
  const flow::Engine::Decoration& made = facts.decoration(decoration);
  const Tree& tree = program.tree(made.site.file);
  const ApiRow* row = find_exact_api(kGraphFunction);
  std::optional<std::size_t> position;
  NodeId call = made.site.node;
  if (tree.kind(call) == NodeKind::Decorator) call = tree.child(call, Field::Value);
  if (tree.kind(call) == NodeKind::Call)
    for (std::size_t p = 0; row != nullptr && !parameter_at(*row, p).empty(); ++p)
      if (parameter_at(*row, p) == name)
        position = p + positions_before(facts, {made.site.file, call});
  auto edits = fixits::set_argument(fixits::scoped_text(program, made.site.file), made.site.node,
                                    name, value, position);
  if (!edits) return std::nullopt;
  std::string title(facts.option(decoration, name, position.value_or(~std::size_t{0})) == nullptr
                        ? "Add "
                        : "Replace ");
  title.append(name);
  return fix_of(std::move(title), std::move(*edits), "");
}

std::optional<Fix> wrap_literal(const Facts& facts, NodeRef argument, std::string_view options) {
  const std::string_view alias = facts.tensorflow_alias(argument.file);
  auto edits = fixits::wrap_in_constant(fixits::scoped_text(facts.program(), argument.file),
                                        argument.node, alias, options);
  if (!edits) return std::nullopt;
  std::string title = "Wrap in ";
  title.append(alias.empty() ? "tf" : alias).append(".constant");
  return fix_of(std::move(title), std::move(*edits), "import:tensorflow", !alias.empty());
}

}  // namespace hyb::checks
