// Rule HYB015. User documentation: side_effect_collection_mutation.md; tests: tests/checks/….
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
     "The Python {0} '{1}' outlives the traced function; it is changed only while tracing, not at "
     "each call."},
};

constexpr char kDocs[] =
#include "side_effect_collection_mutation.md.inc"
    ;

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx), facts_(cx.facts()), file_(file), tree_(cx.program().tree(file)) {}

  void run() {
    for (const TraceEffect& effect : facts_.trace_effects().of_file(file_)) {
      if ((effect.effect.kind != EffectKind::ContainerWrite &&
           !extends_container(facts_, effect)) ||
          effect.symbolic || effect.rejects.exists() || effect.guard.exists() || effect.building)
        continue;
      if (!changes_container(effect) || counts_traces(facts_, effect) || is_kept_object(effect) ||
          refilled(effect) || (!adds_up(effect) && !undone_elsewhere(effect)))
        continue;
      auto report = cx_.report(tree_.loc(effect.effect.at.node));
      if (!report) continue;
      report
          .message("default",
                   {std::string(kind_of_place(facts_, effect)), text_of_place(facts_, effect)})
          .notes(facts_.why(effect));
      const Leftovers left = leftovers_of(facts_, effect);
      if (left.eager_read.node.exists())
        report.note(cx_.program().loc(left.eager_read), "eager code reads it here.");
    }
  }

 private:
  /// What is written is a list, dict, set or array, and nothing else.
  bool changes_container(const TraceEffect& effect) const {
    const NodeId at = effect.effect.at.node;
    NodeId changed = at;
    if (tree_.kind(at) == NodeKind::Subscript) {
      changed = tree_.child(at, Field::Object);
    } else if (tree_.kind(at) == NodeKind::Call) {
      const NodeId callee = tree_.child(at, Field::Function);
      if (tree_.kind(callee) != NodeKind::Attribute) return false;
      changed = tree_.child(callee, Field::Object);
    }
    const auto objects = facts_.values().objects(facts_.value({file_, changed}));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = facts_.values()[o];
      return object.kind == ObjectKind::List || object.kind == ObjectKind::Dict ||
             (object.kind == ObjectKind::Tensor && facts_.text(object.name) == kArrayClass);
    });
  }

  /// Variables, layers and objects of the program are made to be kept; making them again and again
  /// is another matter.
  bool is_kept_object(const TraceEffect& effect) const {
    if (!effect.value.node.exists()) return false;
    for (ObjectId o : facts_.values().objects(facts_.value(effect.value))) {
      const Object& object = facts_.values()[o];
      if (object.kind == ObjectKind::ExternalInstance || object.kind == ObjectKind::Instance ||
          (object.kind == ObjectKind::Tensor && facts_.text(object.name) != kArrayClass))
        return true;
    }
    return false;
  }

  /// The same trace has emptied or replaced it before: it holds what it would hold eagerly.
  bool refilled(const TraceEffect& effect) const {
    if (!effect.place.node.exists()) return false;
    std::vector<NodeRef> fresh;
    for (const PlaceAccess& access : facts_.trace_effects().places().accesses(effect.place))
      if ((access.kind == PlaceAccess::Kind::Store || access.kind == PlaceAccess::Kind::Empty) &&
          access.certain)
        fresh.push_back(access.at);
    return facts_.trace_effects().places().always_after(effect.effect.at, fresh);
  }

  /// Doing it again leaves the container different: each call that is left out counts.
  bool adds_up(const TraceEffect& effect) const {
    const NodeId at = effect.effect.at.node;
    const NodeId up = tree_.parent(at);
    if (tree_.kind(up) == NodeKind::AugAssign || tree_.kind(up) == NodeKind::Delete) return true;
    if (tree_.kind(at) == NodeKind::Call) {
      const ApiRow* api = facts_.called_api({file_, at});
      return api != nullptr && !api->has(Trait::Idempotent);
    }
    // `d[k] = …` with what `d` holds now.
    if (!effect.value.node.exists() || tree_.kind(at) != NodeKind::Subscript) return false;
    return reads_as_written(cx_.program(), effect.value, {file_, at});
  }

  /// Eager code takes it out again, and somebody reads what is there.
  bool undone_elsewhere(const TraceEffect& effect) const {
    return other_writer(facts_, effect).node.exists() && leftovers_of(facts_, effect).known();
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

extern constexpr Check side_effect_collection_mutation = file_check<Options, run>({
    .code = "HYB015",
    .name = "side-effect-collection-mutation",
    .group = "side-effect",
    .summary = "Code that runs in a graph changes a Python container; that happens only while "
               "tracing.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing | Need::SideEffects,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::side_effect
