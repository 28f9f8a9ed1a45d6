// Rule HYB050. User documentation: graph_unsupported_return_value.md; tests: tests/checks/graph/….
#include "checks/check.h"
#include "core/facts/graph_results.h"

namespace hyb::checks::graph {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "tf.function '{0}' returns an instance of '{1}'; only tensors, nests of tensors and None can "
     "leave a graph."},
    {"function",
     "tf.function '{0}' returns a function; only tensors, nests of tensors and None can leave a "
     "graph."},
    {"generator",
     "tf.function '{0}' returns a generator; only tensors, nests of tensors and None can leave a "
     "graph."},
    {"iterator",
     "tf.function '{0}' returns an iterator; only tensors, nests of tensors and None can leave a "
     "graph."},
    {"set",
     "tf.function '{0}' returns a set; only tensors, nests of tensors and None can leave a graph."},
    {"class",
     "tf.function '{0}' returns a class; only tensors, nests of tensors and None can leave a "
     "graph."},
    {"module",
     "tf.function '{0}' returns a module; only tensors, nests of tensors and None can leave a "
     "graph."},
};

constexpr char kDocs[] =
#include "graph_unsupported_return_value.md.inc"
    ;

std::string class_of(const Facts& facts, ObjectId id) {
  const Object& object = facts.values()[id];
  if (object.kind == ObjectKind::ExternalInstance) return std::string(facts.text(object.name));
  const Object& cls = facts.values()[ObjectId::from_index(object.a - 1)];
  return facts.program().qualified_name(ClassId::from_index(cls.a - 1));
}

std::string_view message_of(PythonOnly what) {
  switch (what) {
    case PythonOnly::Function:
      return "function";
    case PythonOnly::Generator:
      return "generator";
    case PythonOnly::Iterator:
      return "iterator";
    case PythonOnly::Set:
      return "set";
    case PythonOnly::Class:
      return "class";
    case PythonOnly::Module:
      return "module";
    case PythonOnly::Instance:
    case PythonOnly::None:
      break;
  }
  return "default";
}

std::string_view note_on(PythonOnly what) {
  return what == PythonOnly::Function || what == PythonOnly::Generator ? "it is defined here."
                                                                       : "it is made here.";
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  for (FunctionId f : facts.functions(file))
    for (const GraphResult& result : results_kept_in_python(facts, f)) {
      auto report = cx.report(program.loc(result.at));
      if (!report) continue;
      std::vector<std::string> words{program.qualified_name(f)};
      if (result.kept.what == PythonOnly::Instance)
        words.push_back(class_of(facts, result.kept.object));
      report.message(message_of(result.kept.what), std::move(words));
      if (result.made.node.exists() && result.made != result.value)
        report.note(program.loc(result.made), std::string(note_on(result.kept.what)));
      report.notes(facts.why(result.evaluation, result.mode));
    }
}

}  // namespace

extern constexpr Check graph_unsupported_return_value = file_check<NoOptions, run>({
    .code = "HYB050",
    .name = "graph-unsupported-return-value",
    .group = "graph",
    .summary = "A tf.function returns an object, function, set or iterator, which raises.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::graph
