#pragma once

// The one include of the tree-sitter header, for the sources of core/syntax only; no other header
// includes it, so that nothing above this folder can depend on the parser.

#include <tree_sitter/api.h>

extern "C" const TSLanguage* tree_sitter_python(void);
