#include "core/staleness/stale_reads.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/staleness/trainable_reads.h"
#include "core/tensorflow/api.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

constexpr std::size_t kMaxRoots = 12;    // entry points that are replayed for one question
constexpr std::size_t kMaxTraces = 400;  // evaluations between a read and where its trace begins

struct SlotRead {
  NodeRef at;
  FunctionId function;
  ContextId context;
  ObjectId model{};  // of a `fit` in eager code: what it trains
};

class Finder {
 public:
  Finder(const Program& program, const Engine& engine, const CalledRows& rows,
         const Tracing& tracing, StaleReads::Asked asked)
      : program_(program),
        engine_(engine),
        rows_(rows),
        tracing_(tracing),
        asked_(asked),
        writes_(program, engine, rows),
        calls_(program, engine, tracing),
        flags_(program, engine, rows) {}

  std::vector<StaleRead> find() {
    if (writes_.all().empty()) return {};
    for (std::size_t i = 0; i < program_.functions().size(); ++i)
      if (const FunctionId f = FunctionId::from_index(i); tracing_.traced(f)) read_body(f);
    find_compiling();
    read_fits();
    for (auto& [slot, reads] : reads_) judge(slot, reads);
    // Objects of several places may lead to one and the same.
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  // --- reads

  void read_body(FunctionId f) {
    const FunctionInfo& info = program_.function(f);
    if (!info.body.exists()) return;
    const Tree& tree = program_.tree(info.file);
    const ScopeTree& scopes = program_.scopes(info.file);
    for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i) {
      const NodeId row = NodeId::from_index(i);
      const NodeKind kind = tree.kind(row);
      if ((kind != NodeKind::Name && kind != NodeKind::Attribute) ||
          tree[row].field == Field::Target)
        continue;
      if (kind == NodeKind::Attribute) {
        if (flags_.flag().exists() && writes_.writes_attribute(flags_.flag()) &&
            program_.enclosing_function({info.file, row}) == f)
          add_flag_reads(f, {info.file, row});
        if (!writes_.writes_attribute(tree[row].name)) continue;
      } else {
        const SymbolId symbol = scopes.symbol_of[i];
        if (!symbol.exists() || scopes.symbols[symbol].parameter) continue;
        if (scopes.scopes[scopes.symbols[symbol].scope].frame == info.scope) continue;
        if (writes_.candidates({.file = info.file, .symbol = symbol}).empty()) continue;
      }
      if (program_.enclosing_function({info.file, row}) != f) continue;
      if (matters({info.file, row})) add_reads(f, {info.file, row});
    }
  }

