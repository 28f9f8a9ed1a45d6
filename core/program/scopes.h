#pragma once

// Scopes, symbols and what every name refers to, of one file. Made by build_scopes() from the tree
// after link has renumbered the names; frozen then. Follows Python's rules: class bodies are
// invisible to the functions in them, comprehensions have their own scope but run in the frame
// around them, a walrus binds outside the comprehension, `global` and `nonlocal` redirect.
//
// A *frame* is a scope that runs as a call of its own: the module, a function, a lambda, a class
// body. Symbols of comprehensions live in the frame around them; a frame numbers its symbols by
// `slot`.

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/id.h"
#include "core/base/interner.h"
#include "core/syntax/tree.h"

namespace hyb {

using ScopeId = Id<struct ScopeTag>;    // within one file
using SymbolId = Id<struct SymbolTag>;  // within one file

enum class ScopeKind : std::uint8_t { Module, Class, Function, Comprehension };

struct Scope {
  ScopeKind kind = ScopeKind::Module;
  NodeId node;              // Module, ClassDef, FunctionDef, Lambda, or the comprehension
  ScopeId parent;           // none for the module
  ScopeId frame;            // itself unless a comprehension
  std::uint32_t slots = 0;  // of a frame: how many symbols live in it
  std::uint32_t first_key = 0;
  std::uint32_t key_count = 0;
};

/// What binds a symbol; one per binding occurrence.
enum class BindingKind : std::uint8_t {
  Import,
  Function,
  Class,
  Parameter,
  Assign,
  Augment,
  Loop,
  With,
  Except,
  Pattern,
  Walrus,
  Delete,
  Annotation,
};

struct Binding {
  SymbolId symbol;
  NodeId node;  // ImportAlias, FunctionDef, ClassDef, Parameter, Name, Pattern, …
  BindingKind kind = BindingKind::Assign;
};

struct Symbol {
  NameId name;
  ScopeId scope;
  std::uint32_t slot = 0;
  std::uint32_t first_binding = 0;  // range in ScopeTree::bindings
  std::uint32_t binding_count = 0;
  bool captured = false;           // read or written from another frame
  bool rebound_elsewhere = false;  // written from another frame (global / nonlocal)
  bool parameter = false;
};

struct ScopeTree {
  IdVec<ScopeId, Scope> scopes;
  IdVec<SymbolId, Symbol> symbols;
  std::vector<Binding> bindings;    // grouped by symbol, in source order
  std::vector<SymbolId> symbol_of;  // by row: Name, ImportAlias, FunctionDef, ClassDef, Parameter,
                                    // Pattern rows; none = a builtin or nothing known
  std::vector<ScopeId> scope_of;    // by row of a FunctionDef, Lambda, ClassDef, comprehension

  /// The symbol `name` bound in `scope` itself, or none.
  SymbolId lookup(ScopeId scope, NameId name) const;
  ScopeId module_scope() const { return ScopeId::from_index(0); }

  /// One per (scope, name); sorted, for lookup(). Those of a scope stand together.
  struct Key {
    std::uint32_t scope;
    std::uint32_t name;
    SymbolId symbol;
    friend bool operator<(const Key& a, const Key& b) {
      return a.scope != b.scope ? a.scope < b.scope : a.name < b.name;
    }
  };
  std::vector<Key> keys;
};

ScopeTree build_scopes(const Tree& tree, const Interner& names);

/// Stable text: one scope a block, its symbols with bindings; `debug --print=scopes`.
std::string dump_scopes(const ScopeTree& scopes, const Tree& tree, const Interner& names);

}  // namespace hyb
