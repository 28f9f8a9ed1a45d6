#pragma once

// The engine: whole-program abstract interpretation of Python. Made by `solve`, once per run; what
// it found is read through the frozen results at the end of this class. engine.cpp opens with the
// essay: the lattice, why it ends, what it gives up.

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/flow/branch_ends.h"
#include "core/flow/call_graph.h"
#include "core/flow/library.h"
#include "core/flow/value.h"
#include "core/program/program.h"

namespace hyb::flow {

/// A memory cell: one abstract place that outlives a statement. Values only ever grow.
struct Cell {
  ValueId value;
  std::uint32_t growths = 0;
  ContextId last_reader;           // the one that asked last
  std::uint32_t first_reader = 0;  // number of a link in the engine's chains of readers, 0 = none
};

/// One evaluation of a function for one tuple of abstract arguments, or of a module or class body.
struct Context {
  FunctionId function;  // none for a module or class body
  ClassId class_body;   // of a class body
  FileId file;
  ContextId outer;  // where free variables live; none for a module
  std::vector<ValueId> parameters;
  std::uint64_t supplied = 0;  // bit p: some call gives parameter p (of the first 64)
  std::uint32_t runs = 0;
  std::uint64_t steps = 0;  // expressions evaluated in all runs
  bool assumed = false;     // nothing calls it: parameters are assumed
  bool handed = false;      // … all of them are what somebody outside is known to hand over
  bool shared = false;  // by calls with different arguments: what it does, not each of them does
  bool running = false;
};

struct EngineStats {
  std::uint64_t contexts = 0, evaluations = 0, cells = 0, capped_functions = 0;
};

class Engine {
 public:
  Engine(const Program& program, Interner& names, Library& library);

  /// Runs to the fixpoint: module bodies first, then functions that nothing calls.
  void solve();

