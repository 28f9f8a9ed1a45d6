#pragma once

// The frozen results of all analyses: the only door that checks have. Made by build_facts() once
// per run, const and safe to read from many threads. In test builds, reading a fact that the
// running check did not declare in `needs` aborts with the check's name.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/lazy.h"
#include "core/base/tri.h"
#include "core/diag/diagnostic.h"
#include "core/effects/effects.h"
#include "core/effects/trace_effects.h"
#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/rule/rule_info.h"
#include "core/staging/staging.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/called_api.h"
#include "core/tensorflow/framework.h"
#include "core/tensorflow/gradient_steps.h"
#include "core/tensorflow/pipelines.h"
#include "core/tensorflow/tracing.h"
#include "core/verdicts/verdict.h"

namespace hyb {

class EndlessRecursion;
class FunctionFactsMaker;
class Hazards;
class ReplicaSynchronisation;
class StaleReads;
class SymbolicValues;
class TracedCreation;
class EagerExecution;
class GraphChanges;
class LegacyCode;
class Verdicts;

class Facts {
 public:
  Facts(Program& program, Need needs, Assume assume = Assume::Balanced, unsigned jobs = 1);
  ~Facts();
  Facts(const Facts&) = delete;
  Facts& operator=(const Facts&) = delete;

  const Program& program() const { return program_; }
  const Target& target() const { return program_.project().target; }
  KerasGeneration keras() const { return keras_; }
  /// False when the project can only run on versions below `version`; Unknown if nobody says.
  Tri target_has(Version version) const { return target_has(target(), version); }
  /// The same for a file: folders of a project may ask for TensorFlows of their own.
  Tri target_has(FileId file, Version version) const {
    return target_has(program_.project().files[file.index()].target, version);
  }
  static Tri target_has(const Target& target, Version version);

  // --- what expressions denote (Need::Values)
  // ------------------------------------------------------
  const Framework& framework() const { return *framework_; }
  const flow::Engine& engine() const { return *engine_; }
  const flow::Values& values() const { return std::as_const(*engine_).values(); }
  flow::ValueId value(NodeRef node) const { return std::as_const(*engine_).value_of(node); }
  std::string_view text(NameId name) const { return program_.text(name); }
  /// Canonical path ("keras.layers.Dense") of the one outside thing that an expression can only
  /// denote; "" when it may be something else. `written_path` keeps the module it was reached
  /// through.
  std::string_view path(NodeRef expression) const;
  std::string_view written_path(NodeRef expression) const;
  /// The row of the API model of that thing; nullptr = no row, or it may be something else.
  const ApiRow* api(NodeRef expression) const;
  bool names(NodeRef expression, Trait trait) const {
    const ApiRow* row = api(expression);
    return row != nullptr && row->has(trait);
  }
  /// The row of what a Call row calls, when it can only call one outside thing: a function, a
  /// class, or a method of an outside object (also one inherited by a project class); else nullptr.
  const ApiRow* called_api(NodeRef call) const;
  const CalledRows& called_rows() const { return *called_rows_; }
  /// All the functions of the project that a Call row may enter, with the tf.function in between.
  struct Callee {
    FunctionId function;
    std::uint32_t decoration = 0;  // number of the tf.function called, 0 = none
  };
  std::vector<Callee> callees(NodeRef call) const;
  /// Every object of the expression is a tensor (Yes), none can be (No), else Unknown.
  Tri is_tensor(NodeRef expression) const;
  /// The tf.function decorations whose wrapped function is `f`; numbers from 1.
  std::span<const std::uint32_t> decorations_of(FunctionId f) const;
  const flow::Engine::Decoration& decoration(std::uint32_t number) const {
    return engine_->decorations()[number - 1];
  }
  /// Function inside a decoration (through a bound method), or none.
  FunctionId wrapped_function(std::uint32_t decoration) const;
  /// Argument `keyword` given to tf.function, or nullptr. `position` counts tf.function's own
  /// parameters (func = 0).
  const flow::Argument* option(std::uint32_t decoration, std::string_view keyword,
                               std::size_t position) const;
  /// Constant of an expression that always has the same value: true/false, else Unknown.
  Tri constant_bool(flow::ValueId value) const;
  /// The class derives, at any depth and over files, from outside class `base` (canonical path).
  Tri derives(ClassId id, std::string_view base) const;
  /// The object is an instance of outside class `base`: made from it, or from a project class
  /// below.
  bool is_instance_of(flow::ObjectId object, std::string_view base) const;

  // --- who runs in a graph (Need::Tracing)
  // ---------------------------------------------------------
  const Tracing& tracing() const { return *tracing_; }
  std::span<const flow::CallEdge> edges() const { return engine_->edges(); }
  std::span<const flow::CallEdge> edges_into(FunctionId callee) const;
  std::span<const flow::CallEdge> edges_from(FunctionId caller) const;
  /// Notes that tell why `f` runs in a graph (or eagerly): where it starts, then each call down.
  std::vector<Note> why(FunctionId f, Mode mode) const {
    return why(tracing_->first_context(f, mode), mode);
  }
  /// The same of one evaluation of a function.
  std::vector<Note> why(flow::ContextId evaluation, Mode mode) const;
  /// … by a way that comes to the row, which stands in the body of `f`.
  std::vector<Note> why(FunctionId f, Mode mode, NodeRef at) const {
    return why(tracing_->passing(f, mode, at), mode);
  }
  /// The same of a chain of calls that somebody has found: tracing starts with tf.function number
  /// `decoration` (0 = with the first call), around `first` if it wraps nothing known.
  std::vector<Note> why(std::uint32_t decoration, FunctionId first,
                        std::span<const flow::CallEdge> calls) const;

