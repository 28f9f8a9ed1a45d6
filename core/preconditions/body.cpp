#include <algorithm>

#include "core/preconditions/finding.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

Tri Body::traced(NodeId row) const {
  if (!row.exists() || taints.of(row).value == 0) return Tri::No;
  return reader.may_be_array(ref(row));
}

bool Body::symbolic(NodeId row) const {
  if (!row.exists() || traced(row) != Tri::Yes) return false;
  const auto objects = reader.objects(ref(row));
  return std::all_of(objects.begin(), objects.end(), [&](flow::ObjectId o) {
    return reader.values()[o].kind == flow::ObjectKind::Tensor;
  });
}

void Body::add(Obstacle obstacle, bool certain, NodeId at, std::string what,
               std::uint64_t depends) const {
  if (in_eager_island(reader.program(), reader.engine(), ref(at))) return;
  // What is made in the trace is symbolic whatever the parameters are.
  if ((depends & kMadeHere) != 0) depends = 0;
  found.push_back({obstacle, certain, ref(at), std::move(what), depends});
}

}  // namespace hyb
