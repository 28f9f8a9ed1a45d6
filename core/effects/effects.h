#pragma once

// Python side effects of every function, its own and those of what it calls, each with its witness
// and the shortest chain of calls to it. Made by `solve` after the engine; frozen then; read by
// facts, verdicts and checks.
//
// An effect is what runs while a graph is traced, and not again when it runs: output, the outside
// world, random state, and writes to objects that outlive the call. A write to an object is free
// for whoever made the object: an `__init__` writes to its receiver, whoever constructs does not.
// Graph operations are no effects (tf.print, Variable.assign, tf.summary). What runs eagerly by
// contract is not counted: bodies of py_function and numpy_function, branches that a trace skips.
// Making variables and layers once, in `build` or behind `is None`, is known and not counted.

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/tri.h"
#include "core/effects/provenance.h"
#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/program/statements.h"

namespace hyb {

class CallEffects;

enum class EffectKind : std::uint8_t {
#define HYB_EFFECT(name, text, counts) name,
#include "core/effects/effect_kinds.def"
#undef HYB_EFFECT
};
std::string_view name_of(EffectKind kind);
/// Makes a function have Python side effects.
bool counts(EffectKind kind);

/// Whose object is written, seen from the function that holds the effect.
struct EffectRoot {
  enum class Kind : std::uint8_t { World, Parameter, Variable } kind = Kind::World;
  std::uint32_t parameter = 0;
  VariableRef variable;  // of a function around it
  friend constexpr auto operator<=>(const EffectRoot&, const EffectRoot&) = default;
};

/// One effect in a function's own body.
struct Effect {
  NodeRef at;
  EffectKind kind = EffectKind::Unknown;
  EffectRoot root;
  bool rebinds = false;  // a variable itself, not the object it holds
};

class Effects {
 public:
  Effects(const Program& program, const flow::Engine& engine);
  ~Effects();

  /// Python side effects, here or below: Unknown if something called is not known and nothing is
  /// proved.
  Tri side_effects(FunctionId f) const { return rows_[f.index()].any; }
  /// Those of what callers outside the program hand in: Unknown, or No where none of it is called.
  Tri callback_effects(FunctionId f) const { return rows_[f.index()].callbacks; }
  /// All others: No where callbacks alone are not known.
  Tri effects_but_callbacks(FunctionId f) const { return rows_[f.index()].but_callbacks; }
  /// Python side effects of some statements, as if they were a function of their own: what stood
  /// before them is not theirs to change. Read anew at each call.
  Tri side_effects(const Statements& statements) const;
  /// In the function's own body, in source order; also what does not count.
  const std::vector<Effect>& own(FunctionId f) const { return rows_[f.index()].own; }
  /// The nearest effect of each kind, here or below, by kind. `through`: the calls that lead to it,
  /// the one in `f` first.
  struct Reached {
    Effect effect;
    std::vector<flow::CallEdge> through;
  };
  std::vector<Reached> all(FunctionId f) const;
  /// Every effect that makes `f` have side effects, or may: one for each place and kind, by the
  /// shortest chain, in the order of places. Spread anew for `f` alone, so not for every function.
  std::vector<Reached> every(FunctionId f) const;

 private:
  /// An effect as one evaluation of a function has it.
  struct Entry {
    EffectKind kind;
    bool rebinds;
    EffectRoot root;
    FunctionId function;   // whose own effect it is
    std::uint32_t effect;  // its number there
    std::uint32_t edge;    // the call it came by, ~0 = the function's own
    std::uint32_t below;   // the callee's entry
  };
  struct Row {
    std::vector<Effect> own;
    Tri any = Tri::No;
    Tri callbacks = Tri::No;
    Tri but_callbacks = Tri::No;
  };
  friend class EffectSpread;
  using Entries = std::vector<std::vector<Entry>>;  // by context, nearest first
  Reached reached(const Entries& entries, const Entry& entry) const;

  std::vector<Row> rows_;
  std::vector<flow::CallEdge> edges_;  // calls, and what else runs a function
  std::uint32_t uncertain_ = 0;        // edges from here on may not happen
  Entries entries_;
  std::unique_ptr<CallEffects> calls_;
  const Program& program_;
  const flow::Engine& engine_;
};

}  // namespace hyb
