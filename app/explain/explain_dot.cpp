#include "app/explain/explain_graph.h"
#include "app/explain/explain_report.h"

namespace hyb::app {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + "\"";
}

std::string_view shape(GraphNode::Kind kind) {
  switch (kind) {
    case GraphNode::Kind::Verdict:
      return "doubleoctagon";
    case GraphNode::Kind::Fact:
      return "box";
    case GraphNode::Kind::Callee:
      return "component";
    case GraphNode::Kind::Cause:
      return "note";
    case GraphNode::Kind::Call:
      return "cds";
    case GraphNode::Kind::Api:
      return "cylinder";
    case GraphNode::Kind::Assumption:
      return "diamond";
  }
  return "box";
}

}  // namespace

std::string explanation_as_dot(const Explained& explained) {
  const Program& program = explained.facts.program();
  const ExplanationGraph graph = explanation_graph(explained);
  std::string out = "digraph explanation {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n";
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const GraphNode& node = graph.nodes[n];
    std::string text = node.text;
    if (node.at.node.exists()) text = place_text(program, node.at) + "  " + text;
    out += "  n" + std::to_string(n) + " [label=" + quoted(text) +
           ", shape=" + std::string(shape(node.kind));
    if (node.label == "pivotal") out += ", penwidth=2";
    if (node.label == "assumption") out += ", style=dashed";
    out += "];\n";
  }
  for (const GraphEdge& edge : graph.edges) {
    out += "  n" + std::to_string(edge.from) + " -> n" + std::to_string(edge.to);
    std::string text(name_of(edge.grade));
    if (edge.site.node.exists()) text = place_text(program, edge.site);
    out += " [label=" + quoted(text) + "];\n";
  }
  return out + "}\n";
}

}  // namespace hyb::app
