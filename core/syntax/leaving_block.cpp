#include "core/syntax/leaving_block.h"

namespace hyb {

bool leaves_function(const Tree& tree, NodeId block) {
  NodeId last;
  for (NodeId statement : tree.children(block)) last = statement;
  return last.exists() &&
         (tree.kind(last) == NodeKind::Return || tree.kind(last) == NodeKind::Raise);
}

}  // namespace hyb
