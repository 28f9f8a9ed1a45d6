#pragma once

// Lists of a model's variables that are taken before the model's first call makes the variables,
// and are then given to a tape or an optimizer. Worked out on demand for one file from the frozen
// facts; read by the check on stale variable lists.
//
// Guarantees: the model is one object of a class of the project whose constructor makes layers that
// have no variables before they are called. It is made in the same body as the list, and nothing in
// between calls, builds or hands it on; or all that ever does so stands behind the list in that
// body or below it. Somebody calls it later.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

struct EarlyVariableList {
  NodeRef at;           // the Attribute row that lists the variables
  NodeRef model;        // the expression of the model
  NodeRef layer;        // where a layer is made that has no variables yet
  NodeRef built;        // the first call of the model behind it, here or below
  NodeRef use;          // the call of a tape or optimizer that gets the list
  FunctionId function;  // the body; none = of the module
};

/// In source order.
std::vector<EarlyVariableList> early_variable_lists(const Facts& facts, FileId file);

}  // namespace hyb
