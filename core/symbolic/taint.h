#pragma once

// Which values of a body would be symbolic if the body were traced, and which come from the static
// shape of one. Per row: the parameters it takes its value from, the parameters it takes (part of)
// its shape from, and whether TensorFlow makes it there. Worked out function by function, callees
// first, from what each callee hands back; read by SymbolicValues and by the readers of bodies in
// core/preconditions. A row that stands for
// something else (a constant, a captured tensor) has no taint.

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/program/statements.h"
#include "core/symbolic/program_reader.h"

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

/// The rows of one body, from its first on. Looks at what somebody else keeps.
class RowTaints {
 public:
  RowTaints(const ProgramReader& reader, FileId file, std::size_t first,
            std::span<const Taint> rows)
      : reader_(&reader), file_(file), first_(first), rows_(rows) {}

  /// Empty for rows that stand elsewhere.
  Taint of(NodeId row) const {
    return !row.exists() || row.index() < first_ || row.index() >= first_ + rows_.size()
               ? Taint{}
               : rows_[row.index() - first_];
  }
  /// What each parameter of `edge.callee` gets, as taints of the function whose body this is.
  std::vector<Taint> arguments(const flow::CallEdge& edge) const;

 private:
  const ProgramReader* reader_;
  FileId file_;
  std::size_t first_;
  std::span<const Taint> rows_;
};

class Taints {
 public:
  /// `returned`: what each function hands back, as far as it was read; outlives this. `in_graphs`:
  /// of bodies that do run in a graph, where an op on a captured tensor is one of the graph.
  Taints(const ProgramReader& reader, const std::vector<Taint>& returned, bool in_graphs = false)
      : reader_(reader), in_graphs_(in_graphs), returned_(returned) {}

  /// Works out the rows of a function's own body. Rows of another function are forgotten.
  void read(FunctionId function);
  /// The same for statements; what they are given counts as made there.
  void read(const Statements& statements);
  /// What the function that was read hands back.
  const Taint& returned() const { return own_; }
  /// Its rows, until the next one is read.
  RowTaints rows() const { return {reader_, file_, first_, rows_}; }
  /// The same to be kept.
  std::vector<Taint> take_rows() { return std::move(rows_); }
  /// `bits` of a callee's parameters as taints of the caller.
  static std::uint64_t translate(std::uint64_t bits, const std::vector<Taint>& arguments);

 private:
  void forget(FileId file, FunctionId function);
  Taint of(NodeId row) const { return rows().of(row); }
  void read_rows(std::uint32_t end);
  Taint close(NodeId row);
  Taint taken(NodeId row);
  bool is_graph_op(NodeId row) const;
  Taint of_name(NodeId row) const;
  Taint of_attribute(NodeId row) const;
  Taint of_call(NodeId row) const;
  Taint of_children(NodeId row) const;
  void assign(NodeId target, Taint taint);
  bool shape_value(NodeRef at) const;
  bool is_receiver(FunctionId function, std::size_t parameter) const;

  const ProgramReader& reader_;
  bool in_graphs_;
  const std::vector<Taint>& returned_;  // by function
  Taint own_;
  FunctionId function_;  // none = statements of a module body
  FileId file_;
  std::size_t first_ = 0;
  std::vector<Taint> rows_;
  std::vector<Taint> symbols_;  // of the file that is read
  std::vector<SymbolId> touched_;
  bool changed_ = false;
};

}  // namespace hyb
