#pragma once

// Which values of a body would be symbolic if the body were traced, and which come from the static
// shape of one. Per row: the parameters it takes its value from, the parameters it takes (part of)
// its shape from, and whether TensorFlow makes it there. Worked out function by function, callees
// first, from what each callee hands back; read by the readers of bodies. A row that stands for
// something else (a constant, a captured tensor) has no taint.

#include <cstdint>
#include <vector>

#include "core/preconditions/program_reader.h"

namespace hyb {

struct Taint {
  std::uint64_t value = 0;  // bit p: parameter p, beside the two below
  std::uint64_t shape = 0;
  Taint& operator|=(const Taint& other) {
    value |= other.value;
    shape |= other.shape;
    return *this;
  }
  friend bool operator==(const Taint&, const Taint&) = default;
};
constexpr std::uint64_t kMadeHere = std::uint64_t{1} << 63U;  // an op of the body makes it
constexpr std::uint64_t kOuter = std::uint64_t{1} << 62U;     // a variable of the function around
constexpr std::size_t kTaintedParameters = 62;                // the others are not followed

class Taints {
 public:
  explicit Taints(const ProgramReader& reader);

  /// Works out the rows of a function's own body. Rows of another function are forgotten.
  void read(FunctionId function);
  Taint of(NodeId row) const {
    return !row.exists() || row.index() < first_ || row.index() >= first_ + rows_.size()
               ? Taint{}
               : rows_[row.index() - first_];
  }
  /// What each parameter of `edge.callee` gets, as taints of the function that was read.
  std::vector<Taint> arguments(const flow::CallEdge& edge) const;
  /// `bits` of a callee's parameters as taints of the caller.
  static std::uint64_t translate(std::uint64_t bits, const std::vector<Taint>& arguments);

 private:
  Taint close(NodeId row);
  Taint of_name(NodeId row) const;
  Taint of_attribute(NodeId row) const;
  Taint of_call(NodeId row) const;
  Taint of_children(NodeId row) const;
  void assign(NodeId target, Taint taint);
  bool shape_value(NodeRef at) const;
  bool is_receiver(FunctionId function, std::size_t parameter) const;

  const ProgramReader& reader_;
  std::vector<Taint> returned_;  // by function
  FunctionId function_;
  FileId file_;
  std::size_t first_ = 0;
  std::vector<Taint> rows_;
  std::vector<Taint> symbols_;  // of the file that is read
  std::vector<SymbolId> touched_;
  bool changed_ = false;
};

}  // namespace hyb
