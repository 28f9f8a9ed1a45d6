#include "core/facts/made_again.h"

namespace hyb {
namespace {

constexpr int kMaxCallers = 4;  // functions between an object and the loop that makes it again

/// The row stands in a loop, however few its rounds, or in a function that is called several times.
bool runs_again(const Facts& facts, NodeRef at, int callers) {
  const Tree& tree = facts.program().tree(at.file);
  for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
    switch (tree.kind(up)) {
      case NodeKind::For:
      case NodeKind::While:
      case NodeKind::ListComp:
      case NodeKind::DictComp:
      case NodeKind::Generator:
        return true;
      case NodeKind::FunctionDef: {
        const FunctionId f = facts.program().function_at({at.file, up});
        if (!f.exists() || callers == kMaxCallers) return false;
        const auto into = facts.edges_into(f);
        for (const flow::CallEdge& edge : into)
          if (edge.site != into.front().site) return true;
        return !into.empty() && runs_again(facts, into.front().site, callers + 1);
      }
      default:
        break;
    }
  }
  return false;
}

}  // namespace

bool is_made_again(const Facts& facts, flow::ObjectId id) {
  const flow::Object& object = facts.values()[id];
  return object.b != 0 && runs_again(facts, facts.engine().allocation(object.b), 0);
}

}  // namespace hyb