  /// Which control flow of converted code becomes TensorFlow's, and its variables.
  const Staging& staging() const { return *staging_; }
  /// Which expressions are symbolic while their function is traced.
  const SymbolicValues& symbolic_values() const { return *symbolic_values_; }

  // --- tf.data pipelines, step by step (Need::Values) ---
  const Pipelines& pipelines() const { return *pipelines_; }

  // --- gradient tapes and updates of variables (Need::GradientSteps) ---
  const GradientSteps& gradient_steps() const { return *gradient_steps_; }

  // --- Python side effects, with witness and chain (Need::SideEffects) ---
  const Effects& effects() const { return *effects_; }
  /// Those in running graphs that write what outlives the trace, each with its traced path.
  const TraceEffects& trace_effects() const { return *trace_effects_; }
  /// Notes that tell the path of one: where tracing starts, then each call down.
  std::vector<Note> why(const TraceEffect& effect) const;

  // --- what goes wrong in traced functions (Need::Hazards) ---
  const Hazards& hazards() const { return *hazards_; }

  // --- should each function be a graph? (Need::Verdicts; side effects are known then too) ---
  const FunctionFactsMaker& records() const { return *records_; }
  const Verdicts& verdicts() const { return *verdicts_; }

  // --- made when somebody asks (Need::Tracing) ---
  /// Recursion that no trace comes out of.
  const EndlessRecursion& endless_recursion() const;
  /// Graphs inside replica functions that synchronise (Need::GradientSteps too).
  const ReplicaSynchronisation& replica_synchronisation() const;
  /// Values that a trace keeps though eager code changes them.
  const StaleReads& stale_reads() const;
  /// Without those of attributes outside of calls of tf.summary.
  const StaleReads& few_stale_reads() const;
  /// Attributes of one object that were ever written or asked for, by name.
  std::span<const flow::Engine::AttributeCell> attributes_of(flow::ObjectId object) const;
  /// Code that each trace runs anew: what makes variables there makes them again.
  const TracedCreation& traced_creation() const;
  /// Files that only run under TensorFlow 1 (Need::Values).
  const LegacyCode& legacy_code() const;
  /// Files without eager execution (Need::Values).
  const EagerExecution& eager_execution() const;
  /// What would be another program as a graph (Need::Values).
  const GraphChanges& graph_changes() const;

  // --- syntax, by need of many checks
  // --------------------------------------------------------------
  /// Call rows of one file in source order.
  std::span<const NodeId> calls(FileId file) const { return calls_[file.index()]; }
  /// Functions (lambdas too) and classes of one file in source order.
  std::span<const FunctionId> functions(FileId file) const { return functions_[file.index()]; }
  std::span<const ClassId> classes(FileId file) const { return classes_[file.index()]; }
  /// Numbers of the tf.function decorations made in one file, in source order.
  std::span<const std::uint32_t> decorations(FileId file) const {
    return decorations_[file.index()];
  }
  /// Name the file calls TensorFlow by ("tf"), "" if it does not import it as a module.
  std::string_view tensorflow_alias(FileId file) const;

 private:
  void index_program();
  void make_records(unsigned jobs);
  /// Some compile() asks for run_eagerly, or may.
  bool keras_runs_eagerly() const;

  Program& program_;
  Need needs_;
  KerasGeneration keras_ = KerasGeneration::Unknown;
  std::unique_ptr<Framework> framework_;
  std::unique_ptr<flow::Engine> engine_;
  std::unique_ptr<CalledRows> called_rows_;
  std::unique_ptr<Pipelines> pipelines_;
  std::unique_ptr<Tracing> tracing_;
  std::unique_ptr<Staging> staging_;
  std::unique_ptr<SymbolicValues> symbolic_values_;
  std::unique_ptr<GradientSteps> gradient_steps_;
  std::unique_ptr<Effects> effects_;
  std::unique_ptr<TraceEffects> trace_effects_;
  std::unique_ptr<Hazards> hazards_;
  std::unique_ptr<FunctionFactsMaker> records_;
  std::unique_ptr<Verdicts> verdicts_;
  Lazy<EndlessRecursion> endless_recursion_;
  Lazy<ReplicaSynchronisation> replica_synchronisation_;
  Lazy<StaleReads> stale_reads_;
  Lazy<StaleReads> few_stale_reads_;
  Lazy<std::vector<flow::Engine::AttributeCell>> attributes_;  // by object and name
  Lazy<TracedCreation> traced_creation_;
  Lazy<LegacyCode> legacy_code_;
  Lazy<EagerExecution> eager_execution_;
  Lazy<GraphChanges> graph_changes_;
  std::vector<std::vector<NodeId>> calls_;
  std::vector<std::vector<FunctionId>> functions_;
  std::vector<std::vector<ClassId>> classes_;
  std::vector<std::vector<std::uint32_t>> decorations_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> decorations_of_;  // by function
  std::vector<flow::CallEdge> by_callee_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> into_;  // by function: range in by_callee_
  std::vector<std::pair<std::uint32_t, std::uint32_t>> from_;  // by function: range in edges()
};

}  // namespace hyb
