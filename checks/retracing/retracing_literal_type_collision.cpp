// Rule HYB012. User documentation: retracing_literal_type_collision.md; tests: tests/checks/….
#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "checks/check.h"
#include "checks/graph_calls.h"
#include "fixits/edits.h"

namespace hyb::checks::retracing {
namespace {

using flow::Dtype;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Look at calls in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is called with '{1}' for '{2}', and with '{3}': equal values share one trace, which "
     "keeps the type of the first."},
};

constexpr char kDocs[] =
#include "retracing_literal_type_collision.md.inc"
    ;

/// A Python number that is written in the program.
struct Literal {
  ObjectKind type = ObjectKind::Int;
  double number = 0;
};

std::optional<Literal> literal_of(const Facts& facts, NodeRef expression) {
  const ObjectId only = facts.values().only(facts.value(expression));
  if (!only.exists()) return std::nullopt;
  const Object& object = facts.values()[only];
  if (object.kind == ObjectKind::Bool && object.a < 2)
    return Literal{object.kind, static_cast<double>(object.a)};
  if ((object.kind != ObjectKind::Int && object.kind != ObjectKind::Float) || !object.name.exists())
    return std::nullopt;
  std::string digits;
  for (char c : facts.text(object.name))
    if (c != '_') digits += c;
  Literal out{object.kind, 0};
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, out.number);
  return error == std::errc() && rest == end ? std::optional(out) : std::nullopt;
}

/// The op makes a tensor of its argument `value`, in the type that it has if no dtype is given.
bool converts_value(const ApiRow& row) {
  return row.has(Trait::Op) && row.has(Trait::ConvertsValue);
}

/// What the type of a number decides in a function: the place, and which types it tells apart.
struct Use {
  NodeRef at;
  bool tells_bool = false;   // True from 1
  bool tells_float = false;  // 1.0 from 1
};

class Uses {
 public:
  Uses(const Facts& facts, FunctionId function, std::size_t parameter)
      : facts_(facts),
        info_(facts.program().function(function)),
        tree_(facts.program().tree(info_.file)),
        scopes_(facts.program().scopes(info_.file)),
        symbol_(info_.parameters[parameter].symbol) {}

  /// The first use that tells `a` from `b`.
  std::optional<Use> telling(ObjectKind a, ObjectKind b) const {
    const bool with_bool = a == ObjectKind::Bool || b == ObjectKind::Bool;
    const bool with_float = a == ObjectKind::Float || b == ObjectKind::Float;
    const auto symbol = scopes_.symbols[symbol_];
    if (symbol.binding_count != 1) return std::nullopt;  // it may be another value by then
    for (auto i = static_cast<std::uint32_t>(info_.body.index()); i < tree_.end_of(info_.body);
         ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_.kind(row) != NodeKind::Name || scopes_.symbol_of[i] != symbol_) continue;
      const auto use = use_of(row);
      if (use && ((with_bool && use->tells_bool) || (with_float && use->tells_float))) return use;
    }
    return std::nullopt;
  }

 private:
  std::optional<Use> use_of(NodeId name) const {
    const NodeId user = tree_.parent(name);
    const NodeRef at{info_.file, user};
    switch (tree_.kind(user)) {
      case NodeKind::Return:
        return Use{at, true, true};
      case NodeKind::Compare:
        // `flag is True`
        for (NodeId part : tree_.children(user))
          if (tree_.kind(part) == NodeKind::CompareOp &&
              (static_cast<Operator>(tree_[part].op) == Operator::Is ||
               static_cast<Operator>(tree_[part].op) == Operator::IsNot)) {
            const NodeKind other = tree_.kind(tree_.child(part, Field::Value));
            if (other == NodeKind::True || other == NodeKind::False) return Use{at, true, false};
          }
        return std::nullopt;
      case NodeKind::BinOp:
        return of_operator(name, user);
      case NodeKind::Arguments:
        return of_argument(name, tree_.parent(user));
      case NodeKind::Keyword:
        return of_argument(name, tree_.parent(tree_.parent(user)));
      default:
        return std::nullopt;
    }
  }

  /// Beside an integer tensor a float raises, and an int does not.
  std::optional<Use> of_operator(NodeId name, NodeId operation) const {
    const Field other = tree_[name].field == Field::Left ? Field::Right : Field::Left;
    const auto objects =
        facts_.values().objects(facts_.value({info_.file, tree_.child(operation, other)}));
    const bool integers =
        !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
          const Object& object = facts_.values()[o];
          return object.kind == ObjectKind::Tensor && flow::is_integer(object.dtype);
        });
    if (!integers) return std::nullopt;
    return Use{{info_.file, operation}, false, true};
  }

  std::optional<Use> of_argument(NodeId name, NodeId call) const {
    const NodeRef at{info_.file, call};
    const ApiRow* api = facts_.called_api(at);
    if (api == nullptr || !converts_value(*api)) return std::nullopt;
    // `value`, and no dtype given.
    std::size_t position = 0;
    bool is_value = false;
    for (NodeId each : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      const bool keyword = tree_.kind(each) == NodeKind::Keyword;
      if (tree_.kind(each) == NodeKind::Starred || tree_.kind(each) == NodeKind::DoubleStarred)
        return std::nullopt;
      const std::string_view parameter =
          keyword ? facts_.text(tree_[each].name) : parameter_at(*api, position++);
      if (parameter == "dtype") return std::nullopt;
      if (parameter == "value" && (keyword ? tree_.child(each, Field::Value) : each) == name)
        is_value = true;
    }
    return is_value ? std::optional(Use{at, true, true}) : std::nullopt;
  }

  const Facts& facts_;
  const FunctionInfo& info_;
  const Tree& tree_;
  const ScopeTree& scopes_;
  SymbolId symbol_;
};