  // --- for the Library while solving
  // ---------------------------------------------------------------
  Values& values() { return values_; }
  Interner& names() { return names_; }
  const Program& program() const { return program_; }
  NameId name(std::string_view text) { return names_.intern(text); }
  ValueId external(std::string_view path);
  ValueId external_instance(std::string_view path, ValueId holds = {}, NodeRef site = {});
  /// The same, told apart by the evaluation that makes it: layers made by one function for several
  /// callers.
  ValueId external_instance_in_context(std::string_view path, ValueId holds, NodeRef site);
  ValueId plain(std::string_view type);
  /// Python data of a library that knows no tensors: attributes, elements and results are alike.
  ValueId data(std::string_view origin);
  /// A tensor or array object of outside class `path`.
  ValueId tensor(std::string_view path, const ArrayType& type, Origin origin = Origin::Proved,
                 NodeRef site = {});
  /// Elements of a list or tuple: each of them, or (`open`) any number of the one that is there.
  struct Parts {
    std::vector<ValueId> each;
    bool open = false;
  };
  /// nullopt: no list or tuple.
  std::optional<Parts> parts(ObjectId sequence);
  /// `point._replace(x=1)`; bottom = no named tuple.
  ValueId replaced(ObjectId tuple, const Bindings& bindings);
  /// The class of the project that an object is of, as its class object; or none.
  ObjectId class_of_instance(ObjectId instance) const;
  /// Number of an int object; nullopt = no int, or which one is not known.
  std::optional<std::int64_t> number(ValueId value) const;
  ValueId call(ValueId callee, const Bindings& bindings, Site site,
               Passage passage = Passage::Call);
  ValueId attribute(ValueId receiver, NameId name, Site site);
  ValueId binary(Operator op, ValueId left, ValueId right, Site site);
  ValueId unary(Operator op, ValueId operand, Site site);
  /// `object[index]`.
  ValueId subscript(ValueId object, ValueId index, Site site);
  /// An attribute of an outside object that has all alike; bottom = it has not.
  ValueId any_attribute(ObjectId object, Site site);
  /// What `globals()` gives, as far as names are defined through it.
  ValueId globals_of(FileId file);
  /// What a name means at the top of a module.
  ValueId global_of(FileId file, NameId name) { return load_global(file, name); }
  /// An instance of a project class that is made nowhere in particular.
  ValueId instance_of_class(ObjectId class_object);
  /// Values that iteration yields.
  ValueId elements(ValueId iterable, Site site);
  /// The attribute cell of one object.
  ValueId read_attribute(ObjectId object, NameId name);
  /// Of a class or module outside the project: what the program itself puts there.
  void write_attribute(ObjectId object, NameId name, ValueId value);
  /// Method or attribute `name` found in the project classes of an instance's MRO, bound; or
  /// bottom.
  ValueId project_member(ObjectId instance, NameId name, Site site);
  /// Paths of the outside classes among the bases of a project class, in MRO order.
  std::vector<NameId> outside_bases(ObjectId class_object);
  /// Classes of the project and outside, method resolution order, the class itself first.
  std::span<const ObjectId> mro(ObjectId class_object);
  /// Adds elements to a list object, or to whatever holds elements.
  void extend_list(ObjectId list, ValueId elements);
  ValueId held_elements(ObjectId list) { return read_cell(element_cell(list)); }
  /// Everything a dict object may hold under `key` (bottom = under any key).
  ValueId dict_value(ObjectId dict, ValueId key);
  ValueId dict_keys(ObjectId dict);
  /// Its constant keys in order of insertion; `rest`: it may have others too.
  std::vector<NameId> constant_keys(ObjectId dict, bool& rest);
  /// Something under a key that is not a constant.
  void add_to_dict(ObjectId dict, ValueId value);
  /// How many elements a list or tuple has, as an int.
  ValueId length_of(ValueId sequence);
  /// Calls method `method` of a project class for an operator; bottom = it has none.
  ValueId data_model_call(ObjectId receiver, std::string_view method, ValueId argument, Site site);
  /// 1 = an instance of one of the classes, 0 = of none, -1 = cannot tell.
  int instance_of(ObjectId object, ValueId classes);
  /// The context that class statements of the module or function around a class run in.
  ContextId closure_of(ClassId id);
  /// Number of the tf.function made at `site` around `wrapped`; the same for equal arguments.
  std::uint32_t decorate(NodeRef site, ObjectId wrapped, BindingsId arguments, bool by_decorator);
  void add_edge(const CallEdge& edge);
  /// Stable number of an allocation: the place, and the object whose method is running.
  std::uint32_t site_number(NodeRef node);
  std::uint32_t site_number(NodeRef node, std::uint64_t apart, std::uint32_t depth);
  FunctionId current_function() const;
  /// The evaluation that is running; none outside of one.
  ContextId current_context() const { return frame_ == nullptr ? ContextId{} : frame_->context; }

