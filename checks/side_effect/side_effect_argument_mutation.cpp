// Rule HYB018. User documentation: side_effect_argument_mutation.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "checks/leftover_state.h"
#include "core/tensorflow/expected_failure.h"
#include "fixits/edits.h"

namespace hyb::checks::side_effect {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "The tf.function '{0}' changes its argument '{1}' in place; TensorFlow raises ValueError for "
     "that."},
};

constexpr char kDocs[] =
#include "side_effect_argument_mutation.md.inc"
    ;

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx), facts_(cx.facts()), file_(file), tree_(cx.program().tree(file)) {}

  void run() {
    std::vector<const TraceEffect*> found;
    for (const TraceEffect& effect : facts_.trace_effects().of_file(file_))
      if (effect.rejects.exists() && !effect.guard.exists() && !undone(effect) &&
          !copied_by(effect).empty() && !expected_to_fail(effect))
        found.push_back(&effect);
    // TensorFlow raises once for all changes of one argument.
    while (!found.empty()) {
      std::vector<const TraceEffect*> same;
      std::vector<const TraceEffect*> others;
      for (const TraceEffect* effect : found)
        (effect->rejects == found.front()->rejects && effect->argument == found.front()->argument
             ? same
             : others)
            .push_back(effect);
      report(same);
      found = std::move(others);
    }
  }

 private:
  std::string_view text(NodeId row) const { return cx_.program().text(NodeRef{file_, row}); }

  /// The container that is changed, as it is written there.
  NodeId container(const TraceEffect& effect) const {
    const NodeId at = effect.effect.at.node;
    if (tree_.kind(at) == NodeKind::Subscript) return tree_.child(at, Field::Object);
    if (tree_.kind(at) != NodeKind::Call) return at;
    const NodeId callee = tree_.child(at, Field::Function);
    return tree_.kind(callee) == NodeKind::Attribute ? tree_.child(callee, Field::Object)
                                                     : NodeId{};
  }

  /// What makes a shallow copy: the change is sure to show in a list ("list") or dict; "" = it may
  /// not, or in something that TensorFlow does not look into.
  std::string_view copied_by(const TraceEffect& effect) const {
    const NodeId changed = container(effect);
    if (!changed.exists()) return {};
    bool list = false;
    bool dict = false;
    for (ObjectId o : facts_.values().objects(facts_.value({file_, changed}))) {
      const ObjectKind kind = facts_.values()[o].kind;
      list = list || kind == ObjectKind::List;
      dict = dict || kind == ObjectKind::Dict;
      if (kind == ObjectKind::Unknown) return stores_by_name(effect) ? "dict" : "";
      if (kind != ObjectKind::List && kind != ObjectKind::Dict) return {};
    }
    if (list == dict || !shows(effect)) return {};
    return list ? "list" : "dict";
  }

  /// `batch["x"] = …`: only dicts, and what behaves like one, take it.
  bool stores_by_name(const TraceEffect& effect) const {
    const NodeId at = effect.effect.at.node;
    if (tree_.kind(at) != NodeKind::Subscript || tree_[at].field != Field::Target) return false;
    const NodeId key = tree_.child(at, Field::Index);
    return key.exists() && tree_.kind(key) == NodeKind::String && text_only(key);
  }
  bool text_only(NodeId row) const {
    return (tree_[row].op & (string_flag::kFormat | string_flag::kBytes)) == 0;
  }

  /// The call leaves the container different, whatever is in it.
  bool shows(const TraceEffect& effect) const {
    const NodeId at = effect.effect.at.node;
    if (tree_.kind(at) != NodeKind::Call) return true;
    const ApiRow* api = facts_.called_api({file_, at});
    if (api == nullptr || api->has(Trait::Idempotent) || api->has(Trait::Empties)) return false;
    std::size_t given = 0;
    for (NodeId argument : tree_.children(tree_.child(at, NodeKind::Arguments))) {
      if (tree_.kind(argument) == NodeKind::Keyword) return false;
      ++given;
    }
    // `d.pop(key, default)` need not find the key.
    return parameter_index(*api, "default") < 0 || given < 2;
  }

  /// Stores what is there already, or what was taken out before.
  bool undone(const TraceEffect& effect) const {
    const NodeId at = effect.effect.at.node;
    const NodeId up = tree_.parent(at);
    if (tree_[at].field == Field::Target && tree_.kind(up) == NodeKind::Assign &&
        tree_.child(up, Field::Value).exists() && text(tree_.child(up, Field::Value)) == text(at))
      return true;
    const auto key = key_of(at);
    if (!key.exists()) return false;
    const auto all = facts_.trace_effects().of_file(file_);
    return std::any_of(all.begin(), all.end(), [&](const TraceEffect& other) {
      const NodeId there = other.effect.at.node;
      if (other.function != effect.function || there == at ||
          (tree_.kind(there) == NodeKind::Subscript) == (tree_.kind(at) == NodeKind::Subscript))
        return false;
      const NodeId same = key_of(there);
      return same.exists() && text(same) == text(key) &&
             text(container(other)) == text(container(effect));
    });
  }

  /// The key of `d[key] = …` or `d.pop(key)`.
  NodeId key_of(NodeId at) const {
    if (tree_.kind(at) == NodeKind::Subscript) return tree_.child(at, Field::Index);
    if (tree_.kind(at) != NodeKind::Call) return {};
    for (NodeId argument : tree_.children(tree_.child(at, NodeKind::Arguments))) return argument;
    return {};
  }

  bool expected_to_fail(const TraceEffect& effect) const {
    return hyb::expected_to_fail(facts_.program(), facts_.engine(), effect.effect.at) ||
           (effect.entered.callee.exists() &&
            hyb::expected_to_fail(facts_.program(), facts_.engine(), effect.entered.site)) ||
           std::any_of(effect.through.begin(), effect.through.end(),
                       [&](const flow::CallEdge& edge) {
                         return hyb::expected_to_fail(facts_.program(), facts_.engine(), edge.site);
                       });
  }

  void report(const std::vector<const TraceEffect*>& changes) {
    const TraceEffect& effect = *changes.front();
    const std::string_view copy = copied_by(effect);
    auto report = cx_.report(tree_.loc(effect.effect.at.node));
    if (!report) return;
    const FunctionInfo& info = cx_.program().function(effect.rejects);
    const std::string parameter(facts_.text(info.parameters[effect.argument].name));
    report.message("default", {cx_.program().qualified_name(effect.rejects), parameter})
        .notes(facts_.why(effect));
    for (std::size_t i = 1; i < changes.size(); ++i)
      report.note(tree_.loc(changes[i]->effect.at.node), "it is changed here as well.");
    // At the start of the function, where the parameter itself is changed by its name.
    const NodeId changed = container(effect);
    if (effect.function != effect.rejects || tree_.kind(changed) != NodeKind::Name ||
        facts_.text(tree_[changed].name) != parameter || !stays_parameter(info, effect.argument))
      return;
    auto edits =
        fixits::add_first_statement({cx_.program().source(info.file), tree_}, info.node,
                                    parameter + " = " + std::string(copy) + "(" + parameter + ")");
    if (!edits) return;
    Fix fix;
    fix.title = "Copy '" + parameter + "' first";
    fix.edits = std::move(*edits);
    fix.applicability = Applicability::Safe;
    if (facts_.tracing().eager(effect.rejects)) {
      fix.applicability = Applicability::Unsafe;
      fix.reason = "Eager callers may rely on the change of their own object.";
    }
    report.fix(std::move(fix));
  }

  bool stays_parameter(const FunctionInfo& info, std::size_t parameter) const {
    const ScopeTree& scopes = cx_.program().scopes(info.file);
    const SymbolId symbol = info.parameters[parameter].symbol;
    return symbol.exists() && scopes.symbols[symbol].binding_count == 1;
  }

  CheckContext& cx_;
  const Facts& facts_;
  FileId file_;
  const Tree& tree_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check side_effect_argument_mutation = file_check<NoOptions, run>({
    .code = "HYB018",
    .name = "side-effect-argument-mutation",
    .group = "side-effect",
    .summary = "A tf.function changes a list or dict that it was given; TensorFlow rejects that.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::SideEffects,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::side_effect
