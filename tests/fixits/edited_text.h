#pragma once

// A text, its tree, and rows of it found by what they look like. Made by the tests of edits,
// read by them alone.

#include <string>
#include <string_view>
#include <vector>

#include "core/syntax/parse.h"
#include "core/syntax/tree.h"
#include "core/text/source_file.h"
#include "fixits/edits.h"
#include "fixits/graph_function.h"

namespace hyb::fixits::test {

class EditedText {
 public:
  explicit EditedText(std::string_view text);

  FileText file() const { return {source_, parsed_.tree}; }
  ScopedText scoped() const { return {file(), scopes_, parsed_.names}; }
  const Tree& tree() const { return parsed_.tree; }
  /// The first row of `kind` whose text begins with `start`. Fails the test when there is none.
  NodeId row(NodeKind kind, std::string_view start = "") const;
  /// The child number `index` of the first Arguments row.
  NodeId argument(std::size_t index) const;
  /// The text after `edits`, "none" where the builder refused. What comes out must parse.
  std::string after(const Edits& edits) const;

 private:
  SourceFile source_;
  ParseResult parsed_;
  ScopeTree scopes_;
};

}  // namespace hyb::fixits::test