  // --- results, frozen after solve()
  // ---------------------------------------------------------------
  struct Decoration {
    NodeRef site;  // the decorator, or the call that wraps
    ObjectId wrapped;
    BindingsId arguments;  // what tf.function was given, beside the function
    bool by_decorator = false;
    FunctionId made_in;  // function whose run makes it, none = module or class body
    friend bool operator==(const Decoration&, const Decoration&) = default;
  };
  const std::vector<Decoration>& decorations() const { return decorations_; }
  const std::vector<CallEdge>& edges() const { return edges_; }
  /// Everything an expression row was seen to denote, joined over contexts; bottom = never reached.
  ValueId value_of(NodeRef node) const;
  const Values& values() const { return values_; }
  const std::deque<Context>& contexts() const { return contexts_; }
  const BranchEnds& branch_ends() const { return branch_ends_; }
  /// Contexts of a function, in order of making.
  const std::vector<ContextId>& contexts_of(FunctionId function) const {
    return by_function_[function.index()];
  }
  bool has_real_context(FunctionId function) const;
  ValueId return_value(FunctionId function) const;
  /// What one evaluation gives back; bottom = nothing, or it never comes to an end.
  ValueId result_of(ContextId context) const;
  /// Elements of a list, tuple or dict after solving; `fixed`: their number is known.
  std::vector<ValueId> parts_of(ObjectId container, bool* fixed = nullptr) const;
  /// A static method: its first parameter is no receiver.
  bool is_static(FunctionId id) const;
  /// The parts by name of an instance that stands for any of a class of named tuples; else nothing.
  std::vector<NameId> fields_of(ObjectId instance) const;
  /// The constant keys of a dict after solving, in order of insertion; `fixed`: it has no others.
  std::vector<NameId> keys_of(ObjectId dict, bool* fixed = nullptr) const;
  /// An attribute of an object after solving; bottom = it has none that is known.
  ValueId held(ObjectId object, NameId name) const;
  /// Did the program itself put that attribute on outside class `path`, or may it have?
  bool is_put_on(std::string_view path, NameId name) const;
  /// Method resolution order as it was last computed; empty when it was never asked for.
  std::span<const ObjectId> known_mro(ObjectId class_object) const;
  /// Class objects of a class: one per context that defined it.
  std::vector<ObjectId> class_objects(ClassId id) const;
  NodeRef allocation(std::uint32_t site) const { return sites_[site - 1].node; }
  EngineStats stats() const;
  struct AttributeCell {
    ObjectId object;
    NameId name;
    ValueId value;
  };
  /// Every attribute that was ever written or asked for, by object and name.
  std::vector<AttributeCell> attribute_cells() const;

 private:
  struct State {  // what holds at one point of a body
    std::vector<ValueId> locals;
    bool live = true;
  };
  struct Loop {
    State* broken;
    State* continued;
    bool first = true;  // its first round
  };
  struct Frame {
    ContextId context;
    std::uint64_t steps = 0;
    FileId file;
    ScopeId scope;
    FunctionId function;
    ObjectId receiver;  // the one instance whose method runs, if it is one
    State state;
    std::vector<Loop> loops;
    std::vector<SymbolId> rewrapped;  // assigned from themselves: published at the end only
  };
  class FrameGuard;

  // engine.cpp: contexts, cells, the worklist
  ContextId module_context(FileId file);
  ContextId class_context(ClassId id, ContextId outer);
  ContextId function_context(FunctionId id, ContextId closure, std::vector<ValueId> parameters,
                             bool decorates = false);
  ContextId widened(ContextId id, const std::vector<ValueId>& parameters, FunctionId function);
  ContextId new_context(Context context);
  void ensure_run(ContextId id);
  void run(ContextId id);
  void run_queue();
  void assume_uncalled();
  void assume_call(FunctionId id, ContextId closure);
  std::uint32_t cell(std::size_t space, std::uint64_t key);
  ValueId read_cell(std::uint32_t cell);
  void write_cell(std::uint32_t cell, ValueId value);
  void wake_readers(Cell& cell);
  std::uint32_t symbol_cell(ContextId context, SymbolId symbol);
  std::uint32_t return_cell(ContextId context);
  std::uint32_t yield_cell(ContextId context);
  std::uint32_t element_cell(ObjectId object);
  ContextId context_of_scope(ScopeId scope) const;

  // statements.cpp
  void execute_block(NodeId block);
  void execute(NodeId statement);
  void execute_if(NodeId statement);
  void execute_loop(NodeId statement);
  void execute_try(NodeId statement);
  void execute_with(NodeId statement);
  void execute_match(NodeId statement);
  bool records_branches() const;
  void execute_import(NodeId statement);
  void execute_def(NodeId def);
  void execute_class(NodeId def);
  void bind_pattern(NodeId pattern, ValueId subject);
  void assign(NodeId target, ValueId value);
  void assign_symbol(NodeId row, ValueId value);
  void publish(SymbolId symbol, ValueId value);
  void publish_rewrapped();
  bool rewraps(SymbolId symbol);
  void narrow(NodeId test, bool holds);
  ValueId decorated(NodeId def, ValueId value);
  bool registers_with(NodeId call, ValueId function);
  static void join_into(Values& values, State& into, const State& from);
  int truth(ValueId tested) const;  // 1 true, 0 false, -1 either
  ValueId augmented(Operator op, ValueId old, ValueId value, Site site);
  void unpack(NodeId target, ValueId value);
  int truth_of(ValueId value) const;
  void narrow_by_test(NodeId call, bool holds);
  ValueId* local_of(NodeId name);

