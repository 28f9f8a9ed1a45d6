// Rule HYB067. User documentation: perf_unrolled_loop.md; tests: tests/checks/….
#include <algorithm>
#include <optional>
#include <set>

#include "checks/check.h"
#include "core/facts/function_facts.h"

namespace hyb::checks::perf {
namespace {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

struct Options {
  int min_rounds = 32;
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::min_rounds>("min-rounds", "32", "Report loops of at least this many rounds."),
    option<&Options::tests>("tests", "false", "Report loops in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "This Python loop over '{0}' is unrolled into the graph: '{1}' copies of its body."},
    {"unknown",
     "This Python loop over '{0}' is unrolled into the graph: one copy of a training step for each "
     "round."},
};

constexpr char kDocs[] =
#include "perf_unrolled_loop.md.inc"
    ;

constexpr std::int64_t kMostRounds = 1'000'000'000;

class Finder {
 public:
  Finder(FileId file, const Options& options, CheckContext& cx)
      : cx_(cx),
        options_(options),
        facts_(cx.facts()),
        program_(cx.program()),
        file_(file),
        tree_(cx.program().tree(file)),
        scopes_(cx.program().scopes(file)) {}

  void run() {
    for (FunctionId f : facts_.functions(file_)) {
      if (!facts_.tracing().traced(f) || !program_.function(f).body.exists()) continue;
      function_ = f;
      places_.clear();
      known_places_ = false;
      rows(program_.function(f).body);
    }
  }

 private:
  NodeRef ref(NodeId row) const { return {file_, row}; }

  /// Outermost loops below a row; loops inside of a reported one are part of it.
  void rows(NodeId below) {
    for (auto i = static_cast<std::uint32_t>(below.index()); i < tree_.end_of(below);) {
      const NodeId row = NodeId::from_index(i);
      const NodeKind kind = tree_.kind(row);
      if ((kind == NodeKind::FunctionDef || kind == NodeKind::Lambda ||
           kind == NodeKind::ClassDef) &&
          row != below) {
        i = tree_.end_of(row);
        continue;
      }
      if (is_loop(kind) && judge(row)) {
        i = tree_.end_of(row);
        continue;
      }
      ++i;
    }
  }

  static bool is_loop(NodeKind kind) {
    return kind == NodeKind::For || kind == NodeKind::While || kind == NodeKind::ListComp ||
           kind == NodeKind::Generator;
  }

  struct Rounds {
    bool python = false;  // it runs while the function is traced, whoever converts it
    std::optional<std::int64_t> count;
    NodeId over;
  };

  Rounds rounds_of(NodeId loop) const {
    switch (tree_.kind(loop)) {
      case NodeKind::For: {
        Rounds out = rounds_over(tree_.child(loop, Field::Iter));
        out.python = out.python && no(facts_.staging().of(ref(loop)).staged);
        return out;
      }
      case NodeKind::ListComp:
      case NodeKind::Generator: {
        Rounds out;
        for (NodeId child : tree_.children(loop)) {
          if (tree_.kind(child) == NodeKind::CompIf) return {};
          if (tree_.kind(child) != NodeKind::CompFor) continue;
          const Rounds each = rounds_over(tree_.child(child, Field::Iter));
          if (!each.python || !each.count) return {};
          out.count = std::min(kMostRounds, out.count.value_or(1) * *each.count);
          out.python = true;
          if (!out.over.exists()) out.over = each.over;
        }
        return out;
      }
      case NodeKind::While:
        return rounds_while(loop);
      default:
        return {};
    }
  }

