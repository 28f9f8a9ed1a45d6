#pragma once

// Edits that make a function a tf.function, stop it from being one, or change what its tf.function
// is given. Called by checks, which know what names denote and where a decorator belongs
// (checks/graph_fixes.h); these functions read only syntax, scopes and text. Like the builders of
// edits.h they keep the file's line ends and layout, and return nothing where an edit is not safe.

#include <optional>
#include <span>
#include <string_view>

#include "core/program/program.h"
#include "core/program/scopes.h"
#include "fixits/edits.h"

namespace hyb::fixits {

/// A file with its scopes; `names` is what the rows' names are ids of.
struct ScopedText {
  FileText file;
  const ScopeTree& scopes;
  const Interner& names;
};
ScopedText scoped_text(const Program& program, FileId file);

/// The edits of both, sorted; none where one was refused or they overlap.
Edits joined(Edits first, Edits second);

/// Writes `@alias.function`, or `@alias.function(options)` when there are any, above `def` (above
/// the decorator `above`, if it exists). An empty alias: TensorFlow is imported as `tf` first,
/// refused where the file calls something else so.
Edits decorate(const ScopedText& text, NodeId def, std::string_view alias, std::string_view options,
               NodeId above);

/// Takes out a decorator with its lines, and the import that nothing else in the file uses then.
/// `keep_import`: somebody outside may use it.
Edits undecorate(const ScopedText& text, NodeId decorator, bool keep_import);

/// Replaces a call by its first argument: `tf.function(f, jit_compile=True)` by `f`; takes out the
/// whole statement where that leaves `f = f`. The import as undecorate() does.
Edits unwrap(const ScopedText& text, NodeId call, bool keep_import);

/// Writes argument `name` of a decorator (`@tf.function`, `@tf.function(…)`,
/// `@partial(tf.function, …)`) or of a call of tf.function: adds it, or replaces its value.
/// `position`: where it may stand without its name, counted in what is written. Refused beside
/// `**options`, which may hold it.
Edits set_argument(const ScopedText& text, NodeId decorator_or_call, std::string_view name,
                   std::string_view value, std::optional<std::size_t> position = std::nullopt);

/// Wraps an argument of a call: `step(3)` becomes `step(tf.constant(3))`, with `options`
/// `step(tf.constant(3, dtype=tf.int64))`. For a keyword argument, its value. The alias as in
/// decorate().
Edits wrap_in_constant(const ScopedText& text, NodeId argument, std::string_view alias,
                       std::string_view options = {});

/// Takes out the imports that only rows inside `removed` used; nothing, where there are none.
Edits drop_imports(const ScopedText& text, std::span<const Loc> removed);

}  // namespace hyb::fixits
