#include "core/facts/endless_recursion.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/syntax/own_rows.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

/// What decides in a function's own body whether a row is reached.
struct Governed {
  bool by_python = false;
  NodeRef tensor;  // the nearest tensor that only looks as if it decided
};

class Conditions {
 public:
  Conditions(const Facts& facts, FileId file)
      : facts_(facts), file_(file), tree_(facts.program().tree(file)) {}

  Governed of(FunctionId f, NodeId row) {
    Governed out;
    const NodeId end = facts_.program().function(f).node;
    NodeId below = row;
    for (NodeId up = tree_.parent(row); up.exists() && up != end;
         below = up, up = tree_.parent(up)) {
      if (!passes(up, below, out)) out.by_python = true;
      if (out.by_python) return out;
    }
    return out;
  }

 private:
  bool is_tensor(NodeId row) const {
    return row.exists() && facts_.is_tensor({file_, row}) == Tri::Yes;
  }

  bool decided_by(NodeId test, Governed& out) const {
    if (!is_tensor(test)) return false;
    if (!out.tensor.node.exists()) out.tensor = {file_, test};
    return true;
  }

  /// A trace gets from `up` to its part `below` whatever happens.
  bool passes(NodeId up, NodeId below, Governed& out) {
    const Field field = tree_[below].field;
    switch (tree_.kind(up)) {
      case NodeKind::If:
      case NodeKind::Elif:
      case NodeKind::While:
      case NodeKind::Conditional:
        return field == Field::Test || decided_by(tree_.child(up, Field::Test), out);
      case NodeKind::For:
        return field == Field::Iter || decided_by(tree_.child(up, Field::Iter), out);
      case NodeKind::BoolOp:
        return field == Field::Left || decided_by(tree_.child(up, Field::Left), out);
      case NodeKind::Block:
        return passes_statements(up, below, out);
      case NodeKind::Try:
      case NodeKind::Except:
      case NodeKind::Match:
      case NodeKind::Case:
      case NodeKind::CompFor:
      case NodeKind::CompIf:
      case NodeKind::ListComp:
      case NodeKind::SetComp:
      case NodeKind::DictComp:
      case NodeKind::Generator:
      case NodeKind::Assert:
      case NodeKind::Lambda:
      case NodeKind::FunctionDef:
      case NodeKind::ClassDef:
        return false;
      default:
        return true;
    }
  }

  bool passes_statements(NodeId block, NodeId until, Governed& out) {
    for (NodeId statement : tree_.children(block)) {
      if (statement == until) return true;
      if (!may_leave(tree_, statement)) continue;
      if (tree_.kind(statement) != NodeKind::If || !only_tensors(statement)) return false;
      decided_by(tree_.child(statement, Field::Test), out);
    }
    return true;
  }

  /// Nothing but tensors decides inside, and nothing is raised.
  bool only_tensors(NodeId statement) const {
    for (auto i = static_cast<std::uint32_t>(statement.index()); i < tree_.end_of(statement); ++i) {
      const NodeId row = NodeId::from_index(i);
      switch (tree_.kind(row)) {
        case NodeKind::If:
        case NodeKind::Elif:
        case NodeKind::While:
          if (!is_tensor(tree_.child(row, Field::Test))) return false;
          break;
        case NodeKind::Raise:
        case NodeKind::For:
        case NodeKind::Try:
        case NodeKind::Match:
        case NodeKind::With:
          return false;
        default:
          break;
      }
    }
    return true;
  }

  const Facts& facts_;
  FileId file_;
  const Tree& tree_;
};

/// Calls between traced functions that a trace always makes.
class Calls {
 public:
  struct Next {
    CallEdge edge;
    NodeRef condition;
  };
  explicit Calls(const Facts& facts) : facts_(facts), program_(facts.program()) {}

  std::vector<Next> of(FunctionId f) const {
    std::vector<Next> out;
    const bool converted = facts_.tracing().reached(f, Mode::Converted);
    if (!converted && !facts_.tracing().reached(f, Mode::Unconverted)) return out;
    for (const CallEdge& edge : facts_.edges_from(f)) {
      const bool known = std::any_of(out.begin(), out.end(), [&](const Next& n) {
        return n.edge.site == edge.site && n.edge.callee == edge.callee;
      });
      if (known || !facts_.tracing().traced(edge.callee) || !is_plain(f, edge)) continue;
      const FunctionInfo& info = program_.function(f);
      if (edge.site.file != info.file ||
          !program_.tree(info.file).contains(info.node, edge.site.node))
        continue;
      if (in_eager_island(program_, facts_.engine(), edge.site)) continue;
      const Governed governed = Conditions(facts_, info.file).of(f, edge.site.node);
      if (governed.by_python || (governed.tensor.node.exists() && !converted)) continue;
      out.push_back({edge, edge.passage == Passage::Staged ? edge.site : governed.tensor});
    }
    return out;
  }

