#pragma once

// NumPy arrays that a function gets beside tensors. Eagerly an array takes the dtype of the tensor
// it meets; a traced argument keeps the array's own, and TensorFlow raises. An input signature with
// the dtype of its partner mends it, unless it has partners of two dtypes. Collected per function,
// callees first; made and read by Preconditions.

#include <cstdint>
#include <optional>
#include <vector>

#include "core/flow/array_type.h"
#include "core/preconditions/finding.h"

namespace hyb {

/// One parameter that is coerced.
struct Coercion {
  std::size_t parameter = 0;
  std::uint64_t partners = 0;  // bit d: it meets a tensor of flow::Dtype d
  NodeRef at;                  // where, for the first
  NodeRef operand;             // the parameter there
  NodeRef second;              // for a partner of another dtype, if there is one
  std::uint32_t edge = Finding::kOwn;
  bool certain = true;  // the parameter itself, and all it meets has a known dtype
};

class DtypeCoercions {
 public:
  explicit DtypeCoercions(const ProgramReader& reader);
  void read(const Body& body);
  const std::vector<Coercion>& meetings(FunctionId f) const { return meetings_[f.index()]; }
  /// Parameters that get an array of another dtype than a tensor they meet has.
  std::vector<Coercion> coerced(FunctionId f) const;
  /// A row of the statements where an array that they are given, or made of one, meets a tensor
  /// that may have another dtype, here or in a callee; nullopt = there is none.
  std::optional<NodeId> coerced_in(const Body& body, const Statements& statements) const;

 private:
  void meets(const Body& body, NodeId array, NodeId tensor, NodeId at);
  std::uint64_t array_dtypes(NodeRef at) const;
  bool may_differ(const Body& body, NodeId array, NodeId tensor) const;
  void add(FunctionId f, const Coercion& meeting);

  const ProgramReader& reader_;
  std::vector<std::vector<Coercion>> meetings_;
};

}  // namespace hyb