  Rounds rounds_over(NodeId iterable) const {
    Rounds out{.python = false, .count = {}, .over = iterable};
    if (tree_.kind(iterable) == NodeKind::Call) {
      if (!facts_.names(ref(tree_.child(iterable, Field::Function)), Trait::StagedRange))
        return out;
      for (NodeId argument : tree_.children(tree_.child(iterable, NodeKind::Arguments)))
        if (!no(facts_.staging().is_tensor(ref(argument)))) return out;
      out.python = true;
      if (const long count = trip_count(program_, facts_.engine(), ref(iterable)); count >= 0)
        out.count = count;
      return out;
    }
    const auto objects = facts_.values().objects(facts_.value(ref(iterable)));
    if (objects.size() != 1) return out;
    const Object& object = facts_.values()[objects.front()];
    if (object.kind == ObjectKind::Tensor && facts_.text(object.name) == kArrayClass) {
      const flow::Dims* dims = facts_.values().dims(object);
      if (dims == nullptr || dims->empty() || !dims->front().known()) return out;
      out.python = true;
      out.count = dims->front().size;
    } else if (object.kind == ObjectKind::List || object.kind == ObjectKind::Tuple) {
      bool fixed = false;
      const auto parts = facts_.engine().parts_of(objects.front(), &fixed);
      const bool numbers = std::all_of(parts.begin(), parts.end(), [&](flow::ValueId part) {
        const ObjectId only = facts_.values().only(part);
        if (!only.exists()) return false;
        const ObjectKind kind = facts_.values()[only].kind;
        return kind == ObjectKind::Int || kind == ObjectKind::Float || kind == ObjectKind::Str;
      });
      if (!fixed || !numbers) return out;  // layers, variables, gradients: things of their own
      out.python = true;
      out.count = static_cast<std::int64_t>(parts.size());
    }
    return out;
  }

  /// `while i < n:` with `i += 1` in the body, both Python numbers.
  Rounds rounds_while(NodeId loop) const {
    Rounds out{.python = false, .count = {}, .over = tree_.child(loop, Field::Test)};
    if (tree_.kind(out.over) != NodeKind::Compare) return out;
    NodeId counter;
    NodeId bound;
    for (NodeId part : tree_.children(out.over)) {
      if (tree_.kind(part) != NodeKind::CompareOp) {
        counter = part;
        continue;
      }
      const auto op = static_cast<Operator>(tree_[part].op);
      if (bound.exists() || (op != Operator::Lt && op != Operator::LtE)) return out;
      bound = tree_.child(part, Field::Value);
    }
    if (tree_.kind(counter) != NodeKind::Name || !bound.exists() || !counts_up(loop, counter))
      return out;
    out.python =
        no(facts_.staging().is_tensor(ref(bound))) && no(facts_.staging().of(ref(loop)).staged);
    out.count = facts_.engine().number(facts_.value(ref(bound)));
    return out;
  }

  /// One `i += 1` in the loop's own body, and nothing else binds it there; it starts at 0.
  bool counts_up(NodeId loop, NodeId counter) const {
    const SymbolId symbol = scopes_.symbol_of[counter.index()];
    if (!symbol.exists()) return false;
    const Symbol& info = scopes_.symbols[symbol];
    bool up = false;
    bool zero = false;
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const Binding& binding = scopes_.bindings[info.first_binding + b];
      const NodeId statement = tree_.parent(binding.node);
      const NodeId value = tree_.child(statement, Field::Value);
      if (tree_.contains(loop, binding.node)) {
        if (up || binding.kind != BindingKind::Augment || !is_number(value, 1) ||
            tree_.parent(statement) != tree_.child(loop, Field::Body))
          return false;
        up = true;
      } else {
        if (binding.kind != BindingKind::Assign || !is_number(value, 0)) return false;
        zero = true;
      }
    }
    return up && zero;
  }

  bool is_number(NodeId row, std::int64_t wanted) const {
    return row.exists() && facts_.engine().number(facts_.value(ref(row))) == wanted;
  }

  /// Reports the loop if its body, or one of a loop inside, is copied often enough.
  bool judge(NodeId loop) {
    const Rounds rounds = rounds_of(loop);
    if (!rounds.python || in_eager_island(program_, facts_.engine(), ref(loop))) return false;
    const std::int64_t copies = std::min(kMostRounds, most_copies(loop, rounds));
    if (copies >= options_.min_rounds) {
      report(loop, rounds, copies);
      return true;
    }
    if (rounds.count || !is_step(loop)) return false;
    report(loop, rounds, 0);
    return true;
  }

