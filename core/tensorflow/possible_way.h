#pragma once

// Whether calls can be made one inside the other on one way through the program. One evaluation of
// a function stands for many callers, so that a chain of calls may tell a way that nobody goes: a
// flag handed in as False, and a call further down under `if flag:`. Read on demand from the
// frozen engine by Tracing, by TraceEffects, and by checks for the place they report.
//
// What is known on a way: constants and defaults handed in, and the tests that stood around the
// calls before, of parameters, of variables bound once, and of attributes of such (`self.flag`). An
// argument of which nothing says that it may be None is taken for something else.

#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/tri.h"
#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

class PossibleWay {
 public:
  PossibleWay(const Program& program, const flow::Engine& engine)
      : program_(program), engine_(engine) {}

  /// Some test of a name stands around the row: only then can a way to it be impossible.
  bool tested(NodeRef at) const;

  /// `way`: calls, outermost first, each made in the callee of the one before; `last` stands in the
  /// callee of the last one. `made`: where the tf.function that starts the way is made, if
  /// elsewhere. False: on no run of the program.
  bool possible(std::span<const flow::CallEdge> way, NodeRef last, NodeRef made = {}) const;

 private:
  /// A test that the way passes: of a variable, or of its attribute.
  struct Asked {
    SymbolId symbol;
    NameId attribute;
    bool none = false;    // `is None`; else for its truth
    bool wanted = false;  // the answer on this way
  };
  struct Known {
    Tri truth = Tri::Unknown;
    Tri none = Tri::Unknown;
  };
  using Subject = std::tuple<FileId, SymbolId, NameId>;
  using Facts = std::vector<std::pair<Subject, Known>>;  // a few at a time

  void collect(NodeRef at, std::vector<Asked>& out) const;
  void add(FileId file, NodeId test, bool wanted, std::vector<Asked>& out) const;
  bool subject(FileId file, NodeId row, Asked& out) const;
  static Known& known(Facts& facts, const Subject& subject);
  static bool agree(FileId file, std::span<const Asked> asked, Facts& facts);
  Facts enter(const flow::CallEdge& edge, const Facts& outside) const;
  void hand_over(const flow::CallEdge& edge, const Facts& outside, Facts& inside) const;
  bool still_given(FileId file, const Symbol& parameter, NodeId row) const;
  bool never_none(NodeRef value) const;
  void bind(FileId from, NodeId value, FileId to, SymbolId parameter, const Facts& outside,
            Facts& inside) const;

  const Program& program_;
  const flow::Engine& engine_;
};

}  // namespace hyb
