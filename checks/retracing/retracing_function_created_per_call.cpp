// Rule HYB007. User documentation: retracing_function_created_per_call.md; tests: tests/checks/….
#include <algorithm>
#include <set>
#include <string>

#include "checks/check.h"
#include "core/facts/steady_loop.h"
#include "core/facts/trace_dependence.h"
#include "core/facts/verdicts.h"
#include "fixits/hoist.h"

namespace hyb::checks::retracing {
namespace {

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report creations in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default", "A new tf.function object is created on every '{0}'; its traces are thrown away."},
};

constexpr char kDocs[] =
#include "retracing_function_created_per_call.md.inc"
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
    std::set<NodeRef> seen;
    for (std::uint32_t number : facts_.decorations(file_)) {
      const flow::Engine::Decoration& made = facts_.decoration(number);
      if (!seen.insert(made.site).second || wraps_graph_function(made.site)) continue;
      judge(number, made);
    }
  }

 private:
  /// tf.function around a tf.function: the inner one keeps its traces.
  bool wraps_graph_function(NodeRef site) const {
    for (std::uint32_t number : facts_.decorations(file_)) {
      const flow::Engine::Decoration& made = facts_.decoration(number);
      const flow::ObjectKind kind = facts_.values()[made.wrapped].kind;
      if (made.site == site &&
          (kind == flow::ObjectKind::GraphFunction || kind == flow::ObjectKind::External))
        return true;
    }
    return false;
  }

  void judge(std::uint32_t number, const flow::Engine::Decoration& made) {
    const FunctionId maker = made.made_in;
    // A class body or a module runs once; inside a graph the creation happens once per outer trace.
    if (maker.exists() && facts_.tracing().traced(maker)) return;
    const NodeRef loop = loop_around(program_, facts_.engine(), made.site);
    const bool in_loop = loop.node.exists();
    if (!in_loop && (!maker.exists() || !facts_.tracing().repeated(maker))) return;
    if (maker.exists() && program_.function(maker).file != file_) return;
    if (guarded(made.site.node) || !called_and_dropped(made) || names_a_kernel(number)) return;
    const NodeRef around = in_loop ? loop : told_loop(facts_, maker);
    if (!around.node.exists()) return;
    if (!shareable(number, made, in_loop ? loop.node : NodeId{})) return;
    report(number, made, in_loop, around);
  }

  /// `experimental_implements`: a mark for a converter, which sees the graph around it.
  bool names_a_kernel(std::uint32_t number) const {
    return facts_.option(number, "experimental_implements", 5) != nullptr;
  }

  /// `if self._fn is None:`, `if key not in cache:`, hasattr: created once.
  bool guarded(NodeId site) const {
    NodeId below = site;
    for (NodeId up = tree_.parent(site); up.exists(); below = up, up = tree_.parent(up)) {
      const NodeKind kind = tree_.kind(up);
      if (tree_[below].field == Field::Body &&
          (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda))
        return false;
      if (kind == NodeKind::If || kind == NodeKind::Elif || kind == NodeKind::Try ||
          kind == NodeKind::Except || kind == NodeKind::Conditional || kind == NodeKind::BoolOp)
        return true;
    }
    return false;
  }

  /// The symbol that holds the new tf.function: of the decorated def, or of `g = tf.function(f)`.
  SymbolId holder(const flow::Engine::Decoration& made) const {
    const NodeId parent = tree_.parent(made.site.node);
    if (made.by_decorator) {
      for (NodeId child : tree_.children(parent))
        if (tree_.kind(child) == NodeKind::FunctionDef) return scopes_.symbol_of[child.index()];
      return {};
    }
    if (tree_.kind(parent) != NodeKind::Assign) return {};
    SymbolId symbol;
    for (NodeId child : tree_.children(parent)) {
      if (tree_[child].field != Field::Target) continue;
      if (tree_.kind(child) != NodeKind::Name || symbol.exists()) return {};
      symbol = scopes_.symbol_of[child.index()];
    }
    return symbol;
  }

  /// The object is called where it is made and goes nowhere else.
  bool called_and_dropped(const flow::Engine::Decoration& made) const {
    const NodeId parent = tree_.parent(made.site.node);
    if (!made.by_decorator && tree_.kind(parent) == NodeKind::Call &&
        tree_.child(parent, Field::Function) == made.site.node)
      return true;  // tf.function(f)(x)
    const SymbolId symbol = holder(made);
    if (!symbol.exists()) return false;
    const Symbol& info = scopes_.symbols[symbol];
    const ScopeKind scope = scopes_.scopes[info.scope].kind;
    if (scope == ScopeKind::Class || info.captured || info.binding_count != 1) return false;
    bool called = false;
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      if (scopes_.symbol_of[i] != symbol) continue;
      const NodeId use = NodeId::from_index(i);
      if (tree_.kind(use) != NodeKind::Name || tree_[use].field == Field::Target) continue;
      if (tree_.kind(tree_.parent(use)) != NodeKind::Call || tree_[use].field != Field::Function)
        return false;
      called = true;
    }
    return called;
  }

  /// Could one trace have served all: does what the function captures stay the same object?
  bool shareable(std::uint32_t number, const flow::Engine::Decoration& made, NodeId loop) const {
    const FunctionId f = facts_.wrapped_function(number);
    if (!made.by_decorator) {
      for (NodeId a : tree_.children(tree_.child(made.site.node, NodeKind::Arguments))) {
        if (tree_.kind(a) == NodeKind::Keyword) continue;
        if (tree_.kind(a) != NodeKind::Lambda && !stays_same(a, made.made_in, loop)) return false;
        break;
      }
    }
    if (!f.exists() || program_.function(f).file != file_) return !made.by_decorator;
    const NodeId def = program_.function(f).node;
    const ScopeId own = program_.function(f).scope;
    for (auto i = static_cast<std::uint32_t>(def.index()); i < tree_.end_of(def); ++i) {
      const NodeId use = NodeId::from_index(i);
      if (tree_.kind(use) != NodeKind::Name || !scopes_.symbol_of[i].exists()) continue;
      const Symbol& symbol = scopes_.symbols[scopes_.symbol_of[i]];
      if (scopes_.scopes[symbol.scope].frame == own || inside(symbol.scope, def)) continue;
      if (!stays_same(use, made.made_in, loop)) return false;
    }
    return true;
  }

  bool inside(ScopeId scope, NodeId def) const {
    return tree_.contains(def, scopes_.scopes[scope].node);
  }

  /// A name (or attribute of one) that denotes the same object at every creation.
  bool stays_same(NodeId use, FunctionId maker, NodeId loop) const {
    while (tree_.kind(use) == NodeKind::Attribute) use = tree_.child(use, Field::Object);
    if (tree_.kind(use) != NodeKind::Name) return false;
    const SymbolId id = scopes_.symbol_of[use.index()];
    if (!id.exists()) return true;  // a builtin
    const Symbol& symbol = scopes_.symbols[id];
    for (std::uint32_t b = 0; b < symbol.binding_count; ++b) {
      const Binding& binding = scopes_.bindings[symbol.first_binding + b];
      if (loop.exists() && tree_.contains(loop, binding.node)) return false;
    }
    if (!maker.exists()) return true;
    const FunctionInfo& info = program_.function(maker);
    if (symbol.scope != info.scope) return true;  // bound outside the function that creates
    if (loop.exists()) return true;               // bound before the loop
    if (!symbol.parameter) return false;          // a new local at every call
    return same_argument(maker, id);
  }

  /// Every call in a loop hands the parameter an object that is made outside the loop.
  bool same_argument(FunctionId maker, SymbolId parameter) const {
    const FunctionInfo& info = program_.function(maker);
    std::size_t index = 0;
    while (index < info.parameters.size() && info.parameters[index].symbol != parameter) ++index;
    if (index == info.parameters.size()) return false;
    if (index == 0 && info.owner.exists()) return true;  // the receiver
    flow::ValueId common;
    for (flow::ContextId c : facts_.engine().contexts_of(maker)) {
      const flow::ValueId value = facts_.engine().contexts()[c.index()].parameters[index];
      if (common.exists() && value != common) return false;
      common = value;
    }
    const flow::ObjectId only = facts_.values().only(common);
    if (!only.exists()) return false;
    const flow::Object& object = facts_.values()[only];
    switch (object.kind) {
      case flow::ObjectKind::Function:
      case flow::ObjectKind::Class:
      case flow::ObjectKind::External:
      case flow::ObjectKind::GraphFunction:
        return true;
      case flow::ObjectKind::Instance:
      case flow::ObjectKind::ExternalInstance: {
        if (object.b == 0) return false;
        const NodeRef made = facts_.engine().allocation(object.b);
        const FunctionId where = program_.enclosing_function(made);
        return !loop_around(program_, facts_.engine(), made).node.exists() &&
               (!where.exists() || !facts_.tracing().repeated(where));
      }
      default:
        return false;
    }
  }

  void report(std::uint32_t number, const flow::Engine::Decoration& made, bool in_loop,
              NodeRef around) {
    const FunctionId f = facts_.wrapped_function(number);
    const bool named = made.by_decorator && f.exists() && program_.function(f).file == file_;
    auto report = cx_.report(named ? program_.name_loc(f) : tree_.loc(made.site.node));
    if (!report) return;
    report.message("default", {in_loop ? "iteration" : "call"});
    if (made.made_in.exists() && !in_loop) report.notes(facts_.why(made.made_in, Mode::Eager));
    if (around.node.exists()) {
      const Tree& t = program_.tree(around.file);
      Loc where = program_.loc(around);
      if (const NodeId body = t.child(around.node, Field::Body); body.exists())
        where.end = std::max(where.begin + 1, t[body].begin);
      report.note(where, in_loop ? "in this loop; create it once, above."
                                 : "this loop calls it again and again; create the function once.");
    }
    if (named) add_fix(f, report);
  }

  /// The definition moves to the top of the module, unchanged, where all that it reads is known
  /// there.
  void add_fix(FunctionId f, Report& report) const {
    const NodeId def = program_.function(f).node;
    const NodeId whole = tree_.with_decorators(def);
    if (!means_the_same_at_the_top(f, whole)) return;
    const fixits::Edits edits = fixits::hoist_to_module({program_.source(file_), tree_}, whole);
    if (!edits) return;
    Fix fix;
    fix.title = "Move '" + std::string(program_.text(program_.function(f).name)) +
                "' to the top of the module";
    fix.edits = *edits;
    if (facts_.verdicts().keeps_meaning(f) && !depends_on_trace(facts_, f)) {
      fix.applicability = Applicability::Safe;
    } else {
      fix.applicability = Applicability::Display;
      fix.reason = "Python in the function then runs once per trace, no longer at each creation.";
    }
    report.fix(std::move(fix));
  }

  bool means_the_same_at_the_top(FunctionId f, NodeId whole) const {
    const NodeId def = program_.function(f).node;
    const ScopeId module = scopes_.module_scope();
    const SymbolId own = scopes_.symbol_of[def.index()];
    if (!own.exists()) return false;
    // Another thing of that name at the top would be replaced.
    const SymbolId there = scopes_.lookup(module, program_.function(f).name);
    if (there.exists() && (there != own || scopes_.symbols[own].binding_count != 1)) return false;
    const auto top_begin = static_cast<std::uint32_t>(top_of(whole).index());
    for (auto i = static_cast<std::uint32_t>(whole.index()); i < tree_.end_of(whole); ++i) {
      const NodeId use = NodeId::from_index(i);
      const SymbolId id = scopes_.symbol_of[i];
      if (tree_.kind(use) != NodeKind::Name || !id.exists()) continue;
      const Symbol& symbol = scopes_.symbols[id];
      if (symbol.scope != module && tree_.contains(def, scopes_.scopes[symbol.scope].node))
        continue;
      if (symbol.scope != module || id == own) return false;
      // Decorators and defaults are evaluated where the definition stands.
      const NodeId body = program_.function(f).body;
      if (!tree_.contains(body, use) &&
          scopes_.bindings[symbol.first_binding].node.index() >= top_begin)
        return false;
    }
    return true;
  }

  NodeId top_of(NodeId row) const {
    while (tree_.parent(row).exists() && tree_.kind(tree_.parent(row)) != NodeKind::Module)
      row = tree_.parent(row);
    return row;
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
  const ScopeTree& scopes_;
};

void run(FileId file, const Options& options, CheckContext& cx) {
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check retracing_function_created_per_call = file_check<Options, run>({
    .code = "HYB007",
    .name = "retracing-function-created-per-call",
    .group = "retracing",
    .summary =
        "A tf.function is created, called and dropped again and again; each one traces anew.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::retracing
