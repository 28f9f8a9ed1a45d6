#pragma once

// Builders for the edits that several checks need: decorate, remove a decorator, remove or replace
// an argument, replace an expression, add an import. Each reads only syntax and text, keeps the
// file's own line ends, indentation and quotes, and returns nothing when the place cannot be edited
// safely (broken syntax, a comment that would be lost, several statements on the line).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/interner.h"
#include "core/diag/diagnostic.h"
#include "core/syntax/tree.h"
#include "core/text/source_file.h"

namespace hyb::fixits {

using Edits = std::optional<std::vector<Edit>>;

/// What builders need of one file.
struct FileText {
  const SourceFile& source;
  const Tree& tree;
};

/// Inserts `decorator` (text after '@', one line) as the innermost decorator: a line of its own
/// directly above `def`, with the indentation of `def`. `above` = a decorator that must stay inside
/// (the new line goes above it), or none.
Edits add_decorator(FileText file, NodeId function_def, std::string_view decorator, NodeId above);
/// Deletes the whole line(s) of a Decorator row; a comment behind it belongs to it and goes too,
/// one inside it refuses.
Edits remove_decorator(FileText file, NodeId decorator);
/// Swaps the texts of two decorators of one def, each keeping its line.
Edits swap_decorators(FileText file, NodeId first, NodeId second);
/// Deletes one child of an Arguments row with the comma that separates it.
Edits remove_argument(FileText file, NodeId argument);
/// Replaces the text of any row.
Edits replace(FileText file, NodeId node, std::string_view text);
/// Deletes a simple statement with its line and the comment behind it; writes `pass` instead when
/// it is the only one of its block.
Edits remove_statement(FileText file, NodeId statement);
/// Inserts `statement` (one line) in front of the first statement of a function's body that is no
/// docstring; the body must stand on lines of its own.
Edits add_first_statement(FileText file, NodeId function_def, std::string_view statement);
/// Inserts `statement` ("import tensorflow as tf") behind the module docstring, `from __future__`
/// imports and the leading comments; an empty list when an equal statement is there already.
Edits add_import(FileText file, std::string_view statement);
/// The line end that the file uses: that of its first line, "\n" if it has none.
std::string_view line_end_of(const SourceFile& source);

}  // namespace hyb::fixits
