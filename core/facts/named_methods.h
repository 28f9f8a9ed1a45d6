#pragma once

// Which answers "free of side effects" rest on the names of methods: somewhere below, a method is
// called on what nothing is known of, and every method of that name, in the project and in the API
// model, changes nothing. Made by Verdicts after the effects are known; such an answer lets a
// verdict pass and no advice. Not safe from many threads: what it has read it keeps.

#include <vector>

#include "core/effects/call_effects.h"
#include "core/facts/facts.h"

namespace hyb {

class NamedMethods {
 public:
  explicit NamedMethods(const Facts& facts);

  /// In `f` or in what it calls, at any depth.
  bool met(FunctionId f);

 private:
  bool in_body(FunctionId f);

  const Facts& facts_;
  CallEffects calls_;
  std::vector<char> bodies_;  // by function: 0 not read, 1 none in it, 2 some
};

}  // namespace hyb
