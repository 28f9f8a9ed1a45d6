#pragma once

// An explanation as a graph that can be checked: verdict <- facts <- facts of callees <- causes <-
// calls, rows of the API model, assumptions. Made from an Explained; written as JSON, DOT and a
// drawing. Functions on a chain of calls are nodes of their own, shared by all causes that come
// through them.

#include <string>
#include <string_view>
#include <vector>

#include "app/explain/explain_report.h"

namespace hyb::app {

struct GraphNode {
  enum class Kind : std::uint8_t { Verdict, Fact, Callee, Cause, Call, Api, Assumption } kind;
  std::string id;
  std::string text;
  NodeRef at;              // none: no place
  std::string_view label;  // of a cause: pivotal, …
};
std::string_view name_of(GraphNode::Kind kind);

/// `to` rests on `from`'s being so: edges lead from the verdict down.
struct GraphEdge {
  std::size_t from = 0, to = 0;  // into nodes
  Grade grade = Grade::Proved;
  NodeRef site;  // the call it goes through, if any
};

struct ExplanationGraph {
  std::vector<GraphNode> nodes;  // a node stands behind all that lead to it first
  std::vector<GraphEdge> edges;
};

ExplanationGraph explanation_graph(const Explained& explained);

}  // namespace hyb::app