  /// Part of a call that writes a tf.summary.
  bool in_summary(NodeRef at) const {
    const Tree& tree = program_.tree(at.file);
    for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
      const NodeKind kind = tree.kind(up);
      if (kind == NodeKind::Block) return false;
      if (kind != NodeKind::Call) continue;
      const ApiRow* api = rows_.at({at.file, up});
      if (api != nullptr && api->has(Trait::Summarises)) return true;
    }
    return false;
  }

  /// Not only printed, raised, or read where a trace never comes.
  bool matters(NodeRef at) const {
    const Tree& tree = program_.tree(at.file);
    for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
      const NodeKind kind = tree.kind(up);
      if (kind == NodeKind::Raise || kind == NodeKind::Assert || kind == NodeKind::Delete)
        return false;
      if (kind == NodeKind::Call) {
        const ApiRow* api = rows_.at({at.file, up});
        if (api != nullptr && (api->has(Trait::Print) || api->has(Trait::Log))) return false;
      }
      if (kind == NodeKind::Block) break;
    }
    return !in_eager_island(program_, engine_, at);
  }

  void add_reads(FunctionId f, NodeRef at) {
    const Tree& tree = program_.tree(at.file);
    for (const ContextId c : engine_.contexts_of(f)) {
      if (!calls_.traced(c)) continue;
      Slot slot;
      if (tree.kind(at.node) == NodeKind::Name) {
        slot.file = at.file;
        slot.symbol = program_.scopes(at.file).symbol_of[at.node.index()];
      } else {
        const auto of =
            objects_in(program_, engine_, c, {at.file, tree.child(at.node, Field::Object)});
        if (of.size() != 1) continue;
        slot = attribute_slot(program_, engine_, of.front(), tree[at.node].name);
      }
      if (!slot.exists()) continue;
      std::vector<SlotRead>& reads = reads_[slot];
      if (reads.empty() || reads.back().at != at || reads.back().context != c)
        reads.push_back({at, f, c});
    }
  }

  void add_flag_reads(FunctionId f, NodeRef at) {
    if (!matters(at)) return;
    for (const ContextId c : engine_.contexts_of(f)) {
      if (!calls_.traced(c)) continue;
      for (ObjectId layer : flags_.layers_read(c, at))
        if (flags_.made_trainable(layer))
          reads_[{.object = layer, .name = flags_.flag()}].push_back({at, f, c});
    }
  }

  /// Functions that compile a model.
  void find_compiling() {
    for (std::size_t i = 0; i < program_.functions().size(); ++i) {
      const FunctionId f = FunctionId::from_index(i);
      const FunctionInfo& info = program_.function(f);
      if (!info.body.exists()) continue;
      const Tree& tree = program_.tree(info.file);
      for (auto at = static_cast<std::uint32_t>(info.body.index()); at < tree.end_of(info.body);
           ++at) {
        const NodeId row = NodeId::from_index(at);
        if (tree.kind(row) != NodeKind::Call) continue;
        const ApiRow* api = rows_.at({info.file, row});
        if (api == nullptr || !api->has(Trait::Compiles)) continue;
        if (program_.enclosing_function({info.file, row}) == f) compiling_.push_back(f);
        break;
      }
    }
  }

  /// Calls of `fit` in eager code: Keras lists the variables at the first.
  void read_fits() {
    if (!flags_.flag().exists() || !writes_.writes_attribute(flags_.flag())) return;
    for (std::size_t i = 0; i < engine_.contexts().size(); ++i) {
      const ContextId c = ContextId::from_index(i);
      const flow::Context& context = engine_.contexts()[i];
      if (context.class_body.exists() || !calls_.eager(c)) continue;
      const Tree& tree = program_.tree(context.file);
      const NodeId body =
          context.function.exists() ? program_.function(context.function).body : tree.root();
      if (!body.exists()) continue;
      for (auto row = static_cast<std::uint32_t>(body.index()); row < tree.end_of(body); ++row) {
        const NodeRef at{context.file, NodeId::from_index(row)};
        if (tree.kind(at.node) != NodeKind::Call || rows_.at(at) == nullptr ||
            program_.enclosing_function(at) != context.function)
          continue;
        const ObjectId model = flags_.model_trained(c, at);
        if (!model.exists()) continue;
        for (ObjectId layer : flags_.layers_of(model))
          if (flags_.made_trainable(layer))
            reads_[{.object = layer, .name = flags_.flag()}].push_back(
                {at, context.function, c, model});
      }
    }
  }

  bool is_flag(const Slot& slot) const {
    return slot.is_attribute() && flags_.flag().exists() && slot.name == flags_.flag() &&
           !attribute_slot(program_, engine_, slot.object, slot.name).exists();
  }

  /// True, as a write of the program says it; bottom = no write does.
  flow::ValueId set_flag(const Replay::Question& question) const {
    for (const auto& [context, numbers] : question.slot_writes)
      for (const std::uint32_t number : numbers) {
        const SlotWrite& write = writes_.all()[number];
        if (!write.value.exists()) continue;
        const flow::ValueId value = engine_.value_of({write.at.file, write.value});
        const ObjectId only = engine_.values().only(value);
        if (only.exists() && engine_.values()[only].kind == ObjectKind::Bool &&
            engine_.values()[only].a == 1)
          return value;
      }
    return {};
  }

  // --- writes

  /// Evaluations that run a write to the slot. False if nothing is to be asked: no eager code
  /// writes it, or traced code does as well.
  bool find_writers(const Slot& slot, Replay::Question& question) const {
    bool later = false;
    for (const std::uint32_t number : writes_.candidates(slot)) {
      const SlotWrite& write = writes_.all()[number];
      const auto consider = [&](ContextId c) {
        if (!is_to(slot, write, c)) return true;
        if (calls_.traced(c) && !calls_.eager(c)) return false;
        if (!calls_.eager(c)) return true;
        question.slot_writes[c.raw()].push_back(number);
        later = later || !makes_object(program_, write.function);
        return true;
      };
      if (!write.function.exists()) {
        if (const ContextId c = calls_.module(write.at.file); c.exists() && !consider(c))
          return false;
      } else {
        for (const ContextId c : engine_.contexts_of(write.function))
          if (!consider(c)) return false;
      }
    }
    return later;
  }

  bool is_to(const Slot& slot, const SlotWrite& write, ContextId c) const {
    if (!write.object.exists()) return true;  // found by its symbol
    if (in_class_body(write.at)) return false;
    for (ObjectId o : objects_in(program_, engine_, c, {write.at.file, write.object})) {
      if (slot.is_attribute() ? o == slot.object
                              : engine_.values()[o].kind == ObjectKind::Module &&
                                    attribute_slot(program_, engine_, o, write.name) == slot)
        return true;
    }
    return false;
  }

  bool in_class_body(NodeRef at) const {
    const Tree& tree = program_.tree(at.file);
    for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
      if (tree.kind(up) == NodeKind::FunctionDef) return false;
      if (tree.kind(up) == NodeKind::ClassDef) return true;
    }
    return false;
  }

  /// The constant that the one assignment in a constructor gives.
  flow::ValueId initial_value(const Replay::Question& question) const {
    flow::ValueId out;
    std::set<std::uint32_t> seen;
    for (const auto& [context, numbers] : question.slot_writes)
      for (const std::uint32_t number : numbers) {
        const SlotWrite& write = writes_.all()[number];
        if (!makes_object(program_, write.function) || !seen.insert(number).second) continue;
        if (seen.size() > 1 || !write.value.exists() || write.part) return {};
        out = engine_.value_of({write.at.file, write.value});
      }
    const ObjectId only = engine_.values().only(out);
    if (!only.exists()) return {};
    const Object& object = engine_.values()[only];
    const bool constant = object.kind == ObjectKind::None ||
                          (object.kind == ObjectKind::Bool && object.a <= 1) ||
                          ((object.kind == ObjectKind::Int || object.kind == ObjectKind::Float ||
                            object.kind == ObjectKind::Str) &&
                           object.name.exists());
    return constant ? out : flow::ValueId{};
  }

  // --- traces

  std::vector<CalledGraph> graphs_of(const SlotRead& read) const {
    if (!read.model.exists()) return graphs_around(read.context);
    return {{.decoration = 0, .driver = rows_.at(read.at)->name, .entry = {}, .model = read.model}};
  }

  /// The graphs whose trace runs the evaluation.
  std::vector<CalledGraph> graphs_around(ContextId reader) const {
    std::vector<CalledGraph> out;
    std::set<ContextId> seen{reader};
    std::vector<ContextId> todo{reader};
    while (!todo.empty() && seen.size() < kMaxTraces) {
      const ContextId at = todo.back();
      todo.pop_back();
      for (const std::uint32_t number : calls_.into(at)) {
        const CallEdge& edge = calls_.edge(number);
        if (calls_.enters_graph(edge)) {
          CalledGraph graph{.decoration = edge.decoration, .driver = {}, .entry = at, .model = {}};
          if (edge.decoration == 0) {
            const ApiRow* driver = rows_.at(edge.site);
            if (driver == nullptr) continue;
            graph.driver = driver->name;
          }
          if (std::find(out.begin(), out.end(), graph) == out.end()) out.push_back(graph);
        }
        if (edge.passage == Passage::Eager || flow::starts_graph(edge.passage)) continue;
        if (calls_.traced(edge.from) && !in_eager_island(program_, engine_, edge.site) &&
            seen.insert(edge.from).second)
          todo.push_back(edge.from);
      }
    }
    return out;
  }

  // --- questions

  void judge(const Slot& slot, const std::vector<SlotRead>& reads) {
    Replay::Question question;
    question.slot = slot;
    const bool by_summary =
        asked_ == StaleReads::Asked::Few && slot.is_attribute() && !is_flag(slot);
    if (by_summary && std::none_of(reads.begin(), reads.end(),
                                   [&](const SlotRead& read) { return in_summary(read.at); }))
      return;
    if (!find_writers(slot, question)) return;
    if (slot.is_attribute() && several(slot.object)) return;
    if (is_flag(slot)) {
      question.made_with = true;
      question.initial = set_flag(question);
    } else {
      question.initial = initial_value(question);
    }
    std::map<CalledGraph, std::vector<const SlotRead*>> by_graph;
    for (const SlotRead& read : reads)
      for (const CalledGraph& graph : graphs_of(read)) by_graph[graph].push_back(&read);
    std::unordered_set<std::uint32_t> writing;
    for (const auto& [context, numbers] : question.slot_writes)
      calls_.add_callers(ContextId::from_index(context - 1), writing);
    std::set<FunctionId> told;
    for (const auto& [graph, readers] : by_graph) {
      if (std::all_of(readers.begin(), readers.end(),
                      [&](const SlotRead* r) { return told.contains(r->function); }))
        continue;
      question.graph = graph;
      const auto found = ask(question, readers, writing);
      if (!found) continue;
      for (const SlotRead* read : readers) {
        if (!told.insert(read->function).second) continue;
        found_.push_back({.at = read->at,
                          .reader = read->function,
                          .kind = question.made_with    ? StaleRead::Kind::Flag
                                  : slot.is_attribute() ? StaleRead::Kind::Attribute
                                                        : StaleRead::Kind::Variable,
                          .write = found->write,
                          .writer = program_.enclosing_function(found->write),
                          .call = found->call});
      }
    }
  }

  /// Objects of that place live side by side, as far as one can see: made in a comprehension, or
  /// put into a list.
  bool several(ObjectId id) const {
    const Object& object = engine_.values()[id];
    if (object.kind == ObjectKind::Class || object.b == 0) return false;
    const NodeRef made = engine_.allocation(object.b);
    const Tree& tree = program_.tree(made.file);
    for (NodeId up = tree.parent(made.node); up.exists(); up = tree.parent(up)) {
      const NodeKind kind = tree.kind(up);
      if (kind == NodeKind::ListComp || kind == NodeKind::SetComp || kind == NodeKind::DictComp ||
          kind == NodeKind::Generator)
        return true;
      if (kind == NodeKind::Block || kind == NodeKind::Module) return false;
      const bool kept = kind == NodeKind::Arguments || kind == NodeKind::List ||
                        kind == NodeKind::Dict || kind == NodeKind::Tuple;
      if (kept && loop_around(program_, engine_, made, 1).node.exists()) return true;
    }
    return false;
  }

  std::optional<Replay::Found> ask(Replay::Question& question,
                                   const std::vector<const SlotRead*>& readers,
                                   const std::unordered_set<std::uint32_t>& writing) {
    std::unordered_set<std::uint32_t> calling;
    if (!question.graph.entry.exists()) {
      for (const SlotRead* fit : readers) calls_.add_callers(fit->context, calling);
    } else {
      for (const std::uint32_t number : calls_.into(question.graph.entry)) {
        const CallEdge& edge = calls_.edge(number);
        if (calls_.enters_graph(edge) && edge.decoration == question.graph.decoration)
          calls_.add_callers(edge.from, calling);
      }
    }
    std::vector<ContextId> roots;
    for (const std::uint32_t c : calling)
      if (const ContextId root = ContextId::from_index(c - 1);
          writing.contains(c) && !in_test_code(root))
        roots.push_back(root);
    if (roots.empty()) return std::nullopt;
    std::sort(roots.begin(), roots.end());
    // From the outermost callers: they know which objects there are, and what is passed.
    std::vector<ContextId> top;
    for (const ContextId c : roots) {
      const auto into = calls_.into(c);
      if (std::none_of(into.begin(), into.end(), [&](std::uint32_t number) {
            const CallEdge& edge = calls_.edge(number);
            return edge.from != c && calls_.plain(edge) &&
                   std::binary_search(roots.begin(), roots.end(), edge.from);
          }))
        top.push_back(c);
    }
    if (top.empty()) top.push_back(roots.front());
    question.inlined = calling;
    question.inlined.insert(writing.begin(), writing.end());
    add_makers(question);
    const ReplayedProgram on{program_, engine_, rows_, calls_, writes_, flags_};
    for (std::size_t i = 0; i < top.size() && i < kMaxRoots; ++i) {
      if (!knows_object(question.slot, top[i])) continue;
      Replay replay(on, question);
      if (auto found = replay.run(top[i], is_offered(top[i]))) return found;
    }
    return std::nullopt;
  }

  /// Code that makes the object, the tf.function, or compiles a model is followed too.
  void add_makers(Replay::Question& question) const {
    const auto add = [&](FunctionId f) {
      if (!f.exists()) return;
      for (const ContextId c : engine_.contexts_of(f))
        if (calls_.eager(c)) calls_.add_callers(c, question.inlined);
    };
    if (question.slot.is_attribute()) {
      const Object& object = engine_.values()[question.slot.object];
      if (object.kind != ObjectKind::Class && object.b != 0)
        add(program_.enclosing_function(engine_.allocation(object.b)));
    }
    if (question.graph.decoration != 0)
      add(engine_.decorations()[question.graph.decoration - 1].made_in);
    else
      for (FunctionId f : compiling_) add(f);
  }

  bool in_test_code(ContextId c) const {
    const FileId file = engine_.contexts()[c.index()].file;
    return program_.project().files[file.index()].test_code;
  }

  /// A method that a library offers: nobody in the project calls it, and whoever does may do so
  /// again with the same object.
  bool is_offered(ContextId c) const {
    const flow::Context& context = engine_.contexts()[c.index()];
    if (!context.function.exists()) return false;
    const FunctionInfo& info = program_.function(context.function);
    if (!info.owner.exists() || makes_object(program_, context.function)) return false;
    if (program_.text(info.name).starts_with("_")) return false;
    for (const ContextId other : engine_.contexts_of(context.function))
      for (const std::uint32_t number : calls_.into(other))
        if (!in_test_code(calls_.edge(number).from)) return false;
    return true;
  }

  /// An object that is made nowhere in particular is known where one of its methods runs.
  bool knows_object(const Slot& slot, ContextId root) const {
    if (!slot.is_attribute()) return true;
    const Object& object = engine_.values()[slot.object];
    if (object.kind == ObjectKind::Class || object.b != 0) return true;
    const auto& parameters = engine_.contexts()[root.index()].parameters;
    return !parameters.empty() && engine_.values().only(parameters.front()) == slot.object;
  }

  const Program& program_;
  const Engine& engine_;
  const CalledRows& rows_;
  const Tracing& tracing_;
  StaleReads::Asked asked_;
  SlotWrites writes_;
  EagerCalls calls_;
  TrainableReads flags_;
  std::vector<FunctionId> compiling_;
  std::map<Slot, std::vector<SlotRead>> reads_;
  std::vector<StaleRead> found_;
};

}  // namespace

StaleReads::StaleReads(const Program& program, const Engine& engine, const CalledRows& rows,
                       const Tracing& tracing, Asked asked)
    : found_(Finder(program, engine, rows, tracing, asked).find()) {}

std::span<const StaleRead> StaleReads::in(FileId file) const {
  const auto first = std::partition_point(found_.begin(), found_.end(),
                                          [&](const StaleRead& r) { return r.at.file < file; });
  const auto last = std::partition_point(first, found_.end(),
                                         [&](const StaleRead& r) { return r.at.file == file; });
  return {first, last};
}

}  // namespace hyb
