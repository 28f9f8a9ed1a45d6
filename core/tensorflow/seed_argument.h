#pragma once

// Which expression a call of a random operation, or of what makes a random layer, gives for `seed`.
// Read off the text and the row of the API model; asked by whoever tells seeded draws from others.

#include "core/program/program.h"
#include "core/tensorflow/api.h"

namespace hyb {

struct SeedArgument {
  NodeRef value;      // none = it is not written there
  bool open = false;  // a star may bring it
};
SeedArgument seed_argument(const Program& program, const ApiRow& row, NodeRef call);

}  // namespace hyb
