#include "core/preconditions/finding.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

Tri Body::traced(NodeId row) const {
  if (!row.exists() || taints.of(row).value == 0) return Tri::No;
  return reader.may_be_array(ref(row));
}

void Body::add(Obstacle obstacle, bool certain, NodeId at, std::string what,
               std::uint64_t depends) const {
  if (in_eager_island(reader.program(), reader.engine(), ref(at))) return;
  // What is made in the trace is symbolic whatever the parameters are.
  if ((depends & kMadeHere) != 0) depends = 0;
  found.push_back({obstacle, certain, ref(at), std::move(what), depends});
}

}  // namespace hyb
