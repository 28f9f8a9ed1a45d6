// Rule HYB064. User documentation: api_savedmodel_untraced_function.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks::api {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' is saved but never traced; the SavedModel will contain no callable for it."},
    {"signature",
     "'{0}' is no signature: it is not a tf.function with an input signature, and saving raises."},
};

constexpr char kDocs[] =
#include "api_savedmodel_untraced_function.md.inc"
    ;

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx), facts_(cx.facts()), program_(cx.program()), file_(file) {}

  void run() {
    for (NodeId call : facts_.calls(file_)) {
      const ApiRow* api = facts_.called_api({file_, call});
      if (api != nullptr && api->has(Trait::SavesModule)) read_signature({file_, call}, *api);
    }
    std::vector<FunctionId> untraced;
    for (FunctionId f : facts_.functions(file_))
      if (is_never_traced(f)) untraced.push_back(f);
    if (untraced.empty()) return;
    // A save call stands anywhere; there are few such functions.
    for (std::size_t i = 0; i < program_.file_count(); ++i) {
      const FileId file = FileId::from_index(i);
      for (NodeId call : facts_.calls(file)) {
        const ApiRow* api = facts_.called_api({file, call});
        if (api != nullptr && api->has(Trait::SavesModule)) read({file, call}, *api, untraced);
      }
    }
  }

 private:
  NodeId argument(NodeRef call, const ApiRow& api, std::string_view name, bool& open) const {
    const Tree& tree = program_.tree(call.file);
    const int index = parameter_index(api, name);
    int position = 0;
    for (NodeId each : tree.children(tree.child(call.node, NodeKind::Arguments))) {
      switch (tree.kind(each)) {
        case NodeKind::Starred:
        case NodeKind::DoubleStarred:
          open = true;
          break;
        case NodeKind::Keyword:
          if (facts_.text(tree[each].name) == name) return tree.child(each, Field::Value);
          break;
        default:
          if (position++ == index) return each;
      }
    }
    return {};
  }

  void read(NodeRef call, const ApiRow& api, std::vector<FunctionId>& untraced) {
    if (expected_to_fail(program_, facts_.engine(), call)) return;
    bool open = false;
    const NodeId saved = argument(call, api, parameter_at(api, 0), open);
    // Who names signatures may want those alone.
    if (open || !saved.exists() || argument(call, api, "signatures", open).exists()) return;
    const ObjectId only = facts_.values().only(facts_.value({call.file, saved}));
    if (!only.exists() || facts_.values()[only].kind != ObjectKind::Instance) return;
    for (ObjectId up : facts_.engine().known_mro(object_id(facts_.values()[only].a))) {
      const Object& cls = facts_.values()[up];
      if (cls.kind != ObjectKind::Class) continue;
      const ClassId id = ClassId::from_index(cls.a - 1);
      // Keras traces `call` itself.
      if (facts_.derives(id, kLayerClass) != Tri::No) return;
      const auto first = std::stable_partition(untraced.begin(), untraced.end(), [&](FunctionId f) {
        return program_.function(f).owner != id;
      });
      for (auto f = first; f != untraced.end(); ++f) report_untraced(*f, call);
      untraced.erase(first, untraced.end());
    }
  }

  void report_untraced(FunctionId f, NodeRef call) {
    auto report = cx_.report(program_.name_loc(f));
    if (!report) return;
    report.message("default", {program_.qualified_name(f)});
    report.note(program_.loc(call), "saved here.");
  }

  /// A method under `@tf.function` without a signature, which nothing calls and nobody names.
  bool is_never_traced(FunctionId f) const {
    const FunctionInfo& info = program_.function(f);
    if (!info.owner.exists() || !facts_.edges_into(f).empty()) return false;
    const auto decorations = facts_.decorations_of(f);
    if (decorations.size() != 1 || !facts_.decoration(decorations.front()).by_decorator ||
        has_signature(decorations.front()))
      return false;
    // Objects of unknown make may be called.
    if (facts_.text(info.name).starts_with("__")) return false;
    for (std::size_t i = 0; i < program_.file_count(); ++i) {
      const Tree& tree = program_.tree(FileId::from_index(i));
      for (std::uint32_t r = 0; r < tree.size(); ++r)
        if (tree[NodeId::from_index(r)].name == info.name &&
            tree.kind(NodeId::from_index(r)) == NodeKind::Attribute)
          return false;
    }
    return true;
  }

  bool has_signature(std::uint32_t decoration) const {
    return facts_.option(decoration, "input_signature", 1) != nullptr ||
           facts_.values().bindings(facts_.decoration(decoration).arguments).open;
  }

  void read_signature(NodeRef call, const ApiRow& api) {
    bool open = false;
    const NodeRef given{call.file, argument(call, api, "signatures", open)};
    if (open || !given.node.exists() || expected_to_fail(program_, facts_.engine(), call)) return;
    const ObjectId only = facts_.values().only(facts_.value(given));
    if (!only.exists()) return;
    Object object = facts_.values()[only];
    if (object.kind == ObjectKind::BoundMethod) object = facts_.values()[object_id(object.b)];
    const bool plain = object.kind == ObjectKind::Function;
    const bool unsigned_graph =
        object.kind == ObjectKind::GraphFunction && !has_signature(object.b);
    if (!plain && !unsigned_graph) return;
    auto report = cx_.report(program_.loc(given));
    if (!report) return;
    report.message("signature", {std::string(program_.text(given))}).severity(Severity::Error);
    report.note(program_.loc(call), "saved here.");
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check api_savedmodel_untraced_function = file_check<NoOptions, run>({
    .code = "HYB064",
    .name = "api-savedmodel-untraced-function",
    .group = "api",
    .summary = "A tf.function is saved that has no trace, so nothing of it is saved.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