class Finder {
 public:
  Finder(FileId file, const Options& options, CheckContext& cx)
      : cx_(cx), facts_(cx.facts()), program_(cx.program()), file_(file), options_(options) {}

  void run() {
    std::vector<std::uint32_t> called;
    for (const GraphCall& call : graph_calls(facts_, file_))
      if (!call.arguments.empty() && has_signature(facts_, call.decoration) == Tri::No)
        called.push_back(call.decoration);
    std::sort(called.begin(), called.end());
    called.erase(std::unique(called.begin(), called.end()), called.end());
    for (std::uint32_t decoration : called) judge(decoration);
  }

 private:
  void judge(std::uint32_t decoration) {
    std::vector<GraphCall> calls = graph_calls_of(facts_, decoration);
    std::erase_if(calls, [&](const GraphCall& call) {
      return call.arguments.empty() ||
             (!options_.tests && program_.project().files[call.site.file.index()].test_code);
    });
    const FunctionInfo& info = program_.function(facts_.wrapped_function(decoration));
    for (std::size_t p = 0; p < info.parameters.size(); ++p)
      for (std::size_t later = 1; later < calls.size(); ++later) {
        const auto second = literal(calls[later], p);
        if (!second || calls[later].site.file != file_) continue;
        for (std::size_t earlier = 0; earlier < later; ++earlier) {
          const auto first = literal(calls[earlier], p);
          if (!first || first->number != second->number || first->type == second->type ||
              !others_agree(calls[earlier], calls[later], p))
            continue;
          const auto use = Uses(facts_, calls[later].callee, p).telling(first->type, second->type);
          if (!use) continue;
          report(calls[earlier], calls[later], p, *use);
          return;  // one cause
        }
      }
  }

  /// The argument, or the default where none is given.
  NodeRef given(const GraphCall& call, std::size_t p) const {
    if (call.arguments[p].exists()) return {call.site.file, call.arguments[p]};
    const FunctionInfo& info = program_.function(call.callee);
    return {info.file, info.parameters[p].default_value};
  }

  std::optional<Literal> literal(const GraphCall& call, std::size_t p) const {
    const NodeRef at = given(call, p);
    return at.node.exists() ? literal_of(facts_, at) : std::nullopt;
  }

  /// Everything else is surely the same to the cache of traces.
  bool others_agree(const GraphCall& a, const GraphCall& b, std::size_t parameter) const {
    if (!same_receiver(a, b)) return false;
    for (std::size_t p = 0; p < a.arguments.size(); ++p) {
      if (p == parameter) continue;
      if (!a.arguments[p].exists() && !b.arguments[p].exists()) continue;
      const NodeRef x = given(a, p);
      const NodeRef y = given(b, p);
      if (!x.node.exists() || !y.node.exists()) return false;
      if (!same_variable(x, y) && !same_key(x, y)) return false;
    }
    return true;
  }

