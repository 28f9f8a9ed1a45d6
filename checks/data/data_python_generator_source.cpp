// Rule HYB073. User documentation: data_python_generator_source.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "core/tensorflow/element_functions.h"

namespace hyb::checks::data {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' over arrays that are in memory keeps the pipeline in Python; 'from_tensor_slices' "
     "reads "
     "them in TensorFlow."},
    {"host",
     "'{0}' runs only NumPy functions that TensorFlow has too; with those the pipeline stays out "
     "of "
     "Python."},
};

constexpr char kDocs[] =
#include "data_python_generator_source.md.inc"
    ;

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx), facts_(cx.facts()), program_(cx.program()), file_(file) {}

  void run() {
    const Tree& tree = program_.tree(file_);
    for (NodeId call : facts_.calls(file_)) {
      const ApiRow* row = facts_.called_api({file_, call});
      if (row == nullptr) continue;
      if (row->has(Trait::CallsGenerator))
        generator(call, tree);
      else if (row->has(Trait::MapsElements))
        host_function({file_, call});
    }
  }

 private:
  void generator(NodeId call, const Tree& tree) {
    bool any = false;
    for (const flow::CallEdge& edge : edges_of_call(program_, facts_.engine(), {file_, call})) {
      if (edge.passage != flow::Passage::Eager || !yields_arrays(edge.callee)) return;
      any = true;
    }
    if (!any) return;
    const NodeId callee = tree.child(call, Field::Function);
    const NodeId name =
        tree.kind(callee) == NodeKind::Attribute ? tree.child(callee, Field::Name) : callee;
    if (auto report = cx_.report(tree.loc(name)))
      report.message("default", {std::string(program_.text(NodeRef{file_, name}))});
  }

  /// `lambda: iter(x)`, or a loop that yields the rows of arrays and does nothing else.
  bool yields_arrays(FunctionId f) const {
    const FunctionInfo& info = program_.function(f);
    const Tree& tree = program_.tree(info.file);
    if (!info.body.exists() || !info.parameters.empty()) return false;
    if (info.is_lambda()) {
      if (tree.kind(info.body) != NodeKind::Call ||
          !facts_.names({info.file, tree.child(info.body, Field::Function)}, Trait::MakesIterator))
        return false;
      for (NodeId argument : tree.children(tree.child(info.body, NodeKind::Arguments)))
        return is_array({info.file, argument});
      return false;
    }
    NodeId loop;
    for (NodeId statement : tree.children(info.body)) {
      if (loop.exists() || tree.kind(statement) != NodeKind::For) return false;
      loop = statement;
    }
    if (!loop.exists() || !over_arrays({info.file, tree.child(loop, Field::Iter)})) return false;
    const NodeId body = tree.child(loop, Field::Body);
    for (NodeId statement : tree.children(body)) {
      if (tree.kind(statement) != NodeKind::ExprStmt) return false;
      const NodeId value = tree.child(statement, Field::Value);
      if (tree.kind(value) != NodeKind::Yield) return false;
      if (!rows(info.file, tree.child(value, Field::Value))) return false;
    }
    return true;
  }

  bool is_array(NodeRef at) const {
    const auto objects = facts_.values().objects(facts_.value(at));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = facts_.values()[o];
      return object.kind == ObjectKind::Tensor && facts_.text(object.name) == kArrayClass;
    });
  }

  /// An array, `zip` of arrays, `range` of a length.
  bool over_arrays(NodeRef iterable) const {
    if (is_array(iterable)) return true;
    const Tree& tree = program_.tree(iterable.file);
    if (tree.kind(iterable.node) != NodeKind::Call) return false;
    const ApiRow* row = facts_.called_api(iterable);
    if (row == nullptr || !row->has(Trait::Pure)) return false;
    bool all = true;
    for (NodeId argument : tree.children(tree.child(iterable.node, NodeKind::Arguments))) {
      const auto number = facts_.values().objects(facts_.value({iterable.file, argument}));
      const bool integer =
          !number.empty() && std::all_of(number.begin(), number.end(), [&](ObjectId o) {
            return facts_.values()[o].kind == ObjectKind::Int;
          });
      all = all && (integer || is_array({iterable.file, argument}));
    }
    return all;
  }

  /// Names, and elements of arrays by index.
  bool rows(FileId file, NodeId value) const {
    if (!value.exists()) return false;
    const Tree& tree = program_.tree(file);
    switch (tree.kind(value)) {
      case NodeKind::Tuple:
        for (NodeId part : tree.children(value))
          if (!rows(file, part)) return false;
        return true;
      case NodeKind::Name:
        return true;
      case NodeKind::Subscript:
        return is_array({file, tree.child(value, Field::Object)});
      default:
        return false;
    }
  }

  void host_function(NodeRef map) {
    const ElementFunction function =
        element_function(program_, facts_.engine(), facts_.called_rows(), map);
    if (!function.host.node.exists() || function.hosts.empty()) return;
    bool any = false;
    for (FunctionId f : function.hosts) {
      const FunctionInfo& info = program_.function(f);
      const Tree& tree = program_.tree(info.file);
      for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body);
           ++i) {
        const NodeId row = NodeId::from_index(i);
        if (tree.kind(row) != NodeKind::Call) continue;
        const ApiRow* api = facts_.called_api({info.file, row});
        if (api == nullptr || api->has(Trait::Random)) return;
        if (api->counterpart.empty() && !api->has(Trait::Host)) return;
        any = any || !api->counterpart.empty();
      }
    }
    if (!any || function.host.file != file_) return;
    const Tree& tree = program_.tree(file_);
    const NodeId callee = tree.child(function.host.node, Field::Function);
    if (!callee.exists()) return;
    if (auto report = cx_.report(tree.loc(callee)))
      report.message("host", {std::string(program_.text(NodeRef{file_, callee}))});
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  if (cx.program().project().files[file.index()].test_code) return;
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check data_python_generator_source = file_check<NoOptions, run>({
    .code = "HYB073",
    .name = "data-python-generator-source",
    .group = "data",
    .summary = "A pipeline goes through Python for what TensorFlow does itself.",
    .docs = kDocs,
    .severity = Severity::Note,
    .default_on = false,
    .needs = Need::Values,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::data