  // expressions.cpp
  ValueId evaluate(NodeId node);
  ValueId evaluate_unrecorded(NodeId node);
  ValueId evaluate_name(NodeId node);
  ValueId evaluate_attribute(NodeId node);
  ValueId evaluate_call(NodeId node);
  ValueId evaluate_comprehension(NodeId node);
  ValueId evaluate_subscript(NodeId node);
  ValueId evaluate_dict(NodeId node);
  ValueId evaluate_sequence(NodeId node);
  ValueId make_list(NodeId node, ValueId element);
  ValueId evaluate_index(NodeId node);
  void spread_dict(ObjectId dict, NodeRef at, std::vector<Argument>& keywords, Bindings& out);
  Bindings evaluate_arguments(NodeId arguments);
  ValueId subscript_sequence(ObjectId sequence, ValueId index, Site site);
  ValueId load_symbol(SymbolId symbol);
  ValueId load_global(FileId file, NameId name);
  ValueId load_builtin(NameId name);
  ValueId star_imported(FileId file, NameId name);
  ValueId imported(FileId from, const ImportTarget& target, std::string_view dotted);
  ValueId module_member(FileId file, NameId name);
  Site here(NodeId node) const;
  const Tree& tree() const { return program_.tree(frame_->file); }

  // arithmetic.cpp
  bool is_open(const Object& object) const;
  ValueId binary_objects(Operator op, ObjectId left, ObjectId right, Site site);
  ValueId sequence_arithmetic(Operator op, ObjectId left, ObjectId right, Site site);
  ValueId literal_integer(std::string_view text);
  ValueId compare(Operator op, ValueId left, ValueId right, Site site);

  // objects.cpp
  ValueId outside_member(std::string_view owner, std::string_view name);
  ValueId attribute_of(ObjectId receiver, NameId name, Site site);
  ValueId class_member(ObjectId class_object, NameId name, bool own_only);
  ValueId bind_member(ObjectId receiver, ObjectId class_object, ObjectId member, Site site);
  ValueId instance_attribute(ObjectId receiver, NameId name, Site site);
  bool run_setter(ObjectId instance, NameId name, ValueId value, Site site);
  std::uint32_t bases_cell(ObjectId class_object);
  std::vector<ObjectId> linearise(ObjectId class_object, std::vector<std::uint32_t>& read,
                                  std::vector<ObjectId>& path);

  // outside_attributes.cpp
  ObjectId outside_place(ObjectId owner);
  std::vector<ObjectId> owners_of(NameId name);
  ValueId put_in_place_of(ValueId member, ObjectId owner, NameId name);
  void put_on_outside(ObjectId owner, NameId name, ValueId value);
  ValueId put_on_class_of(ObjectId instance, NameId name, bool native, Site site);
  ValueId bind_outside(ObjectId receiver, ObjectId owner, ObjectId member, Site site);

  // named_tuples.cpp
  /// What the body of a class annotates, in order.
  std::vector<NameId> annotated_names(ClassId cls) const;
  /// Its parts by name; nothing = objects of a class with this MRO are no named tuples.
  std::vector<NameId> tuple_fields(std::span<const ObjectId> order) const;
  /// `class_object` = none: a class that `namedtuple` made.
  ValueId named_tuple(std::span<const NameId> fields, ObjectId class_object,
                      const Bindings& bindings);
  std::vector<NameId> split_names(NameId blank_separated) const;
  ValueId tuple_field(const Object& tuple, NameId field) const;
  std::optional<Parts> parts_of_instance(ObjectId instance);

  // family.cpp
  void tell_classes_below(ObjectId any, NameId name, ValueId value);

