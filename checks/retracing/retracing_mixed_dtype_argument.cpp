// Rule HYB010. User documentation: retracing_mixed_dtype_argument.md; tests: tests/checks/….
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "checks/check.h"
#include "checks/graph_calls.h"
#include "core/facts/function_facts.h"
#include "core/tensorflow/expected_failure.h"
#include "fixits/edits.h"

namespace hyb::checks::retracing {
namespace {

using flow::Dtype;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

struct Options {
  bool tests = false;
  bool variables = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false",
                            "Look at calls in test code too; what fails is reported always."),
    option<&Options::variables>("variables", "false",
                                "Report a tf.Variable beside tensors of the same dtype too."),
};

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' receives '{1}'; each dtype is a separate trace."},
    {"fails",
     "'{0}' is a '{1}' array here; in the graph it meets '{2}' tensors and cannot adapt to them."},
};

constexpr char kDocs[] =
#include "retracing_mixed_dtype_argument.md.inc"
    ;

constexpr int kMaxDepth = 4;  // functions that hand their parameter on

/// What a tensor or array is to the cache of traces.
struct Key {
  Dtype dtype = Dtype::Unknown;
  bool variable = false;
  bool array = false;  // how it came; no part of the key
  bool same(const Key& other, bool variables) const {
    return dtype == other.dtype && (!variables || variable == other.variable);
  }
};

/// nullopt: no tensor, of several types, or not known.
std::optional<Key> key_of(const Facts& facts, NodeRef argument) {
  std::optional<Key> out;
  for (ObjectId o : facts.values().objects(facts.value(argument))) {
    const Object& object = facts.values()[o];
    if (object.kind != ObjectKind::Tensor || object.dtype == Dtype::Unknown ||
        object.origin == flow::Origin::Assumed || object.origin == flow::Origin::Speculative)
      return std::nullopt;
    const std::string_view cls = facts.text(object.name);
    const Key key{object.dtype, cls == kVariableClass, cls == kArrayClass};
    // Some of NumPy's scalars are Python numbers: `np.random.beta(1, 1)`.
    const flow::Dims* dims = facts.values().dims(object);
    if (key.array && dims != nullptr && dims->empty()) return std::nullopt;
    if (cls != kVariableClass && cls != kArrayClass && cls != kTensorClass) return std::nullopt;
    if (out &&
        (out->dtype != key.dtype || out->variable != key.variable || out->array != key.array))
      return std::nullopt;
    out = key;
  }
  return out;
}

/// A place where a parameter of one dtype meets tensors of another.
struct Clash {
  NodeRef at;
  Dtype partner = Dtype::Unknown;
};

bool may_be(const Facts& facts, NodeRef expression, Dtype dtype) {
  const auto objects = facts.values().objects(facts.value(expression));
  return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = facts.values()[o];
    return object.kind == ObjectKind::Tensor && object.dtype == dtype &&
           facts.text(object.name) != kArrayClass;
  });
}

/// The one dtype of a set of bits.
std::optional<Dtype> single(std::uint64_t bits) {
  if (bits == 0 || (bits & (bits - 1)) != 0) return std::nullopt;
  unsigned at = 0;
  while ((bits >> at & 1U) == 0) ++at;
  const auto out = static_cast<Dtype>(at);
  return out == Dtype::Unknown ? std::nullopt : std::optional(out);
}

/// Parameter `p` of `f`, when it comes in as a tensor of `dtype`, surely fails as an operand.
std::optional<Clash> clash(const Facts& facts, FunctionId f, std::size_t p, Dtype dtype,
                           int depth) {
  if (depth == 0) return std::nullopt;
  const Program& program = facts.program();
  for (const Coercion& meeting : facts.records().preconditions().dtype_meetings(f)) {
    if (meeting.parameter != p || !meeting.certain) continue;
    const auto partner = single(meeting.partners);
    if (!partner || *partner == dtype) continue;
    if (meeting.edge == Finding::kOwn) {
      if (may_be(facts, meeting.operand, dtype)) return Clash{meeting.at, *partner};
      continue;
    }
    // Handed on as it is, by its name.
    const flow::CallEdge& edge = facts.edges()[meeting.edge];
    const std::vector<NodeId> given = arguments_by_parameter(facts, edge.site, edge.callee);
    const ScopeTree& scopes = program.scopes(edge.site.file);
    for (std::size_t below = 0; below < given.size(); ++below) {
      if (!given[below].exists() ||
          program.tree(edge.site.file).kind(given[below]) != NodeKind::Name ||
          scopes.symbol_of[given[below].index()] != program.function(f).parameters[p].symbol ||
          !may_be(facts, {edge.site.file, given[below]}, dtype))
        continue;
      if (auto found = clash(facts, edge.callee, below, dtype, depth - 1)) return found;
    }
  }
  return std::nullopt;
}

class Finder {
 public:
  Finder(FileId file, const Options& options, CheckContext& cx)
      : cx_(cx), facts_(cx.facts()), program_(cx.program()), file_(file), options_(options) {}

  void run() {
    std::vector<std::uint32_t> called;
    for (const GraphCall& call : graph_calls(facts_, file_)) {
      if (call.arguments.empty() || has_signature(facts_, call.decoration) != Tri::No) continue;
      find_failing(call);
      called.push_back(call.decoration);
    }
    std::sort(called.begin(), called.end());
    called.erase(std::unique(called.begin(), called.end()), called.end());
    for (std::uint32_t decoration : called) find_mixed(decoration);
  }

