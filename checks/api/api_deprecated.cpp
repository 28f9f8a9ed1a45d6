// Rule HYB055. User documentation: api_deprecated.md; tests: tests/checks/api/api_deprecated/.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <vector>

#include "checks/check.h"
#include "core/facts/legacy_code.h"
#include "fixits/edits.h"

namespace hyb::checks::api {
namespace {

using Repair = Deprecation::Repair;

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' is deprecated since TensorFlow {1}; use '{2}'."},
    {"renamed", "'{0}' is called '{2}' since TensorFlow {1}."},
    {"advice", "'{0}' is deprecated since TensorFlow {1}; {2}."},
    {"drop", "'{0}' is deprecated since TensorFlow {1} and has no effect; remove it."},
    {"removed", "'{0}' was removed in TensorFlow {1}; use '{2}'."},
    {"removed-advice", "'{0}' was removed in TensorFlow {1}; {2}."},
};

// What projects that do not say which TensorFlow they take are assumed to run.
constexpr Version kOldest{2, 9};
constexpr Version kSecond{2, 0};

constexpr char kDocs[] =
#include "api_deprecated.md.inc"
    ;

Version parse_version(std::string_view text) {
  Version out;
  const auto dot = text.find('.');
  std::from_chars(text.data(), text.data() + std::min(dot, text.size()), out.major);
  if (dot != std::string_view::npos)
    std::from_chars(text.data() + dot + 1, text.data() + text.size(), out.minor);
  return out;
}

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx), facts_(cx.facts()), file_(file), tree_(cx.program().tree(file)) {
    for (const Deprecation& d : deprecations())
      if (!d.argument.empty()) arguments_.push_back(&d);
    for (const auto& [name, method] : named())
      if (const NameId id = cx.program().names().find(name); id.exists()) methods_.push_back(id);
  }

  void run() {
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      const NodeId row = NodeId::from_index(i);
      switch (tree_.kind(row)) {
        case NodeKind::Attribute:
          attribute(row);
          break;
        case NodeKind::ImportAlias:
          import(row);
          break;
        case NodeKind::Call:
          arguments_of(row);
          break;
        default:
          break;
      }
    }
    decorations();
    tell();
  }

 private:
  struct Use {
    NodeId row;
    const Deprecation* deprecation;
    std::optional<Fix> fix;
  };

  /// Of the files of a folder that only run under TensorFlow 1 the first is told, at its first name
  /// that is gone. What such files import, and what builds graphs for sessions, is told of names
  /// that the project's TensorFlow lacks. Of a package, and of a name that works on for good, each
  /// file is told once, and so are the arguments of a call that one other takes over.
  void tell() {
    if (uses_.empty()) return;
    std::stable_sort(uses_.begin(), uses_.end(), [&](const Use& a, const Use& b) {
      return tree_[a.row].begin < tree_[b.row].begin;
    });
    const LegacyCode& legacy = facts_.legacy_code();
    if (legacy.only_tensorflow_1(file_)) {
      if (legacy.says_so_itself(file_))
        std::erase_if(uses_,
                      [](const Use& use) { return !only_in_tensorflow_1(*use.deprecation); });
      else
        std::erase_if(uses_, [&](const Use& use) { return !is_gone(*use.deprecation); });
    }
    std::vector<std::vector<Use*>> told;
    for (Use& use : uses_) {
      const auto alike = std::find_if(told.begin(), told.end(), [&](const auto& group) {
        return legacy.says_so_itself(file_) || same_cause(*group.front(), use);
      });
      if (alike != told.end())
        alike->push_back(&use);
      else
        told.push_back({&use});
    }
    const std::size_t files = legacy.says_so_itself(file_) ? legacy.speaks_for(file_) : 1;
    if (files == 0) return;
    for (const std::vector<Use*>& group : told)
      tell(*group.front(), {group.begin() + 1, group.end()}, files - 1);
  }

  bool same_cause(const Use& a, const Use& b) const {
    const Deprecation& d = *a.deprecation;
    const bool gone = only_in_tensorflow_1(d) && d.repair == Repair::None;
    if (d.package || d.note || gone) return b.deprecation == &d;
    return !d.argument.empty() && d.repair == Repair::None &&
           tree_.parent(a.row) == tree_.parent(b.row) &&
           b.deprecation->replacement == d.replacement;
  }

  /// Deprecated methods by their names.
  static const std::multimap<std::string_view, const Deprecation*>& named() {
    static const auto all = [] {
      std::multimap<std::string_view, const Deprecation*> out;
      for (const Deprecation& d : deprecations()) {
        const std::size_t dot = d.name.rfind('.');
        const ApiRow* owner = d.argument.empty() ? find_exact_api(d.name.substr(0, dot)) : nullptr;
        if (owner != nullptr && owner->is_class) out.emplace(d.name.substr(dot + 1), &d);
      }
      return out;
    }();
    return all;
  }

  // Of `tf.contrib.x.y` the shortest deprecated prefix is reported, once.
  void attribute(NodeId row) {
    const std::string_view path = facts_.written_path({file_, row});
    if (!path.empty()) {
      if (!is_in_tensorflow(path)) return;
      // `self.calls`, which holds the deprecated thing: told where it is named.
      if (path.substr(path.rfind('.') + 1) != facts_.text(tree_[row].name)) return;
      const std::string form = written_form(path);
      if (const Deprecation* d = find_deprecation(form)) report(row, *d, label(row));
      return;
    }
    if (std::find(methods_.begin(), methods_.end(), tree_[row].name) == methods_.end()) return;
    const auto objects = facts_.values().objects(facts_.value({file_, row}));
    if (objects.size() != 1) return;
    const flow::Object& bound = facts_.values()[objects.front()];
    if (bound.kind != flow::ObjectKind::BoundMethod) return;
    const flow::ObjectId receiver = flow::ObjectId::from_index(bound.a - 1);
    const auto [first, last] = named().equal_range(facts_.text(tree_[row].name));
    for (auto at = first; at != last; ++at) {
      const Deprecation& d = *at->second;
      if (facts_.is_instance_of(receiver, d.name.substr(0, d.name.rfind('.'))))
        report(row, d, label(row));
    }
  }

  void import(NodeId row) {
    const NodeId statement = tree_.parent(row);
    std::string path(facts_.text(tree_[row].name));
    if (tree_.kind(statement) == NodeKind::ImportFrom) {
      if (tree_[statement].op != 0) return;
      path = std::string(facts_.text(tree_[statement].name)) + "." + path;
    }
    const ImportTarget target = cx_.program().resolve_import(
        file_,
        tree_.kind(statement) == NodeKind::ImportFrom ? facts_.text(tree_[statement].name)
                                                      : facts_.text(tree_[row].name),
        0);
    if (!target.external()) return;
    std::string form = written_form(path);
    for (;;) {
      if (const Deprecation* d = find_deprecation(form)) {
        // A rename inside an import changes what the name is called: told, not repaired.
        return report(row, *d, {});
      }
      const auto dot = form.rfind('.');
      if (dot == std::string::npos) return;
      form.resize(dot);
    }
  }

  /// Some deprecated argument has the name of one that is given here.
  bool may_pass_deprecated(NodeId call) const {
    for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      if (tree_.kind(argument) != NodeKind::Keyword) continue;
      const std::string_view name = facts_.text(tree_[argument].name);
      for (const Deprecation* d : arguments_)
        if (d->argument == name) return true;
    }
    return false;
  }

  void arguments_of(NodeId call) {
    if (!may_pass_deprecated(call)) return;
    const ApiRow* api = facts_.called_api({file_, call});
    if (api == nullptr || api->result == ApiResult::GraphFunction) return;
    for (const Deprecation* d : arguments_) {
      if (d->name != api->name) continue;
      for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments)))
        if (tree_.kind(argument) == NodeKind::Keyword &&
            facts_.text(tree_[argument].name) == d->argument)
          keyword(argument, *d);
    }
  }

  // tf.function's own options, wherever they were written: decorator, call, partial.
  void decorations() {
    for (std::uint32_t r = 0; r < tree_.size(); ++r) {
      const NodeId row = NodeId::from_index(r);
      if (tree_.kind(row) != NodeKind::Keyword) continue;
      const NodeId call = tree_.parent(tree_.parent(row));
      if (tree_.kind(call) != NodeKind::Call) continue;
      for (const Deprecation* d : arguments_)
        if (d->name == kGraphFunction && facts_.text(tree_[row].name) == d->argument &&
            configures_function(call))
          keyword(row, *d);
    }
  }

  /// A call of tf.function, or functools.partial around it.
  bool configures_function(NodeId call) const {
    const NodeId callee = tree_.child(call, Field::Function);
    const auto is_maker = [](const ApiRow* row) {
      return row != nullptr && row->result == ApiResult::GraphFunction;
    };
    if (is_maker(facts_.api({file_, callee}))) return true;
    if (!facts_.names({file_, callee}, Trait::BindsArguments)) {
      const flow::ObjectId only = facts_.values().only(facts_.value({file_, callee}));
      if (!only.exists() || facts_.values()[only].kind != flow::ObjectKind::Partial) return false;
      const flow::Object& held =
          facts_.values()[flow::ObjectId::from_index(facts_.values()[only].a - 1)];
      return held.kind == flow::ObjectKind::External &&
             is_maker(find_exact_api(facts_.text(held.name)));
    }
    for (NodeId first : tree_.children(tree_.child(call, NodeKind::Arguments)))
      return is_maker(facts_.api({file_, first}));
    return false;
  }

  void keyword(NodeId argument, const Deprecation& d) {
    const NodeId value = tree_.child(argument, Field::Value);
    if (!d.value.empty() && cx_.program().text(NodeRef{file_, value}) != d.value) return;
    const NodeId name = tree_.child(argument, Field::Name);
    std::optional<Fix> fix;
    if (d.repair == Repair::Drop || (d.repair == Repair::Rename && has_keyword(argument, d)))
      fix = drop(argument, d);
    else if (d.repair == Repair::Rename)
      fix = rename(name, d.replacement);
    report(argument, d, std::move(fix));
  }

  bool has_keyword(NodeId argument, const Deprecation& d) const {
    for (NodeId other : tree_.children(tree_.parent(argument)))
      if (tree_.kind(other) == NodeKind::Keyword && facts_.text(tree_[other].name) == d.replacement)
        return true;
    return false;
  }

  std::optional<Fix> drop(NodeId argument, const Deprecation& d) const {
    const auto edits = fixits::remove_argument({cx_.program().source(file_), tree_}, argument);
    if (!edits) return {};
    Fix fix;
    fix.title = "Remove '" + std::string(d.argument) + "'";
    fix.applicability = Applicability::Safe;
    fix.edits = *edits;
    return fix;
  }

  std::optional<Fix> rename(NodeId node, std::string_view to) const {
    const auto edits = fixits::replace({cx_.program().source(file_), tree_}, node, to);
    if (!edits) return {};
    Fix fix;
    fix.title = "Use '" + std::string(to) + "'";
    fix.applicability = Applicability::Safe;
    fix.edits = *edits;
    return fix;
  }

  /// The fix of a renamed attribute: only the part behind TensorFlow's own name changes.
  std::optional<Fix> label(NodeId row) const {
    std::string_view written = facts_.written_path({file_, row});
    const std::string form = written_form(written);
    const Deprecation* d = written.empty() ? nullptr : find_deprecation(form);
    if (d == nullptr) {  // a method
      for (const Deprecation& m : deprecations())
        if (m.argument.empty() && m.repair == Repair::Rename &&
            m.name.ends_with("." + std::string(facts_.text(tree_[row].name))) &&
            m.replacement.find('.') == std::string_view::npos)
          return rename(tree_.child(row, Field::Name), m.replacement);
      return {};
    }
    if (d->repair != Repair::Rename) return {};
    // Replace as many trailing parts as differ: `data.experimental.AUTOTUNE` -> `data.AUTOTUNE`.
    const std::string_view old_path = d->name;
    const std::string_view new_path = d->replacement;
    std::string_view common = old_path;
    while (!common.empty()) {
      const auto dot = common.rfind('.');
      if (dot == std::string_view::npos) return {};
      common = common.substr(0, dot);
      if (new_path.starts_with(common) && new_path.size() > common.size() &&
          new_path[common.size()] == '.')
        break;
    }
    NodeId object = tree_.child(row, Field::Object);
    while (object.exists() && written_form(facts_.written_path({file_, object})) != common) {
      if (tree_.kind(object) != NodeKind::Attribute) return {};
      object = tree_.child(object, Field::Object);
    }
    if (!object.exists()) return {};
    Loc where = tree_.loc(row);
    where.begin = tree_[object].end;
    Fix fix;
    fix.title = "Use '" + std::string(new_path) + "'";
    fix.applicability = Applicability::Safe;
    fix.edits = {{where, std::string(new_path.substr(common.size()))}};
    return fix;
  }

  void report(NodeId row, const Deprecation& d, std::optional<Fix> fix) {
    if (!asks_first(facts_, {file_, row})) uses_.push_back({row, &d, std::move(fix)});
  }

  bool is_gone(const Deprecation& d) const {
    return !d.removed.empty() && gone_for_target(parse_version(d.removed));
  }

  void tell(Use& use, const std::vector<Use*>& further, std::size_t files) {
    const Deprecation& d = *use.deprecation;
    const Version since = parse_version(d.since);
    const bool gone = is_gone(d);
    // Written for a TensorFlow that does not have the successor yet, or that still has the name and
    // says nothing.
    if (no(facts_.target_has(file_, kSecond)) && only_in_tensorflow_1(d)) return;
    if (d.since.empty() ? !gone : no(facts_.target_has(file_, since))) return;
    auto report = cx_.report(tree_.loc(use.row));
    if (!report) return;
    const bool phrase = !d.advice.empty();
    const std::string instead = phrase ? std::string(d.advice) : short_form(d.replacement);
    const std::string shown = d.argument.empty() ? short_form(d.name) : std::string(d.argument);
    if (gone)
      report
          .message(phrase ? "removed-advice" : "removed", {shown, std::string(d.removed), instead})
          .severity(Severity::Error);
    else if (instead.empty())
      report.message("drop", {shown, std::string(d.since)});
    else
      report.message(phrase       ? "advice"
                     : d.unmarked ? "renamed"
                                  : "default",
                     {shown, std::string(d.since), instead});
    if (d.note && !gone) report.severity(Severity::Note);
    if (!further.empty())
      report.note(tree_.loc(further.front()->row),
                  further.size() == 1 ? "one more use of such a name."
                                      : "the first of " + std::to_string(further.size()) +
                                            " more uses of such names.");
    if (files > 0)
      report.note(tree_.loc(use.row), std::to_string(files) +
                                          (files == 1 ? " more file" : " more files") +
                                          " of this folder only run" + (files == 1 ? "s" : "") +
                                          " under TensorFlow 1.");
    if (!use.fix || no(facts_.target_has(file_, since))) return;
    if (unknown_target() && since > kOldest) return;
    const bool several = unknown_target() ? facts_.legacy_code().asks_version()
                                          : !yes(facts_.target_has(file_, since));
    if (several && since > kSecond) {
      use.fix->applicability = Applicability::Unsafe;
      use.fix->reason = "The project may run under TensorFlow before " + std::string(d.since) +
                        ", which does not have the new name.";
    }
    report.fix(std::move(*use.fix));
  }

  bool unknown_target() const {
    return !cx_.program().project().files[file_.index()].target.tensorflow_min.known();
  }

  /// The project's TensorFlow lacks the name: known from its requirements, else from what every
  /// TensorFlow since 2.15 lacks.
  bool gone_for_target(Version removed) const {
    const Tri has = facts_.target_has(file_, removed);
    return yes(has) || (has == Tri::Unknown && removed <= Version{2, 15});
  }

  CheckContext& cx_;
  const Facts& facts_;
  FileId file_;
  const Tree& tree_;
  std::vector<const Deprecation*> arguments_;  // that are given up, and not the whole name
  std::vector<NameId> methods_;                // deprecated ones, where the program has the name
  std::vector<Use> uses_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check api_deprecated = file_check<NoOptions, run>({
    .code = "HYB055",
    .name = "api-deprecated",
    .group = "api",
    .summary = "A TensorFlow name or argument that was renamed, deprecated or removed.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .precision = Precision::VeryHigh,
    .for_legacy_code = true,
    .needs = Need::Values,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
