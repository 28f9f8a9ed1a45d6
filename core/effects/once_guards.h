#pragma once

// Code that runs once and is skipped from then on, because it asks whether a place is still empty
// and fills it: `if self.v is None: self.v = …`, `if k in CACHE: return CACHE[k]`, `try: return
// CACHE[k] except KeyError: …`, `if not self.ready: …; self.ready = True`; and the whole body of a
// memoized function. Used by TraceEffects about each effect and each call on the way to it; reads
// trees, scopes and the solved engine.

#include <span>
#include <vector>

#include "core/effects/state_places.h"
#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

struct OnceGuard {
  enum class Kind : std::uint8_t {
    None,
    Fill,  // the place itself gets what is kept
    Flag,  // a truth value or number tells that it has been done
  };
  Kind kind = Kind::None;
  NodeRef test;       // what asks, or the decorator
  Place place;        // what it asks about, if it has a name
  NodeRef region;     // the block, or statement, that is skipped next time
  bool rest = false;  // … and what follows the region in its block
  bool exists() const { return kind != Kind::None; }
};

class OnceGuards {
 public:
  OnceGuards(const Program& program, const flow::Engine& engine);
  /// The innermost one around a row, within its function.
  OnceGuard around(NodeRef row) const;

 private:
  friend class GuardReader;
  const Program& program_;
  const flow::Engine& engine_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> from_;  // by function: range in edges()
};

}  // namespace hyb
