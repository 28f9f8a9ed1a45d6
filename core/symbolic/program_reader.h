#pragma once

// What the readers of bodies ask about one row: what it denotes, which row of the API model a call
// means, which calls of the project leave it. Made by SymbolicValues and Preconditions over the
// solved engine; read by the files beside this one and by core/preconditions. Holds indexes only,
// so a copy of nothing.

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/tri.h"
#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/tensorflow/called_api.h"

namespace hyb {

class ProgramReader {
 public:
  ProgramReader(const Program& program, const flow::Engine& engine, const CalledRows& rows);

  const Program& program() const { return program_; }
  const flow::Engine& engine() const { return engine_; }
  const flow::Values& values() const { return engine_.values(); }
  std::span<const flow::ObjectId> objects(NodeRef at) const {
    return values().objects(engine_.value_of(at));
  }
  std::string_view text(NameId name) const { return program_.text(name); }
  /// Some object is a tensor or an array (Yes), none can be (No), else Unknown.
  Tri may_be_array(NodeRef at) const;
  /// The row of the API model that a Call row means; nullptr = none, or not only that.
  const ApiRow* called_api(NodeRef call) const { return rows_.at(call); }
  /// The row's text on one line, shortened; in quotes.
  std::string unquoted(NodeRef at) const;
  std::string quoted(NodeRef at) const { return "'" + unquoted(at) + "'"; }
  /// Edges that leave a function (none = all module bodies), sorted by site.
  std::span<const flow::CallEdge> edges_from(FunctionId caller) const;
  std::span<const flow::CallEdge> edges_at(FunctionId caller, NodeRef site) const;
  /// Those of sites from `first` up to `end`, which is not among them.
  std::span<const flow::CallEdge> edges_between(FunctionId caller, NodeRef first,
                                                NodeRef end) const;
  /// Numbers, among all edges, of those that call a function.
  std::span<const std::uint32_t> edges_into(FunctionId callee) const {
    return into_[callee.index()];
  }
  /// What a written call hands to a parameter of the callee; none = its default, or a star brings
  /// it.
  NodeId handed_to(const flow::CallEdge& edge, std::size_t parameter) const;
  /// Number of an edge of the spans above among all edges.
  std::uint32_t number(const flow::CallEdge& edge) const {
    return static_cast<std::uint32_t>(&edge - engine_.edges().data());
  }
  /// The `x` of `type(x)` and `x.__class__`; none = the expression is neither.
  NodeId instance_of_type(NodeRef at) const;
  /// The arguments of a Call row, without stars; a Keyword row stands for its value.
  std::vector<NodeId> arguments(NodeRef call) const;

 private:
  const Program& program_;
  const flow::Engine& engine_;
  const CalledRows& rows_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> from_;  // by function: range in edges()
  std::vector<std::vector<std::uint32_t>> into_;               // by function: edges that call it
  std::uint32_t of_modules_ = 0;                               // edges without a caller, in front
};

}  // namespace hyb
