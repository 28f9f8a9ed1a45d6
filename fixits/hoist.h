#pragma once

// Moves a nested `def`, with its decorators, to the top of the module. Called by checks that know
// that it means the same there; reads only syntax and text.

#include "fixits/edits.h"

namespace hyb::fixits {

/// Takes the lines of the Decorated or FunctionDef row out of their block and writes them, with the
/// indentation of the module, in front of the module's statement that holds them (and of the
/// comment above that). Refused for parts of a line, for text that is not indented as its first
/// line is, and for strings of several lines, whose text would change.
Edits hoist_to_module(FileText file, NodeId definition);

}  // namespace hyb::fixits
