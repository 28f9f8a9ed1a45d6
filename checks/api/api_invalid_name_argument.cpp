// Rule HYB077. The user's page is api_invalid_name_argument.md.
#include "checks/check.h"
#include "checks/graph_uses.h"
#include "fixits/edits.h"

namespace hyb::checks::api {
namespace {

using flow::Object;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is given to '{1}' as its 'name', which must be a string: eager code ignores it, "
     "tracing "
     "raises."},
};

constexpr char kDocs[] =
#include "api_invalid_name_argument.md.inc"
    ;

/// The argument that stands for `name`.
NodeId name_argument(const Facts& facts, NodeRef call, const ApiRow& api) {
  const Tree& tree = facts.program().tree(call.file);
  const int index = parameter_index(api, "name");
  int position = 0;
  for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments))) {
    if (tree.kind(argument) == NodeKind::Keyword) {
      if (facts.text(tree[argument].name) == "name") return argument;
    } else if (position++ == index) {
      return argument;
    }
  }
  return {};
}

/// TensorFlow looks at no name that is false in Python.
bool is_false(const Facts& facts, NodeRef value) {
  for (flow::ObjectId o : facts.values().objects(facts.value(value))) {
    const Object& object = facts.values()[o];
    switch (object.kind) {
      case ObjectKind::Bool:
        if (object.a != 1) return true;
        break;
      case ObjectKind::Int:
      case ObjectKind::Float:
        // Which number it is must be known, and it must not be zero.
        if (!object.name.exists() ||
            facts.text(object.name).find_first_of("123456789") == std::string_view::npos)
          return true;
        break;
      case ObjectKind::List:
      case ObjectKind::Tuple:
        if (object.open || facts.engine().parts_of(o).empty()) return true;
        break;
      case ObjectKind::External:
        break;
      default:
        return true;
    }
  }
  return false;
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (FunctionId f : facts.functions(file)) {
    for (const Finding& finding : facts.hazards().of(f)) {
      if (finding.obstacle != Obstacle::InvalidNameArgument) continue;
      const ApiRow* api = facts.called_api(finding.at);
      if (api == nullptr) continue;
      const NodeId argument = name_argument(facts, finding.at, *api);
      if (!argument.exists()) continue;
      const NodeId value =
          tree.kind(argument) == NodeKind::Keyword ? tree.child(argument, Field::Value) : argument;
      if (is_false(facts, {file, value})) continue;
      const auto place = traced_place(facts, finding.at);
      if (!place) continue;
      auto report = cx.report(tree.loc(argument));
      if (!report) continue;
      const ProgramReader& reader = facts.hazards().reader();
      report.message("default",
                     {reader.unquoted({file, value}),
                      reader.unquoted({file, tree.child(finding.at.node, Field::Function)})});
      report.notes(facts.why(place->evaluation, place->mode));
      const auto edits = fixits::remove_argument({cx.program().source(file), tree}, argument);
      if (!edits) continue;
      Fix fix;
      fix.title = "Leave the argument out";
      fix.reason = "It may have been meant for another parameter.";
      fix.applicability = Applicability::Unsafe;
      fix.edits = *edits;
      report.fix(std::move(fix));
    }
  }
}

}  // namespace

extern constexpr Check api_invalid_name_argument = file_check<NoOptions, run>({
    .code = "HYB077",
    .name = "api-invalid-name-argument",
    .group = "api",
    .summary = "Something that is no string is given as the name of a TensorFlow op.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::api
