#include "app/explain/explain_graph.h"

#include <algorithm>
#include <map>

namespace hyb::app {
namespace {

class Builder {
 public:
  explicit Builder(const Explained& explained)
      : in_(explained), why_(explained.why), program_(explained.facts.program()) {}

  ExplanationGraph build() {
    const FunctionFacts& f = why_.known;
    const FunctionInfo& info = program_.function(f.function);
    const std::size_t verdict = node({GraphNode::Kind::Verdict,
                                      "verdict",
                                      f.name + ": " + verdict_text(why_.verdict),
                                      {info.file, info.node},
                                      {}});
    for (VerdictFact fact : shown_facts(in_)) {
      const std::vector<std::uint32_t> causes = why_.causes_of(fact);
      Grade grade = Grade::Speculative;
      for (std::uint32_t c : causes) grade = std::min(grade, why_.causes[c].grade);
      const std::size_t at =
          node({GraphNode::Kind::Fact,
                "fact:" + std::string(hyb::info(fact).key),
                fact_text(fact) + " = " + std::string(value_text(why_.recorded[fact])),
                {},
                {}});
      edge(verdict, at, grade, {});
      for (std::uint32_t c : causes) add_cause(at, fact, c);
    }
    return std::move(out_);
  }

 private:
  std::size_t node(GraphNode node) {
    const auto [at, fresh] = numbers_.try_emplace(node.id, out_.nodes.size());
    if (fresh) out_.nodes.push_back(std::move(node));
    return at->second;
  }

  void edge(std::size_t from, std::size_t to, Grade grade, NodeRef site) {
    const bool known = std::any_of(out_.edges.begin(), out_.edges.end(), [&](const GraphEdge& e) {
      return e.from == from && e.to == to && e.site == site;
    });
    if (!known) out_.edges.push_back({from, to, grade, site});
  }

  std::string where(NodeRef at) const {
    const ShownPlace place = shown_place(program_, at);
    return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  }

  void add_cause(std::size_t above, VerdictFact fact, std::uint32_t c) {
    const Cause& cause = why_.causes[c];
    NodeRef site;
    for (std::size_t i = 0; i < std::min(in_.depth, cause.through.size()); ++i) {
      const flow::CallEdge& call = cause.through[i];
      const FunctionInfo& callee = program_.function(call.callee);
      const std::size_t at = node(
          {GraphNode::Kind::Callee,
           "callee:" + where({callee.file, callee.node}) + ":" + std::string(hyb::info(fact).key),
           "'" + program_.qualified_name(call.callee) + "': " + fact_text(fact),
           {callee.file, callee.node},
           {}});
      edge(above, at, Grade::Proved, call.site);
      above = at;
    }
    // Findings and parameters name their place themselves.
    const bool place = cause.at.node.exists();
    const bool bare =
        place && (cause.kind == CauseKind::Effect || cause.kind == CauseKind::AxisRead ||
                  cause.kind == CauseKind::Coercion || cause.kind == CauseKind::Cycle);
    const std::string text =
        bare ? "`" + shown_place(program_, cause.at).text + "` " + cause.text : cause.text;
    const std::size_t at = node({GraphNode::Kind::Cause, "cause:" + std::to_string(c), text,
                                 cause.at, name_of(why_.labels[c])});
    edge(above, at, cause.grade, site);
    if (!cause.api.empty())
      edge(at,
           node({GraphNode::Kind::Api,
                 "api:" + std::string(cause.api),
                 std::string(cause.api),
                 {},
                 {}}),
           Grade::Api, {});
    if (cause.grade == Grade::Assumed || cause.grade == Grade::Speculative)
      edge(at,
           node({GraphNode::Kind::Assumption,
                 "assumption:" + std::string(name_of(cause.grade)),
                 cause.grade == Grade::Assumed ? "not known: assumed" : "told from how it is used",
                 {},
                 {}}),
           cause.grade, {});
    if (cause.kind == CauseKind::Computation || in_.depth == 0) return;
    for (NodeRef call : cause.sites) {
      const FunctionId caller = program_.enclosing_function(call);
      edge(at,
           node({GraphNode::Kind::Call,
                 "call:" + where(call),
                 shown_place(program_, call).text + "  in " +
                     (caller.exists() ? "'" + program_.qualified_name(caller) + "'"
                                      : std::string("the module")),
                 call,
                 {}}),
           Grade::Proved, {});
    }
  }

  const Explained& in_;
  const Explanation& why_;
  const Program& program_;
  ExplanationGraph out_;
  std::map<std::string, std::size_t> numbers_;
};

}  // namespace

std::string_view name_of(GraphNode::Kind kind) {
  constexpr std::string_view kNames[] = {"verdict", "fact", "callee",    "cause",
                                         "call",    "api",  "assumption"};
  return kNames[static_cast<std::size_t>(kind)];
}

ExplanationGraph explanation_graph(const Explained& explained) {
  return Builder(explained).build();
}

}  // namespace hyb::app
