#pragma once

// How each function is reached: eagerly, in a graph, converted by AutoGraph or not, as a replica
// function, again and again. A least fixpoint over the calls between evaluations (contexts), so
// that a callback handed to an eager object is not taken for one handed to a traced object of the
// same class; shortest chains first. Made by `solve`, frozen then. Every answer has its chain of
// edges.
//
// A function that is called in too many ways has one evaluation for many callers. Where some of
// them are eager and some run in graphs, what it calls under a condition, or by the class of an
// object, is not taken to run in a graph: nobody knows for whom it is called. A call that the
// arguments and tests on the way rule out is not made on it (core/tensorflow/possible_way.h).

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/base/tri.h"
#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/tensorflow/loops.h"
#include "core/tensorflow/possible_way.h"

namespace hyb {

enum class Mode : std::uint8_t { Eager, Converted, Unconverted };  // the last two: in a graph
constexpr std::size_t kModes = 3;

enum class KerasGeneration : std::uint8_t { Unknown, Two, Three };

/// One link of a chain: the edge by which a function was reached, or the tf.function that starts
/// it.
struct Reason {
  enum class Kind : std::uint8_t { None, Module, Uncalled, Decoration, Edge } kind = Kind::None;
  std::uint32_t index = 0;  // into edges() or decorations()
  Mode caller_mode = Mode::Eager;
};

class Tracing {
 public:
  /// `keras_eager`: some model is compiled with run_eagerly, so what Keras drives may run eagerly.
  Tracing(const Program& program, const flow::Engine& engine, KerasGeneration keras,
          bool keras_eager);

  bool reached(FunctionId f, Mode mode) const { return row(f).context[std::size_t(mode)].exists(); }
  bool reached(flow::ContextId context, Mode mode) const {
    return contexts_[context.index()].reason[std::size_t(mode)].kind != Reason::Kind::None;
  }
  bool eager(FunctionId f) const { return reached(f, Mode::Eager); }
  bool traced(FunctionId f) const {
    return reached(f, Mode::Converted) || reached(f, Mode::Unconverted);
  }
  bool replica(FunctionId f) const { return row(f).replica; }
  /// Some call of the program enters it (an uncalled function is only assumed to be eager).
  bool called(FunctionId f) const { return row(f).called; }
  /// Runs again and again from eager code: a loop around a call on some eager path.
  bool repeated(FunctionId f) const { return row(f).repeated; }
  /// … but only as far as tests run it: code that nothing but tests calls, or a loop of a test.
  bool repeated_only_in_tests(FunctionId f) const { return row(f).repeated && row(f).in_tests; }
  /// The same through this very call.
  bool repeats(const flow::CallEdge& edge) const;
  /// The loop that `repeated` rests on: one outside of tests, if there is one.
  NodeRef loop_of(FunctionId f) const { return row(f).loop; }

  /// Chain from the start of tracing (or of the program) to `f`: `start` is the first reason.
  struct Chain {
    Reason start;
    FunctionId first;                   // the function that `start` is about
    std::vector<flow::CallEdge> edges;  // then one per call down to `f`
    /// Number of the tf.function that tracing starts with, 0 if something else starts it.
    std::uint32_t decoration() const;
  };
  Chain chain(FunctionId f, Mode mode) const { return chain(first_context(f, mode), mode); }
  Chain chain(flow::ContextId context, Mode mode) const;
  /// The known way by which an evaluation is reached comes to the row, which stands in its body: no
  /// argument and no test on it says otherwise.
  bool passes(flow::ContextId evaluation, Mode mode, NodeRef at) const;
  /// The first evaluation of `f` in that mode whose way comes to the row, or none.
  flow::ContextId passing(FunctionId f, Mode mode, NodeRef at) const;
  /// `f` is traced, and some way that it is traced by comes to the row.
  bool traced_at(FunctionId f, NodeRef at) const {
    return traced(f) && passing(f, traced_mode(f), at).exists();
  }
  /// Why one evaluation runs in that mode; Kind::None = it does not.
  const Reason& reason(flow::ContextId context, Mode mode) const {
    return contexts_[context.index()].reason[std::size_t(mode)];
  }
  /// The first evaluation of `f` that was reached in that mode, or none.
  flow::ContextId first_context(FunctionId f, Mode mode) const {
    return row(f).context[std::size_t(mode)];
  }
  /// The traced mode to explain by: converted if there is one.
  Mode traced_mode(FunctionId f) const {
    return reached(f, Mode::Converted) ? Mode::Converted : Mode::Unconverted;
  }
  KerasGeneration keras() const { return keras_; }

 private:
  struct ContextRow {
    Reason reason[kModes];
    bool replica = false;
    bool repeated = false;
    bool in_tests = false;  // what is repeated runs only as a part of tests
    NodeRef loop;
  };
  struct Row {
    flow::ContextId context[kModes];  // the first evaluation that was reached in each mode
    bool replica = false;
    bool called = false;
    bool repeated = false;
    bool in_tests = false;
    NodeRef loop;
  };
  /// When AutoGraph leaves the function as it is, though its caller is converted.
  enum class Kept : std::uint8_t { NotAsked, Never, WhenCalled, Always };
  const Row& row(FunctionId f) const { return rows_[f.index()]; }
  bool stays_python(FunctionId f);
  bool made_here(const flow::CallEdge& edge);
  void reach(flow::ContextId context, Mode mode, Reason reason);
  void follow(std::uint32_t edge, Mode mode);
  bool may_follow(std::uint32_t edge, Mode mode);
  void try_again(flow::ContextId context, Mode mode, Reason reason);
  Chain chain_from(Reason reason, FunctionId first, Mode mode) const;
  void start(bool tests);
  void reach_all();
  void spread();
  bool told_apart(std::uint32_t edge) const;
  std::vector<bool> runs_in_earnest() const;
  void find_repeated();
  void gather();

  const Program& program_;
  const flow::Engine& engine_;
  KerasGeneration keras_;
  bool keras_eager_;
  std::vector<ContextRow> contexts_;
  std::vector<Row> rows_;
  std::vector<Kept> kept_;                        // by function
  std::vector<std::vector<std::uint32_t>> from_;  // by context: edges it calls through
  std::vector<bool> mixed_;  // by context: shared by eager callers and such in graphs
  std::vector<std::pair<flow::ContextId, Mode>> queue_;
  std::vector<std::uint32_t> keras_edges_;  // by which Keras may run eagerly
  PossibleWay ways_;
  /// Calls that the first way to their caller rules out, by caller and mode; and the way by which
  /// they are made after all, if it is not that one.
  std::map<std::pair<flow::ContextId, Mode>, std::vector<std::uint32_t>> ruled_out_;
  std::map<std::pair<std::uint32_t, Mode>, Reason> other_ways_;
  std::vector<signed char> tested_;  // by edge: some test stands around it; -1 = not asked
};

/// A test that is true only outside of graphs (Yes: `tf.executing_eagerly()`) or only in them (No);
/// `not` turns it round.
Tri asks_for_eager(const Program& program, const flow::Engine& engine, NodeRef test);
/// Inside `with tf.init_scope()`, in the branch of `if tf.executing_eagerly()` that a trace skips,
/// or behind such a test that leaves the function while tracing.
bool in_eager_island(const Program& program, const flow::Engine& engine, NodeRef at);

}  // namespace hyb
