#pragma once

// What the files that find uses of symbolic tensors share: what a row can only hold, and a
// collector that keeps the uses which happen in some traced evaluation. Included by graph_uses.cpp
// and builtin_uses.cpp.

#include <algorithm>
#include <string_view>
#include <vector>

#include "checks/graph_uses.h"

namespace hyb::checks {

/// There is something the row may hold, and all of it is so.
template <class Is>
bool all_objects(const Facts& facts, NodeRef at, Is&& is) {
  const auto objects = facts.values().objects(facts.value(at));
  return !objects.empty() && std::all_of(objects.begin(), objects.end(),
                                         [&](flow::ObjectId o) { return is(facts.values()[o]); });
}

inline bool is_of_class(const Facts& facts, NodeRef at, std::string_view cls) {
  return all_objects(facts, at, [&](const flow::Object& o) {
    return o.kind == flow::ObjectKind::Tensor && facts.text(o.name) == cls;
  });
}

inline bool is_sequence(const Facts& facts, NodeRef at) {
  return all_objects(facts, at, [](const flow::Object& o) {
    return o.kind == flow::ObjectKind::List || o.kind == flow::ObjectKind::Tuple;
  });
}

inline bool is_dataset(const Facts& facts, NodeRef at) {
  return all_objects(facts, at, [&](const flow::Object& o) {
    return o.kind == flow::ObjectKind::ExternalInstance &&
           derives_from(facts.text(o.name), kDatasetClass);
  });
}

/// Reads one function and keeps what happens.
struct GraphUseReader {
  const Facts& facts;
  FileId file;
  const Tree& tree;
  std::vector<GraphUse>& out;

  NodeRef ref(NodeId row) const { return {file, row}; }
  void add(GraphUse::Kind kind, NodeId at, NodeId value) const {
    if (const auto place = traced_place(facts, ref(at), ref(value)))
      out.push_back({kind, ref(at), ref(value), place->mode, place->evaluation});
  }
  void add_always(GraphUse::Kind kind, NodeId at, NodeId value) const {
    if (const auto place = traced_place(facts, ref(at)))
      out.push_back({kind, ref(at), ref(value), place->mode, place->evaluation});
  }
  /// Tensors of any origin: captured ones and variables cannot be iterated in a graph either.
  /// Of what rank is not known may be a structure of tensors after all.
  void add_iterated(GraphUse::Kind kind, NodeId at, NodeId value) const {
    if (!all_objects(facts, ref(value), [&](const flow::Object& o) {
          return o.kind == flow::ObjectKind::Tensor && facts.values().dims(o) != nullptr;
        }))
      return;
    const Tri symbolic = facts.symbolic_values().symbolic(ref(value));
    if (yes(symbolic)) return add(kind, at, value);
    const bool captured =
        symbolic == Tri::Unknown || facts.symbolic_values().taint(ref(value)).value == 0;
    if (captured && yes(facts.is_tensor(ref(value)))) add_always(kind, at, value);
  }
};

template <class Read>
std::vector<GraphUse> uses_of(const Facts& facts, FunctionId f, Read&& read) {
  std::vector<GraphUse> out;
  if (!facts.tracing().traced(f)) return out;
  const FileId file = facts.program().function(f).file;
  const GraphUseReader reader{facts, file, facts.program().tree(file), out};
  for (NodeId row : own_rows(facts.program(), f)) read(reader, row);
  // An element of a data set of which nothing is known may be a structure after all.
  if (!out.empty() && facts.symbolic_values().only_in_pipelines(f))
    std::erase_if(out, [&](const GraphUse& use) {
      return !all_objects(facts, use.value, [&](const flow::Object& o) {
        return o.kind != flow::ObjectKind::Tensor || facts.values().dims(o) != nullptr ||
               facts.values().array_type(o).dtype != flow::Dtype::Unknown;
      });
    });
  return out;
}

}  // namespace hyb::checks