 private:
  /// It is clear whose body runs: a function by its name, or a method of the very receiver.
  bool is_plain(FunctionId f, const CallEdge& edge) const {
    if (edge.passage == Passage::Staged)  // both branches are traced
      return program_.function(edge.callee).outer == f;
    if (edge.passage != Passage::Call && edge.passage != Passage::Graph) return false;
    const Tree& tree = program_.tree(edge.site.file);
    if (tree.kind(edge.site.node) != NodeKind::Call) return false;
    const NodeId callee = tree.child(edge.site.node, Field::Function);
    const ObjectId only = facts_.values().only(facts_.value({edge.site.file, callee}));
    if (!only.exists()) return false;
    const Object& object = facts_.values()[only];
    if (object.kind == ObjectKind::Function || object.kind == ObjectKind::GraphFunction)
      return true;
    if (object.kind != ObjectKind::BoundMethod || tree.kind(callee) != NodeKind::Attribute)
      return false;
    return is_receiver(f, {edge.site.file, tree.child(callee, Field::Object)});
  }

  /// The name of the first parameter of the method, or of a method around the function.
  bool is_receiver(FunctionId f, NodeRef name) const {
    if (program_.tree(name.file).kind(name.node) != NodeKind::Name) return false;
    const SymbolId symbol = program_.scopes(name.file).symbol_of[name.node.index()];
    for (; f.exists() && symbol.exists(); f = program_.function(f).outer) {
      const FunctionInfo& info = program_.function(f);
      if (info.owner.exists())
        return !info.parameters.empty() && info.parameters.front().symbol == symbol;
    }
    return false;
  }

  const Facts& facts_;
  const Program& program_;
};

class Search {
 public:
  explicit Search(const Facts& facts) : facts_(facts), calls_(facts) {}

  std::vector<EndlessRecursion::Cycle> run() {
    std::vector<EndlessRecursion::Cycle> out;
    for (const FunctionId entry : entries()) {
      if (done_.count(entry) != 0) continue;
      if (auto cycle = around(entry)) {
        for (const CallEdge& edge : cycle->calls) done_.insert(edge.callee);
        out.push_back(std::move(*cycle));
      }
    }
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return a.calls.front() < b.calls.front(); });
    return out;
  }

 private:
  /// Functions from which calls lead on without end, those first from which a cycle is best told:
  /// tf.functions, then those that are nearest to one.
  std::vector<FunctionId> entries() {
    std::map<FunctionId, std::vector<FunctionId>> callers;
    std::map<FunctionId, std::size_t> left;  // calls to functions that may take part
    for (std::size_t i = 0; i < facts_.program().functions().size(); ++i) {
      const FunctionId f = FunctionId::from_index(i);
      std::vector<Calls::Next> calls = calls_.of(f);
      if (calls.empty()) continue;
      left[f] = calls.size();
      for (const Calls::Next& n : calls) callers[n.edge.callee].push_back(f);
      next_.emplace(f, std::move(calls));
    }
    std::vector<FunctionId> ends;
    for (const auto& [callee, from] : callers)
      if (left.find(callee) == left.end()) ends.push_back(callee);
    for (std::size_t at = 0; at < ends.size(); ++at) {
      next_.erase(ends[at]);
      for (FunctionId caller : callers[ends[at]])
        if (--left[caller] == 0) ends.push_back(caller);
    }
    std::vector<std::pair<std::size_t, FunctionId>> found;
    for (const auto& [f, calls] : next_) {
      const Mode mode = facts_.tracing().traced_mode(f);
      const bool starts = !facts_.decorations_of(f).empty();
      found.emplace_back(starts ? 0 : 1 + facts_.tracing().chain(f, mode).edges.size(), f);
    }
    std::sort(found.begin(), found.end());
    std::vector<FunctionId> out;
    for (const auto& [distance, f] : found) out.push_back(f);
    return out;
  }

  const std::vector<Calls::Next>& next(FunctionId f) const {
    static const std::vector<Calls::Next> kNone;
    const auto known = next_.find(f);
    return known == next_.end() ? kNone : known->second;
  }

  /// The shortest way around from `entry` to itself.
  std::optional<EndlessRecursion::Cycle> around(FunctionId entry) {
    struct Step {
      const Calls::Next* next;
      std::size_t from;
    };
    constexpr std::size_t kStart = ~std::size_t{0};
    std::vector<Step> steps;
    std::set<FunctionId> seen;
    const auto expand = [&](FunctionId f, std::size_t from) -> std::size_t {
      for (const Calls::Next& n : next(f)) {
        if (!seen.insert(n.edge.callee).second) continue;
        steps.push_back({&n, from});
        if (n.edge.callee == entry) return steps.size() - 1;
      }
      return kStart;
    };
    std::size_t last = expand(entry, kStart);
    for (std::size_t at = 0; last == kStart && at < steps.size(); ++at)
      last = expand(steps[at].next->edge.callee, at);
    if (last == kStart) return std::nullopt;
    EndlessRecursion::Cycle out;
    out.entry = entry;
    for (std::size_t at = last; at != kStart; at = steps[at].from) {
      out.calls.push_back(steps[at].next->edge);
      if (steps[at].next->condition.node.exists()) out.condition = steps[at].next->condition;
    }
    std::reverse(out.calls.begin(), out.calls.end());
    return out;
  }

  const Facts& facts_;
  Calls calls_;
  std::map<FunctionId, std::vector<Calls::Next>> next_;
  std::set<FunctionId> done_;
};

}  // namespace

EndlessRecursion::EndlessRecursion(const Facts& facts) : cycles_(Search(facts).run()) {}

}  // namespace hyb