  /// Of the operations that it makes most often; 0 if it makes none, or if that is not known.
  std::int64_t most_copies(NodeId loop, const Rounds& rounds) {
    if (!rounds.count) return 0;
    std::int64_t most = 0;
    const NodeId body = body_of(loop);
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree_.end_of(body);) {
      const NodeId row = NodeId::from_index(i);
      const NodeKind kind = tree_.kind(row);
      if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda || kind == NodeKind::ClassDef) {
        i = tree_.end_of(row);
        continue;
      }
      if (is_loop(kind)) {
        const Rounds inner = rounds_of(row);
        if (inner.python) most = std::max(most, most_copies(row, inner));
        i = tree_.end_of(row);  // a loop of TensorFlow is one operation; others say nothing
        if (!inner.python && makes_operations(row)) most = std::max<std::int64_t>(most, 1);
        continue;
      }
      if (kind == NodeKind::If && leaves_loop(row)) return 0;
      if (makes_operation(row)) most = std::max<std::int64_t>(most, 1);
      ++i;
    }
    return std::min(kMostRounds, most * *rounds.count);
  }

  NodeId body_of(NodeId loop) const {
    const NodeId body = tree_.child(loop, Field::Body);
    return body.exists() ? body : tree_.child(loop, Field::Element);
  }

  /// Python decides to leave early: how many rounds there are is not known.
  bool leaves_loop(NodeId row) const {
    for (auto i = static_cast<std::uint32_t>(row.index()); i < tree_.end_of(row); ++i) {
      const NodeKind kind = tree_.kind(NodeId::from_index(i));
      if (kind == NodeKind::Break || kind == NodeKind::Return) return true;
    }
    return false;
  }

  bool makes_operations(NodeId below) {
    for (auto i = static_cast<std::uint32_t>(below.index()); i < tree_.end_of(below); ++i)
      if (makes_operation(NodeId::from_index(i))) return true;
    return false;
  }

  bool makes_operation(NodeId row) {
    if (!known_places_) {
      known_places_ = true;
      constexpr std::size_t kEvery = ~std::size_t{0};
      for (NodeRef at : facts_.records().preconditions().computation().places(function_, kEvery))
        places_.insert(at.node);
    }
    if (places_.contains(row)) return true;
    if (tree_.kind(row) == NodeKind::AugAssign)
      return yes(facts_.is_tensor(ref(tree_.child(row, Field::Target))));
    if (tree_.kind(row) == NodeKind::Subscript && tree_[row].field != Field::Target)
      return yes(facts_.is_tensor(ref(tree_.child(row, Field::Object))));
    if (tree_.kind(row) != NodeKind::Call) return false;
    for (const CallEdge& edge : facts_.edges_from(function_)) {
      if (edge.site != ref(row)) continue;
      // A call of a tf.function is one operation, whatever is in it.
      if (edge.passage == flow::Passage::Graph || edge.passage == flow::Passage::Eager) continue;
      if (facts_.records().preconditions().computes(edge.callee) == Tri::Yes) return true;
    }
    return false;
  }

  /// The body takes gradients and updates variables.
  bool is_step(NodeId loop) const {
    bool tape = false;
    for (NodeRef at : facts_.gradient_steps().tapes(function_))
      tape = tape || tree_.contains(loop, at.node);
    bool update = false;
    for (NodeRef at : facts_.gradient_steps().updates(function_))
      update = update || tree_.contains(loop, at.node);
    return tape && update;
  }

  void report(NodeId loop, const Rounds& rounds, std::int64_t copies) {
    Loc where = tree_.loc(loop);
    if (const NodeId body = tree_.child(loop, Field::Body); body.exists())
      where.end = std::max(where.begin + 1, tree_[body].begin);
    const std::string_view source = program_.source(file_).text(where);
    where.end =
        where.begin + static_cast<std::uint32_t>(std::min(source.find('\n'), source.size()));
    auto report = cx_.report(where);
    if (!report) return;
    std::string over(program_.text(ref(rounds.over)));
    if (const auto line = over.find('\n'); line != std::string::npos) over.resize(line);
    if (copies > 0)
      report.message("default", {over, std::to_string(copies)});
    else
      report.message("unknown", {over});
    report.notes(facts_.why(function_, facts_.tracing().traced_mode(function_)));
    add_fix(loop, rounds, report);
  }

