#include "app/report/enclosing_scope.h"

#include <cstddef>

#include "core/syntax/parse.h"

namespace hyb::app {

EnclosingScopes::EnclosingScopes(const SourceFile& source) {
  Parser parser;
  const ParseResult parsed = parser.parse(FileId::from_index(0), source.bytes());
  const Tree& tree = parsed.tree;
  std::vector<std::size_t> open;  // spans that hold the row at hand, outermost first
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeId node = NodeId::from_index(i);
    const NodeKind kind = tree.kind(node);
    if (kind != NodeKind::FunctionDef && kind != NodeKind::ClassDef) continue;
    const NodeId label = tree.child(node, Field::Name);
    if (!label.exists()) continue;
    const Loc whole = tree.loc(tree.with_decorators(node));
    while (!open.empty() && spans_[open.back()].end <= whole.begin) open.pop_back();
    Span span{whole.begin, whole.end, {}};
    span.scope.name = parsed.names.text(tree[label].name);
    span.scope.qualified_name = span.scope.name;
    const bool in_class = !open.empty() && spans_[open.back()].scope.kind == ScopeKind::Class;
    if (!open.empty()) {
      span.scope.qualified_name = spans_[open.back()].scope.qualified_name + "." + span.scope.name;
    }
    if (kind == NodeKind::ClassDef) {
      span.scope.kind = ScopeKind::Class;
    } else {
      span.scope.kind = in_class ? ScopeKind::Method : ScopeKind::Function;
    }
    open.push_back(spans_.size());
    spans_.push_back(std::move(span));
  }
}

Scope EnclosingScopes::at(std::uint32_t offset) const {
  Scope innermost;
  for (const Span& span : spans_) {
    if (span.begin > offset) break;
    if (offset < span.end) innermost = span.scope;
  }
  return innermost;
}

}  // namespace hyb::app