  /// A method has traces for each instance: the callee must be written alike, on one object.
  bool same_receiver(const GraphCall& a, const GraphCall& b) const {
    const NodeRef f{a.site.file, program_.tree(a.site.file).child(a.site.node, Field::Function)};
    const NodeRef g{b.site.file, program_.tree(b.site.file).child(b.site.node, Field::Function)};
    const ObjectId only = facts_.values().only(facts_.value(f));
    if (!only.exists() || facts_.value(f) != facts_.value(g)) return false;
    if (facts_.values()[only].kind == ObjectKind::GraphFunction) return true;
    return a.caller == b.caller && program_.text(f) == program_.text(g);
  }

  bool same_variable(NodeRef x, NodeRef y) const {
    if (x.file != y.file || program_.tree(x.file).kind(x.node) != NodeKind::Name ||
        program_.tree(y.file).kind(y.node) != NodeKind::Name)
      return false;
    const ScopeTree& scopes = program_.scopes(x.file);
    const SymbolId symbol = scopes.symbol_of[x.node.index()];
    return symbol.exists() && symbol == scopes.symbol_of[y.node.index()] &&
           scopes.symbols[symbol].binding_count == 1 && !scopes.symbols[symbol].rebound_elsewhere;
  }

  bool same_key(NodeRef x, NodeRef y) const {
    const auto a = literal_of(facts_, x);
    const auto b = literal_of(facts_, y);
    if (a || b) return a && b && a->number == b->number;
    if (facts_.value(x) != facts_.value(y)) return false;
    const ObjectId only = facts_.values().only(facts_.value(x));
    if (!only.exists()) return false;
    const Object& object = facts_.values()[only];
    if (object.kind == ObjectKind::None) return true;
    if (object.kind == ObjectKind::Str) return object.name.exists();
    const flow::Dims* dims = facts_.values().dims(object);
    return object.kind == ObjectKind::Tensor && object.dtype != Dtype::Unknown && dims != nullptr &&
           std::all_of(dims->begin(), dims->end(), [](flow::Dim d) { return d.known(); });
  }

  void report(const GraphCall& earlier, const GraphCall& later, std::size_t p, const Use& use) {
    NodeRef at = given(later, p);
    if (!later.arguments[p].exists()) at = later.site;
    auto report = cx_.report(program_.loc(at));
    if (!report) return;
    const FunctionInfo& info = program_.function(later.callee);
    report
        .message("default", {program_.qualified_name(later.callee),
                             std::string(program_.text(given(later, p))),
                             std::string(facts_.text(info.parameters[p].name)),
                             std::string(program_.text(given(earlier, p)))})
        .note(program_.loc(given(earlier, p)), "the other value.")
        .note(program_.loc(use.at), "here the type makes a difference.");
    add_fix(earlier, later, p, report);
  }

  /// Writes the other value, where both are written at the calls.
  void add_fix(const GraphCall& earlier, const GraphCall& later, std::size_t p, Report& report) {
    const NodeRef at = given(later, p);
    const NodeRef other = given(earlier, p);
    if (!later.arguments[p].exists() || program_.tree(at.file).kind(at.node) == NodeKind::Name)
      return;
    auto edits = fixits::replace({program_.source(at.file), program_.tree(at.file)}, at.node,
                                 program_.text(other));
    if (!edits || program_.tree(other.file).kind(other.node) == NodeKind::Name) return;
    Fix fix;
    fix.title = "Write " + std::string(program_.text(other)) + " here, too";
    fix.edits = std::move(*edits);
    fix.applicability = Applicability::Unsafe;
    fix.reason = "This call gets the other type then whichever comes first.";
    report.fix(std::move(fix));
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Options& options_;
};

void run(FileId file, const Options& options, CheckContext& cx) {
  Finder(file, options, cx).run();
}

}  // namespace

extern constexpr Check retracing_literal_type_collision = file_check<Options, run>({
    .code = "HYB012",
    .name = "retracing-literal-type-collision",
    .group = "retracing",
    .summary = "A tf.function gets equal Python values of different types, which share one trace.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::retracing
