// Rule HYB016. User documentation: side_effect_state_write.md; tests: tests/checks/side_effect/….
#include <algorithm>

#include "checks/check.h"
#include "checks/leftover_state.h"

namespace hyb::checks::side_effect {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report writes in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "The {0} '{1}' is assigned in traced code; that happens only while tracing, not at each "
     "call."},
    {"flag",
     "The {0} '{1}' decides a branch while tracing; the graph keeps the branch that the trace "
     "saw."},
};

constexpr char kDocs[] =
#include "side_effect_state_write.md.inc"
    ;

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx), facts_(cx.facts()), file_(file), tree_(cx.program().tree(file)) {}

  void run() {
    for (const TraceEffect& effect : facts_.trace_effects().of_file(file_)) {
      if (effect.symbolic || effect.building || !is_store(effect)) continue;
      if (counts_traces(facts_, effect) || replaces_variable(effect) ||
          extends_container(facts_, effect))
        continue;
      if (initialises_once(effect)) {
        report(effect, "flag");
        continue;
      }
      if (effect.guard.exists() || !stores_data(effect) || set_and_restored(effect)) continue;
      if (adds_up(effect) ? started_afresh(effect) || numbers_names(effect) : !missed(effect))
        continue;
      report(effect, "default");
    }
  }

 private:
  std::string_view text(NodeRef row) const { return cx_.program().text(row); }
  const StatePlaces& places() const { return facts_.trace_effects().places(); }

  static bool is_store(const TraceEffect& effect) {
    const EffectKind kind = effect.effect.kind;
    return (kind == EffectKind::AttributeWrite || kind == EffectKind::GlobalWrite ||
            kind == EffectKind::NonlocalWrite || kind == EffectKind::GuardedCreation) &&
           effect.place.node.exists() && effect.place == effect.effect.at;
  }

  auto objects_at(NodeRef row) const { return facts_.values().objects(facts_.value(row)); }

  /// What the place holds now, as far as it is known.
  template <class Is>
  bool holds_any(const TraceEffect& effect, Is&& is) const {
    for (ObjectId o : objects_at(effect.place))
      if (is(facts_.values()[o])) return true;
    if (tree_.kind(effect.place.node) != NodeKind::Attribute) return false;
    const NodeRef owner{file_, tree_.child(effect.place.node, Field::Object)};
    for (ObjectId o : objects_at(owner))
      for (ObjectId held :
           facts_.values().objects(facts_.engine().held(o, tree_[effect.place.node].name)))
        if (is(facts_.values()[held])) return true;
    return false;
  }

  /// A tf.Variable gives way to something else: a matter of variables.
  bool replaces_variable(const TraceEffect& effect) const {
    return holds_any(effect, [&](const Object& object) {
      return object.kind == ObjectKind::Tensor && facts_.text(object.name) == kVariableClass;
    });
  }

  NodeId statement(const TraceEffect& effect) const { return tree_.parent(effect.effect.at.node); }
  bool augmented(const TraceEffect& effect) const {
    return tree_.kind(statement(effect)) == NodeKind::AugAssign;
  }

  /// Numbers, text, containers and arrays; nothing that may be a tensor, a variable or an object.
  bool stores_data(const TraceEffect& effect) const {
    if (!effect.value.node.exists()) return tree_.kind(statement(effect)) == NodeKind::Delete;
    return is_data(effect.value) && (!augmented(effect) || is_data(effect.place));
  }

  bool is_data(NodeRef row) const {
    const auto objects = objects_at(row);
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = facts_.values()[o];
      switch (object.kind) {
        case ObjectKind::None:
        case ObjectKind::Bool:
        case ObjectKind::Int:
        case ObjectKind::Float:
        case ObjectKind::Str:
        case ObjectKind::Plain:
        case ObjectKind::Tuple:
        case ObjectKind::List:
        case ObjectKind::Dict:
          return true;
        case ObjectKind::Tensor:
          return facts_.text(object.name) == kArrayClass;
        default:
          return false;
      }
    });
  }

  /// The new value rests on the old one: `n += 1`, `n = n + 1`.
  bool adds_up(const TraceEffect& effect) const {
    if (augmented(effect)) return true;
    return effect.value.node.exists() &&
           reads_as_written(cx_.program(), effect.value, effect.place);
  }

  /// A number that traced code puts into names alone: each trace is to have its own.
  bool numbers_names(const TraceEffect& effect) const {
    bool some = false;
    for (const PlaceAccess& access : places().accesses(effect.place)) {
      if (access.kind != PlaceAccess::Kind::Read) continue;
      if (!access.function.exists() || !facts_.tracing().traced(access.function) ||
          !becomes_text(access.at))
        return false;
      some = true;
    }
    return some;
  }

  bool becomes_text(NodeRef at) const {
    const Tree& tree = cx_.program().tree(at.file);
    for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
      const NodeKind kind = tree.kind(up);
      if (kind == NodeKind::Block) return false;
      if (kind == NodeKind::String) return true;
      const auto objects = objects_at({at.file, up});
      if (!objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
            return facts_.values()[o].kind == ObjectKind::Str;
          }))
        return true;
    }
    return false;
  }

  /// Every run sets it before it counts on.
  bool started_afresh(const TraceEffect& effect) const {
    std::vector<NodeRef> stores;
    for (const PlaceAccess& access : places().accesses(effect.place))
      if (access.kind == PlaceAccess::Kind::Store && access.certain && access.at != effect.place)
        stores.push_back(access.at);
    return places().always_after(effect.effect.at, stores);
  }

  /// `old = self.training; self.training = True; …; self.training = old`.
  bool set_and_restored(const TraceEffect& effect) const {
    const ScopeTree& scopes = cx_.program().scopes(file_);
    for (const PlaceAccess& access : places().accesses(effect.place)) {
      if (access.function != effect.function || access.kind != PlaceAccess::Kind::Store ||
          !access.value.exists() || tree_.kind(access.value) != NodeKind::Name)
        continue;
      const SymbolId saved = scopes.symbol_of[access.value.index()];
      if (!saved.exists()) continue;
      const Symbol& symbol = scopes.symbols[saved];
      for (std::uint32_t b = symbol.first_binding; b < symbol.first_binding + symbol.binding_count;
           ++b) {
        const NodeId made = tree_.parent(scopes.bindings[b].node);
        if (tree_.kind(made) == NodeKind::Assign &&
            reads_as_written(cx_.program(), {file_, made}, effect.place))
          return true;
      }
    }
    return false;
  }

  /// Somebody reads the place and expects what the last call has stored, and calls differ: in what
  /// they store, or in what stands there when they begin.
  bool missed(const TraceEffect& effect) const {
    const Leftovers left = leftovers_of(facts_, effect);
    if (left.known() && other_writer(facts_, effect).node.exists()) return true;
    return left.eager_read.node.exists() &&
           (depends_on_call(effect) || stores_another_constant(effect));
  }

  /// The value is a Python argument of a traced call: calls with a value seen before store nothing.
  bool depends_on_call(const TraceEffect& effect) const {
    if (!effect.value.node.exists() || tree_.kind(effect.value.node) != NodeKind::Name)
      return false;
    const FunctionInfo& info = cx_.program().function(effect.function);
    const SymbolId symbol = cx_.program().scopes(file_).symbol_of[effect.value.node.index()];
    return effect.function == effect.entry && symbol.exists() &&
           std::any_of(info.parameters.begin(), info.parameters.end(),
                       [&](const Parameter& p) { return p.symbol == symbol; });
  }

  /// Two places of traced code store two constants: the last trace wins, not the last call.
  bool stores_another_constant(const TraceEffect& effect) const {
    if (!is_constant(effect.value)) return false;
    for (const PlaceAccess& access : places().accesses(effect.place)) {
      if (access.kind != PlaceAccess::Kind::Store || !access.certain || !access.value.exists() ||
          !access.function.exists() || access.function == effect.function ||
          !facts_.tracing().traced(access.function))
        continue;
      const NodeRef other{access.at.file, access.value};
      if (is_constant(other) && text(other) != text(effect.value)) return true;
    }
    return false;
  }

  bool is_constant(NodeRef value) const {
    if (!value.node.exists()) return false;
    switch (cx_.program().tree(value.file).kind(value.node)) {
      case NodeKind::True:
      case NodeKind::False:
      case NodeKind::None:
      case NodeKind::Integer:
      case NodeKind::Float:
      case NodeKind::String:
        return true;
      default:
        return false;
    }
  }

  /// A flag that stands for work on values: the guarded block assigns variables.
  bool initialises_once(const TraceEffect& effect) const {
    if (effect.guard.kind != OnceGuard::Kind::Flag ||
        effect.guard.place != place_of(cx_.program(), effect.place) || !is_constant(effect.value))
      return false;
    const NodeRef region = effect.guard.region;
    if (region.file != file_) return false;
    const NodeId block = tree_.parent(region.node);
    const std::uint32_t first = effect.guard.rest ? tree_.end_of(region.node)
                                                  : static_cast<std::uint32_t>(region.node.index());
    const std::uint32_t last = effect.guard.rest ? tree_.end_of(block) : tree_.end_of(region.node);
    for (std::uint32_t i = first; i < last; ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_.kind(row) != NodeKind::Call) continue;
      const ApiRow* api = facts_.called_api({file_, row});
      if (api != nullptr && api->has(Trait::Updates)) return true;
    }
    return false;
  }

  void report(const TraceEffect& effect, std::string_view message) {
    auto report = cx_.report(tree_.loc(effect.effect.at.node));
    if (!report) return;
    report
        .message(message,
                 {std::string(kind_of_place(facts_, effect)), text_of_place(facts_, effect)})
        .notes(facts_.why(effect));
    if (message == "flag") {
      report.note(cx_.program().loc(effect.guard.test), "the branch is chosen here.");
      return;
    }
    const Leftovers left = leftovers_of(facts_, effect);
    if (left.eager_read.node.exists() && left.eager_read != effect.place)
      report.note(cx_.program().loc(left.eager_read), "eager code reads it here.");
    else if (left.traced_read.node.exists() && left.traced_read != effect.place)
      report.note(cx_.program().loc(left.traced_read), "traced code reads it here.");
  }

  CheckContext& cx_;
  const Facts& facts_;
  FileId file_;
  const Tree& tree_;
};

void run(FileId file, const Options& options, CheckContext& cx) {
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check side_effect_state_write = file_check<Options, run>({
    .code = "HYB016",
    .name = "side-effect-state-write",
    .group = "side-effect",
    .summary = "Code that runs in a graph assigns Python state; that happens only while tracing.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .default_on = false,
    .maturity = Maturity::Preview,
    .needs = Need::Values | Need::Tracing | Need::SideEffects,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::side_effect
