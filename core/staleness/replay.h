#pragma once

// Runs eager code in the abstract for one question: can a graph be called while a slot holds one
// value, and be called again, by the same trace, while it holds another? Follows statements in
// order, branches, loops (three times around) and calls. Used by StaleReads, one object for each
// slot and graph.
//
// A path remembers what the slot holds and what it held when the graph was traced. Values are equal
// until they are known to differ: two constants, a number that a loop changes, an object that is
// made anew. What is not known never differs from anything. A path is given up where the code
// mixes several objects of one place, and so is the whole question beyond kMaxPaths and kMaxSteps.

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/staleness/eager_calls.h"
#include "core/staleness/slots.h"

namespace hyb {

/// A graph that eager code calls: through which tf.function, or which method of Keras, and which
/// evaluation of the function behind it.
struct CalledGraph {
  std::uint32_t decoration = 0;  // 0 = Keras runs it
  std::string_view driver;       // "keras.Model.fit"
  flow::ContextId entry;         // none: of Keras alone, for `model`
  flow::ObjectId model{};
  friend constexpr auto operator<=>(const CalledGraph&, const CalledGraph&) = default;
};

class TrainableReads;

/// What all questions about one program share.
struct ReplayedProgram {
  const Program& program;
  const flow::Engine& engine;
  const CalledRows& rows;
  const EagerCalls& calls;
  const SlotWrites& writes;
  const TrainableReads& flags;
};

class Replay {
 public:
  /// `slot_writes`: the writes that are to the slot, by evaluation. `inlined`: the evaluations that
  /// are followed into.
  struct Question {
    Slot slot;
    CalledGraph graph;
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> slot_writes;
    std::unordered_set<std::uint32_t> inlined;
    flow::ValueId initial;   // a constant that every constructor gives the slot
    bool made_with = false;  // the library gives it to the object where it is made
  };
  struct Found {
    NodeRef write;  // after the trace
    NodeRef call;   // that still runs the old trace
  };

  Replay(const ReplayedProgram& on, const Question& question) : on_(on), question_(question) {}
  /// Runs the evaluation from its beginning; `again`: twice, one after the other.
  std::optional<Found> run(flow::ContextId root, bool again);

 private:
  struct Held {
    enum class Kind : std::uint8_t { Unknown, Constant, Changed } kind = Kind::Unknown;
    flow::ValueId constant;
    std::uint32_t write = 0;  // number of the write, from 1; 0 = there was none
    bool earlier = false;     // by an earlier run of that write
    friend bool operator==(const Held&, const Held&) = default;
  };
  struct Path {
    Held now, traced;
    bool has_trace = false;
    bool unclear = false;    // several objects or graphs are mixed
    std::uint64_t past = 0;  // tests for one element of a loop that have let it pass
    std::uint64_t made = 0;  // the chain of calls that made the object, 0 = it was there before
    friend bool operator==(const Path&, const Path&) = default;
  };
  using Paths = std::vector<Path>;
  struct Loop {
    Paths broken, continued;
  };
  struct Frame {
    flow::ContextId context;
    FunctionId function;
    FileId file;
    const Tree* tree = nullptr;
    const Frame* caller = nullptr;
    const flow::CallEdge* edge = nullptr;  // by which it was called
    std::uint64_t chain = 0;
    std::vector<NodeId> loops;
    std::vector<Loop*> exits;
    std::unordered_set<std::uint32_t> guards;  // tests that let pass once, and did
    Paths returned;
  };
  /// Something that matters to the question, at a row of one evaluation.
  struct Event {
    enum class Kind : std::uint8_t { Make, Renew, Call, Graph, Write } kind;
    NodeId row;
    std::uint32_t number = 0;  // of the edge or write
  };

  const std::vector<Event>& events(const Frame& frame);
  std::pair<std::size_t, std::size_t> events_in(const std::vector<Event>& events, const Tree& tree,
                                                NodeId row) const;
  bool quiet(Frame& frame, NodeId row);

  Paths block(Frame& frame, NodeId block, Paths paths);
  Paths statement(Frame& frame, NodeId row, Paths paths);
  Paths branches(Frame& frame, NodeId row, Paths paths);
  Paths loop(Frame& frame, NodeId row, Paths paths);
  Paths attempt(Frame& frame, NodeId row, Paths paths);
  Paths cases(Frame& frame, NodeId row, Paths paths);
  /// Everything below the row, inner calls first.
  Paths expression(Frame& frame, NodeId row, Paths paths);
  Paths event(Frame& frame, const std::vector<Event>& same_row, Paths paths);
  Paths call(Frame& frame, const std::vector<const flow::CallEdge*>& edges, Paths paths);
  void write(Frame& frame, std::uint32_t number, Paths& paths);
  void called(Frame& frame, NodeId site, Paths& paths);
  Paths run_frame(Frame& frame, Paths paths);

  /// Is the branch taken by the first that comes, and by nobody after: `if self.k is None:`?
  bool passes_once(const Frame& frame, NodeId test) const;
  /// It asks what the outermost loop goes over: `if model.step is None:` in `for model in models:`.
  bool asks_element(const Frame& frame, NodeId test) const;
  /// `if epoch == 10:` in the loop over epochs: it holds at most once on each path.
  bool holds_for_one(const Frame& frame, NodeId test) const;
  bool keyed_by_value(const Frame& frame, NodeId site) const;
  bool differ(const Held& before, const Held& now) const;
  void join(Paths& into, const Paths& from);
  static std::uint64_t chained(std::uint64_t chain, NodeRef at);

  Held as_made() const;
  Held written(const Frame& frame, std::uint32_t number) const;
  Held::Kind change_of(const Frame& frame, NodeId value, int depth) const;
  Held::Kind change_of_name(const Frame& frame, NodeId name, int depth) const;
  Held::Kind change_of_call(const Frame& frame, NodeId call, int depth) const;
  Held::Kind change_of_parts(const Frame& frame, NodeId row, int depth) const;
  bool is_constant(flow::ValueId value) const;
  bool is_new_object(const Frame& frame, NodeId call) const;
  bool in_running_loop(const Frame& frame, NodeId row) const;

  const ReplayedProgram& on_;
  const Question& question_;
  std::unordered_map<std::uint32_t, std::vector<Event>> events_;  // by evaluation
  std::vector<flow::ContextId> running_;
  std::uint32_t steps_ = 0;
  bool given_up_ = false;
  std::optional<Found> found_;
};

}  // namespace hyb