  /// `range` to `tf.range`, an array to `tf.constant(array)`: where AutoGraph converts the function
  /// whenever it is traced, the index is not used, and every variable has a value before the loop.
  void add_fix(NodeId loop, const Rounds& rounds, Report& report) const {
    const std::string_view tf = facts_.tensorflow_alias(file_);
    if (tf.empty() || tree_.kind(loop) != NodeKind::For ||
        facts_.tracing().reached(function_, Mode::Unconverted))
      return;
    const bool range = tree_.kind(rounds.over) == NodeKind::Call;
    const NodeId target = tree_.child(loop, Field::Target);
    if (tree_.kind(target) != NodeKind::Name || !is_stageable(loop)) return;
    if (range && is_read(loop, scopes_.symbol_of[target.index()], target)) return;
    if (!range && tree_.kind(rounds.over) != NodeKind::Name) return;
    Fix fix;
    fix.title = range ? "Loop in the graph with tf.range" : "Loop in the graph over a tensor";
    fix.reason =
        "Variables of the loop must then keep their dtype and shape, and its Python runs once.";
    fix.applicability = Applicability::Unsafe;
    if (range) {
      fix.edits.push_back(
          {tree_.loc(tree_.child(rounds.over, Field::Function)), std::string(tf) + ".range"});
    } else {
      fix.edits.push_back(
          {tree_.loc(rounds.over),
           std::string(tf) + ".constant(" + std::string(program_.text(ref(rounds.over))) + ")"});
    }
    report.fix(std::move(fix));
  }

  bool is_read(NodeId loop, SymbolId symbol, NodeId target) const {
    for (auto i = static_cast<std::uint32_t>(loop.index()); i < tree_.size(); ++i)
      if (scopes_.symbol_of[i] == symbol && NodeId::from_index(i) != target) return true;
    return false;
  }

  /// Assignments and calls only; nothing is put into lists; what the body binds is a tensor before.
  bool is_stageable(NodeId loop) const {
    const NodeId body = tree_.child(loop, Field::Body);
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree_.end_of(body); ++i) {
      const NodeId row = NodeId::from_index(i);
      switch (tree_.kind(row)) {
        case NodeKind::Call:
          if (const ApiRow* api = facts_.called_api(ref(row));
              api != nullptr && (api->has(Trait::Mutates) || api->has(Trait::Print)))
            return false;
          break;
        case NodeKind::Break:
        case NodeKind::Continue:
        case NodeKind::Return:
        case NodeKind::For:
        case NodeKind::While:
        case NodeKind::If:
        case NodeKind::Try:
        case NodeKind::With:
        case NodeKind::FunctionDef:
        case NodeKind::Lambda:
        case NodeKind::Yield:
          return false;
        case NodeKind::Name:
          if (tree_[row].field == Field::Target && !has_tensor_before(loop, row)) return false;
          break;
        case NodeKind::Attribute:
        case NodeKind::Subscript:
        case NodeKind::Tuple:
          if (tree_[row].field == Field::Target) return false;
          break;
        default:
          break;
      }
    }
    return true;
  }

  bool has_tensor_before(NodeId loop, NodeId target) const {
    const SymbolId symbol = scopes_.symbol_of[target.index()];
    if (!symbol.exists()) return false;
    const Symbol& info = scopes_.symbols[symbol];
    bool before = false;
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const NodeId node = scopes_.bindings[info.first_binding + b].node;
      before = before || node < loop;
      if (tree_.kind(node) == NodeKind::Name && !yes(facts_.is_tensor(ref(node)))) return false;
    }
    return before && yes(facts_.is_tensor(ref(target)));
  }

  CheckContext& cx_;
  const Options& options_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
  const ScopeTree& scopes_;
  FunctionId function_;
  std::set<NodeId> places_;  // rows of the function that compute with tensors
  bool known_places_ = false;
};

void run(FileId file, const Options& options, CheckContext& cx) {
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  Finder(file, options, cx).run();
}

}  // namespace

extern constexpr Check perf_unrolled_loop = file_check<Options, run>({
    .code = "HYB067",
    .name = "perf-unrolled-loop",
    .group = "perf",
    .summary = "A Python loop in a graph copies its body into the graph once for each round.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .default_on = false,
    .maturity = Maturity::Preview,
    .needs = Need::Values | Need::Tracing | Need::GradientSteps | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::perf