  // calls.cpp
  ValueId call_object(ObjectId callee, const Bindings& bindings, Site site, Passage passage,
                      std::uint32_t decoration);
  ValueId call_function(const Object& function, const Bindings& bindings, Site site,
                        Passage passage, std::uint32_t decoration);
  Bindings traced_arguments(const Object& graph_function, const Bindings& bindings);
  ValueId redefined(ObjectId property, std::string_view which, const Bindings& bindings);
  bool is_stub(const FunctionInfo& info) const;
  bool stands_for_any(ValueId receiver) const;
  ValueId instantiate(ObjectId class_object, const Bindings& bindings, Site site);
  std::vector<ValueId> bind_parameters(const FunctionInfo& info, const Bindings& bindings,
                                       std::uint64_t& supplied);
  ValueId peek(std::size_t space, std::uint64_t key) const;

  const Program& program_;
  Interner& names_;
  Library& library_;
  Values values_;
  std::deque<Context>
      contexts_;  // a deque: running contexts hold references while new ones are made
  std::vector<Cell> cells_;
  struct Reader {
    ContextId context;
    std::uint32_t next = 0;
  };
  std::vector<Reader> readers_;     // of all cells, chained
  std::uint32_t free_readers_ = 0;  // chain of links to use again
  KeyIndex reader_index_;           // by cell and context
  enum CellSpace : std::size_t {
    kSymbols,
    kAttributes,
    kResults,
    kYields,
    kElements,
    kBases,
    kOwners  // outside_owners_ has grown: at all, or of a name
  };
  KeyIndex cell_index_[7];
  std::unordered_map<std::uint64_t, std::vector<ContextId>> class_contexts_;
  std::unordered_map<std::uint32_t, std::vector<NameId>> dict_keys_;  // constant keys seen
  std::vector<ContextId> module_contexts_;                            // by file
  std::vector<std::vector<ContextId>> by_function_;
  std::vector<std::vector<ValueId>> node_values_;  // by file, by row
  std::vector<std::vector<FileId>> star_imports_;  // by file
  std::vector<std::vector<NameId>> outside_star_imports_;
  std::vector<Decoration> decorations_;
  std::vector<CallEdge> edges_;
  HashIndex edge_index_;
  struct Allocation {
    NodeRef node;
    std::uint32_t depth = 0;  // receivers inside receivers
  };
  std::vector<Allocation> sites_;
  KeyIndex site_index_;
  struct Mro {
    const std::vector<ObjectId>* classes = nullptr;  // in orders_
    std::vector<std::uint32_t> read;                 // cells of bases it rests on
    std::uint64_t version = 0;
    ContextId last_reader;
  };
  std::deque<std::vector<ObjectId>> orders_;  // every order ever found: loops run over them
  std::unordered_map<std::uint32_t, Mro> mro_;
  std::uint64_t bases_version_ = 1;  // counts changes of bases that an order rests on
  KeyIndex linearised_;              // cells of bases that some order rests on
  std::unordered_map<std::uint32_t, std::vector<ObjectId>> class_objects_;  // by ClassId
  std::unordered_map<std::uint32_t, std::vector<ObjectId>>
      outside_owners_;  // by attribute put there
  std::set<ContextId> queue_;
  Frame* frame_ = nullptr;
  std::uint32_t depth_ = 0;
  std::uint32_t expression_depth_ = 0;
  std::uint64_t evaluations_ = 0;
  std::vector<bool> capped_;  // by function
  std::uint64_t capped_count_ = 0;
  std::unordered_map<std::uint64_t, bool> rewraps_;
  std::unordered_map<std::uint64_t, ValueId> relaxed_arguments_;  // by tf.function and parameter
  KeyIndex outside_member_index_;                                 // by path and attribute
  std::vector<ValueId> outside_members_;                          // by number in that
  std::unordered_map<std::uint32_t, ValueId> builtins_;           // by name
  BranchEnds branch_ends_;
};

}  // namespace hyb::flow
