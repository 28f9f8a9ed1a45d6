#include "core/tensorflow/seed_argument.h"

namespace hyb {

SeedArgument seed_argument(const Program& program, const ApiRow& row, NodeRef call) {
  SeedArgument out;
  const Tree& tree = program.tree(call.file);
  const int position = parameter_index(row, "seed");
  int index = 0;
  for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments))) {
    const NodeKind kind = tree.kind(argument);
    if (kind == NodeKind::Keyword) {
      if (program.text(tree[argument].name) == "seed")
        out.value = {call.file, tree.child(argument, Field::Value)};
    } else if (kind == NodeKind::DoubleStarred || kind == NodeKind::Starred) {
      out.open = true;
    } else if (index++ == position && !out.open) {
      out.value = {call.file, argument};
    }
  }
  return out;
}

}  // namespace hyb
