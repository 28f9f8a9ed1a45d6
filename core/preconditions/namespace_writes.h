#pragma once

// Attributes and variables that are written through the dict that holds them: `vars(x)["lr"] = v`,
// `x.__dict__.update(lr=v)`, `globals()["LR"] = v`. Read by CapturedState while it gathers writes.

#include <optional>
#include <vector>

#include "core/symbolic/program_reader.h"

namespace hyb {

struct NamespaceWrite {
  NodeId owner;               // the object whose attributes they are; none = the module around
  std::vector<NameId> names;  // that are written
  bool any = false;           // others too: their names are not known
};

/// Of a Subscript row that is a target, or of a Call row of a method; nullopt = it is no such
/// write.
std::optional<NamespaceWrite> namespace_write(const ProgramReader& reader, NodeRef at);

}  // namespace hyb