 private:
  void find_failing(const GraphCall& call) {
    for (std::size_t p = 0; p < call.arguments.size(); ++p) {
      if (!call.arguments[p].exists()) continue;
      const NodeRef argument{file_, call.arguments[p]};
      const auto key = key_of(facts_, argument);
      if (!key || !key->array) continue;
      const auto found = clash(facts_, call.callee, p, key->dtype, kMaxDepth);
      if (!found || expected_to_fail(program_, facts_.engine(), call.site)) continue;
      auto report = cx_.report(program_.loc(argument));
      if (!report) continue;
      const std::string partner(flow::dtype_name(found->partner));
      report
          .message("fails",
                   {name_of(call.callee, p), std::string(flow::dtype_name(key->dtype)), partner})
          .severity(Severity::Error)
          .note(program_.loc(found->at), "here it meets a '" + partner + "' tensor.")
          .note(program_.loc(facts_.decoration(call.decoration).site),
                "the tf.function: its arguments are tensors before its body starts.");
      add_fix(argument, found->partner, report);
    }
  }

  /// Sites that give one parameter the same key.
  struct Group {
    Key key;
    std::vector<NodeRef> arguments;
  };

  void find_mixed(std::uint32_t decoration) {
    const FunctionId callee = facts_.wrapped_function(decoration);
    const std::vector<GraphCall> calls = graph_calls_of(facts_, decoration);
    const std::size_t parameters = program_.function(callee).parameters.size();
    for (std::size_t p = 0; p < parameters; ++p) {
      std::vector<Group> groups;
      bool fails = false;
      for (const GraphCall& call : calls) {
        if (call.arguments.empty() || !call.arguments[p].exists()) continue;
        if (is_test(call.site.file) && !options_.tests) continue;
        const NodeRef argument{call.site.file, call.arguments[p]};
        const auto key = key_of(facts_, argument);
        if (!key) continue;
        // That call never gets as far as a second graph.
        fails = fails || (key->array && clash(facts_, callee, p, key->dtype, kMaxDepth));
        const auto known = std::find_if(groups.begin(), groups.end(), [&](const Group& g) {
          return g.key.same(*key, options_.variables);
        });
        if (known == groups.end())
          groups.push_back({*key, {argument}});
        else
          known->arguments.push_back(argument);
      }
      // Numbers and flags, or integers and floats, are different things on purpose.
      std::vector<Group> siblings;
      for (const Group& group : groups)
        if (has_sibling(group, groups)) siblings.push_back(group);
      if (siblings.size() > 1 && !fails) report_mixed(decoration, callee, p, siblings);
    }
  }

  /// Another group differs in the width of its numbers only.
  static bool has_sibling(const Group& group, const std::vector<Group>& groups) {
    const auto kind = [](Dtype dtype) {
      return flow::is_floating(dtype) ? 1 : flow::is_integer(dtype) ? 2 : 0;
    };
    return kind(group.key.dtype) != 0 &&
           std::any_of(groups.begin(), groups.end(), [&](const Group& other) {
             return &other != &group && kind(other.key.dtype) == kind(group.key.dtype);
           });
  }

  void report_mixed(std::uint32_t decoration, FunctionId callee, std::size_t p,
                    const std::vector<Group>& groups) {
    // The odd ones out: the fewest sites, and of those the later ones.
    const Group* odd = &groups.front();
    for (const Group& group : groups)
      if (group.arguments.size() <= odd->arguments.size()) odd = &group;
    const NodeRef at = odd->arguments.front();
    if (at.file != file_) return;
    auto report = cx_.report(program_.loc(at));
    if (!report) return;
    std::string kinds;
    for (const Group& group : groups) {
      if (!kinds.empty()) kinds += &group == &groups.back() ? " and " : ", ";
      kinds += describe(group);
    }
    report.message("default", {name_of(callee, p), kinds});
    for (const Group& group : groups)
      if (&group != odd)
        report.note(program_.loc(group.arguments.front()), "'" + describe(group) + "' here.");
    for (std::size_t i = 1; i < odd->arguments.size(); ++i)
      report.note(program_.loc(odd->arguments[i]), "'" + describe(*odd) + "' here, too.");
    report.note(program_.loc(facts_.decoration(decoration).site),
                "the tf.function that is traced for each of them.");
    if (groups.size() == 2 && odd->key.array)
      add_fix(at, (odd == &groups.front() ? groups.back() : groups.front()).key.dtype, report);
  }

  std::string describe(const Group& group) const {
    std::string out(flow::dtype_name(group.key.dtype));
    if (options_.variables && group.key.variable) out += " tf.Variable";
    return out;
  }

  /// `tf.cast(x, tf.float32)` where an array has the wrong type.
  void add_fix(NodeRef argument, Dtype wanted, Report& report) const {
    const std::string_view alias = facts_.tensorflow_alias(file_);
    if (alias.empty()) return;
    const std::string tf(alias);
    const std::string text = tf + ".cast(" + std::string(program_.text(argument)) + ", " + tf +
                             "." + std::string(flow::dtype_name(wanted)) + ")";
    auto edits =
        fixits::replace({program_.source(file_), program_.tree(file_)}, argument.node, text);
    if (!edits) return;
    Fix fix;
    fix.title = "Cast to " + std::string(flow::dtype_name(wanted));
    fix.edits = std::move(*edits);
    fix.applicability = Applicability::Unsafe;
    fix.reason = "The values lose or gain digits.";
    report.fix(std::move(fix));
  }

  std::string name_of(FunctionId f, std::size_t p) const {
    return std::string(facts_.text(program_.function(f).parameters[p].name));
  }
  bool is_test(FileId file) const { return program_.project().files[file.index()].test_code; }

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

extern constexpr Check retracing_mixed_dtype_argument = file_check<Options, run>({
    .code = "HYB010",
    .name = "retracing-mixed-dtype-argument",
    .group = "retracing",
    .summary = "A tf.function gets arguments of several dtypes, or an array of the wrong one.",
    .docs = kDocs,
    .severity = Severity::Note,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::retracing
