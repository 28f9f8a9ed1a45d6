// Rule HYB058. User documentation: api_decorator_order.md; tests: tests/checks/api/….
#include <algorithm>
#include <string>
#include <vector>

#include "checks/check.h"
#include "fixits/edits.h"

namespace hyb::checks::api {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "'@tf.function' must be below '@{0}': {1}."},
    {"either", "'@tf.function' does not go with '@{0}': {1}."},
    {"gradient", "'@tf.function' must be above '@{0}': {1}."},
    {"class", "'@tf.function' on the class '{0}' fails: a call would have to return tensors."},
    {"dunder", "'@tf.function' on '{0}' fails: Python wants {1} from it, a graph returns tensors."},
};

constexpr char kDocs[] =
#include "api_decorator_order.md.inc"
    ;

/// What Python demands of the result of a special method; "" if a tensor will do.
std::string_view demanded_result(std::string_view name) {
  if (name == "__bool__") return "a bool";
  if (name == "__hash__") return "an int";
  if (name == "__repr__" || name == "__str__") return "a str";
  if (name == "__iter__") return "an iterator";
  return {};
}

struct Decorator {
  NodeId row;
  const ApiRow* api = nullptr;  // of what it denotes, if that is one outside thing
  bool graph = false;           // a tf.function, in any form
};

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx), facts_(cx.facts()), file_(file), tree_(cx.program().tree(file)) {}

  void run() {
    for (FunctionId f : facts_.functions(file_)) {
      const FunctionInfo& info = cx_.program().function(f);
      if (info.is_lambda()) continue;
      const std::vector<Decorator> decorators = read(info.node);
      for (std::size_t i = 0; i < decorators.size(); ++i) {
        if (!decorators[i].graph) continue;
        special_method(f, decorators[i]);
        for (std::size_t k = 0; k < decorators.size(); ++k)
          if (k != i) pair(f, decorators[i], decorators[k], i < k);
      }
    }
    for (ClassId c : facts_.classes(file_))
      for (const Decorator& d : read(cx_.program().class_info(c).node))
        if (d.graph)
          if (auto report = cx_.report(tree_.loc(d.row)))
            report.message("class", {cx_.program().qualified_name(c)});
  }

 private:
  std::vector<Decorator> read(NodeId def) const {
    std::vector<Decorator> out;
    const NodeId outer = tree_.with_decorators(def);
    if (outer == def) return out;
    for (NodeId child : tree_.children(outer)) {
      if (tree_.kind(child) != NodeKind::Decorator) continue;
      Decorator d;
      d.row = child;
      NodeId value = tree_.child(child, Field::Value);
      if (tree_.kind(value) == NodeKind::Call)  // `@lru_cache(maxsize=8)`
        value = tree_.child(value, Field::Function);
      d.api = facts_.api({file_, value});
      for (std::uint32_t number : facts_.decorations(file_))
        d.graph = d.graph || facts_.decoration(number).site == NodeRef{file_, child};
      out.push_back(d);
    }
    return out;
  }

  void special_method(FunctionId f, const Decorator& graph) {
    const FunctionInfo& info = cx_.program().function(f);
    const std::string_view name = facts_.text(info.name);
    const std::string_view wanted = demanded_result(name);
    if (!info.owner.exists() || wanted.empty()) return;
    if (auto report = cx_.report(tree_.loc(graph.row)))
      report.message("dunder", {std::string(name), std::string(wanted)});
  }

  /// `outer` = the tf.function stands above the other decorator.
  void pair(FunctionId f, const Decorator& graph, const Decorator& other, bool outer) {
    if (other.api == nullptr) return;
    const std::string name = written(other.row);
    if (other.api->has(Trait::Descriptor) && outer) {
      const bool is_static = other.api->has(Trait::StaticMethod);
      return tell(graph, other, "default", name,
                  is_static ? "calling it on an instance raises TypeError, and AutoGraph does not "
                              "convert its body"
                            : "the class body raises TypeError, for a descriptor cannot be called",
                  true);
    }
    if (other.api->has(Trait::ContextFactory))
      return tell(graph, other, "either", name,
                  "a graph cannot return a context manager, the first use raises TypeError", false);
    if (other.api->has(Trait::GradientDecorator) && !outer)
      return tell(graph, other, "gradient", name,
                  "the inner function returns a gradient function, which no graph can return",
                  true);
    if (other.api->has(Trait::Memoizes) && takes_tensors(f))
      return tell(graph, other, "either", name,
                  "tensors are not hashable, the call raises TypeError", false);
    if (other.api->has(Trait::BlocksAutograph) && outer && has_tensor_condition(f))
      tell(graph, other, "default", name,
           "AutoGraph does not convert the body, a tensor condition in it raises", true,
           Severity::Warning);
  }

  std::string written(NodeId decorator) const {
    NodeId value = tree_.child(decorator, Field::Value);
    if (tree_.kind(value) == NodeKind::Call) value = tree_.child(value, Field::Function);
    return std::string(cx_.program().text(NodeRef{file_, value}));
  }

  /// Some call hands it a tensor or an array.
  bool takes_tensors(FunctionId f) const {
    const FunctionInfo& info = cx_.program().function(f);
    for (flow::ContextId c : facts_.engine().contexts_of(f)) {
      const flow::Context& context = facts_.engine().contexts()[c.index()];
      if (context.assumed) continue;
      for (std::size_t p = info.owner.exists() ? 1 : 0; p < context.parameters.size(); ++p)
        for (flow::ObjectId o : facts_.values().objects(context.parameters[p]))
          if (hyb::is_tensor(facts_.values(), cx_.program().names(), o) ||
              facts_.is_instance_of(o, kArrayClass))
            return true;
    }
    return false;
  }

  bool has_tensor_condition(FunctionId f) const {
    const NodeId body = cx_.program().function(f).body;
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree_.end_of(body); ++i) {
      const NodeId row = NodeId::from_index(i);
      const NodeKind kind = tree_.kind(row);
      if (kind != NodeKind::If && kind != NodeKind::While && kind != NodeKind::Elif) continue;
      if (yes(facts_.is_tensor({file_, tree_.child(row, Field::Test)}))) return true;
    }
    return false;
  }

  void tell(const Decorator& graph, const Decorator& other, std::string_view message,
            const std::string& name, std::string_view why, bool swappable,
            Severity severity = Severity::Error) {
    auto report = cx_.report(tree_.loc(graph.row));
    if (!report) return;
    report.message(message, {name, std::string(why)})
        .severity(severity)
        .note(tree_.loc(other.row), "the other decorator.");
    if (!swappable) return;
    const auto edits =
        fixits::swap_decorators({cx_.program().source(file_), tree_}, graph.row, other.row);
    if (!edits) return;
    Fix fix;
    fix.title = "Swap the two decorators";
    fix.applicability = Applicability::Safe;
    fix.edits = *edits;
    report.fix(std::move(fix));
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

extern constexpr Check api_decorator_order = file_check<NoOptions, run>({
    .code = "HYB058",
    .name = "api-decorator-order",
    .group = "api",
    .summary =
        "tf.function stands on the wrong side of another decorator, or where none may stand.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .precision = Precision::VeryHigh,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
