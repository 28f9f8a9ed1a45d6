#include "core/effects/method_arguments.h"

#include <algorithm>
#include <vector>

namespace hyb {

bool may_take(const Program& program, FunctionId method, NodeRef call) {
  const FunctionInfo& info = program.function(method);
  if (program.tree(info.file).with_decorators(info.node) != info.node) return true;
  const Tree& tree = program.tree(call.file);
  std::size_t positions = 0;
  std::vector<NameId> keywords;
  for (NodeId child : tree.children(tree.child(call.node, NodeKind::Arguments))) {
    const NodeKind kind = tree.kind(child);
    if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return true;
    if (kind == NodeKind::Keyword)
      keywords.push_back(tree[child].name);
    else
      ++positions;
  }
  std::size_t named = 0;
  bool any_keyword = false;
  for (std::size_t p = 1; p < info.parameters.size(); ++p) {
    const Parameter& parameter = info.parameters[p];
    if (parameter.kind == ParameterKind::VarPositional) positions = 0;
    if (parameter.kind == ParameterKind::VarKeyword) any_keyword = true;
    if (parameter.kind != ParameterKind::Positional) continue;
    if (std::find(keywords.begin(), keywords.end(), parameter.name) != keywords.end())
      ++named;
    else if (positions > 0 && !parameter.keyword_only)
      --positions;
    else if (!parameter.default_value.exists())
      return false;
  }
  return positions == 0 && (any_keyword || named == keywords.size());
}

}  // namespace hyb
