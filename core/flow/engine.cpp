// The engine.
//
// Problem. Say for every expression of a program what it may denote, and for every call which
// function runs, without running it:
//
//     def make(model):                    step_a = make(Net())        train = graph(train)
//         def step(x): return model(x)    step_b = make(Other())      table = {"a": step_a}
//         return tf.function(step)        table["a"](x)
//
// Idea. Execute it abstractly. A body is walked in order with an environment of local values; where
// control flow meets, environments are joined; loops run until nothing changes. What outlives a
// statement lives in cells: captured variables (one cell per context, so step_a and step_b keep
// their own model), attributes per object, elements of lists, results of contexts. Objects are told
// apart by the place that makes them. A function is evaluated once per tuple of abstract arguments
// and closure (its *context*), at the first call, depth first; later calls with the same arguments
// read its result cell. Reading a cell makes the reader depend on it: when the cell grows, its
// readers run again, in the order of their numbers. When nothing is left to run, functions that no
// call reached are run with assumed arguments, the same way, callers before what their bodies
// mention (callers_first.h), so that a library meets the arguments of its tests before
// anything is assumed of it. A method of them runs on an object that stands for any instance of its
// class: it has the attributes of all of them, and methods that classes below override may be meant
// (family.h).
//
// What would raise does not go on: of several objects, one that is None has no attribute, element,
// call or sum, so what follows is of the others. An expression that is None alone is not trusted so
// far, since somebody else may have set it; it gives what is not known.
//
// Tensors. A tensor is an object of its class with a dtype and sizes, as far as known; what an
// operation gives is worked out per combination of its arguments' objects (row_results.cpp).
//
// Unknown absorbs: joined with anything it stays Unknown alone in a cell that keeps growing, so
// that a cell never grows and shrinks in turn.
//
// Why it ends. Values are sets with at most Values::kMaxObjects members, else Unknown; a cell that
// has grown kMaxGrowths times becomes Unknown; a function has at most kMaxContexts contexts, after
// which one context with joined arguments serves all calls; a loop body is walked at most
// kMaxRounds times, then what still changes is Unknown; a context runs at most kMaxRuns times.
// Recursion reads the result found so far, starting from nothing. So each bound turns "more" into
// Unknown, never into a guess.
//
// What it gives up. Attributes and elements are one cell per object, whatever the order of writes.
// Exceptions may happen anywhere in a `try`. A global that is rebound from itself (`f = wrap(f)`)
// has its last value for other functions, or where its own body calls them the value of that
// moment; every other rebinding is joined. Integers are constants until they vary in a loop.

#include "core/flow/engine.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "core/flow/family.h"

namespace hyb::flow {
namespace {

constexpr std::uint32_t kMaxGrowths = 24;
constexpr std::size_t kMaxContexts = 5;    // with arguments of their own
constexpr std::size_t kMaxReceivers = 24;  // beyond that, with receivers of their own
constexpr std::size_t kMaxDecorated = 96;  // functions that one decorator of the project is put on
constexpr std::uint32_t kMaxRuns = 30;
constexpr std::uint32_t kMaxExact = 6;      // growths of a cell before its members are merged
constexpr std::uint32_t kMaxHeapDepth = 2;  // receivers that tell an allocation apart
constexpr std::uint32_t kMaxDepth =
    48;  // calls evaluated inside one another; deeper ones are queued

std::uint64_t pair_key(std::uint32_t a, std::uint32_t b) {
  return (std::uint64_t{a} << 32U) | b;
}

std::uint64_t mix_words(std::uint64_t a, std::uint64_t b) {
  a ^= b * 0x9E3779B97F4A7C15ULL;
  a = (a ^ (a >> 31U)) * 0xFF51AFD7ED558CCDULL;
  return b == 0 ? a : a ^ (a >> 29U) ^ (b << 1U);
}

}  // namespace

Engine::Engine(const Program& program, Interner& names, Library& library)
    : program_(program), names_(names), library_(library) {
  const std::size_t files = program.file_count();
  module_contexts_.resize(files);
  node_values_.resize(files);
  star_imports_.resize(files);
  outside_star_imports_.resize(files);
  by_function_.resize(program.functions().size());
  capped_.resize(program.functions().size());
  for (std::size_t i = 0; i < files; ++i)
    node_values_[i].resize(program.file(FileId::from_index(i)).tree.size());
}

void Engine::solve() {
  for (std::size_t i = 0; i < program_.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    if (program_.file(file).parsed) ensure_run(module_context(file));
  }
  run_queue();
  assume_uncalled();
  // Orders that nobody asked for while solving are wanted by checks.
  for (std::size_t i = 0; i < program_.classes().size(); ++i)
    for (ObjectId o : class_objects(ClassId::from_index(i))) mro(o);
  std::sort(edges_.begin(), edges_.end());
}

ContextId Engine::new_context(Context context) {
  const ContextId id = ContextId::from_index(contexts_.size());
  contexts_.push_back(std::move(context));
  return id;
}

ContextId Engine::module_context(FileId file) {
  ContextId& known = module_contexts_[file.index()];
  if (!known.exists()) {
    Context context;
    context.file = file;
    known = new_context(std::move(context));
  }
  return known;
}

ContextId Engine::class_context(ClassId id, ContextId outer) {
  std::vector<ContextId>& known = class_contexts_[pair_key(id.raw(), outer.raw())];
  if (known.empty()) {
    Context context;
    context.class_body = id;
    context.file = program_.class_info(id).file;
    context.outer = outer;
    known.push_back(new_context(std::move(context)));
  }
  return known.front();
}

ContextId Engine::function_context(FunctionId id, ContextId closure,
                                   std::vector<ValueId> parameters, bool decorates) {
  std::vector<ContextId>& known = by_function_[id.index()];
  for (ContextId c : known) {
    const Context& context = contexts_[c.index()];
    if (context.outer == closure && context.parameters == parameters) return c;
  }
  // What a decorator makes of each function is kept apart: it is another function each time.
  if (known.size() >= (decorates ? kMaxDecorated : kMaxContexts)) {
    // From here on calls share a context per closure and receiver (a callback handed to one object
    // is not confused with that of another); beyond kMaxReceivers, per closure, then altogether.
    const bool method = program_.function(id).owner.exists() && !parameters.empty();
    ContextId widest;
    ContextId same_closure;
    for (ContextId c : known) {
      const Context& context = contexts_[c.index()];
      if (context.outer != closure) continue;
      same_closure = c;
      if (!method || context.parameters.front() == parameters.front()) widest = c;
    }
    if (!widest.exists() && known.size() >= kMaxReceivers)
      widest = same_closure.exists() ? same_closure : known.back();
    if (widest.exists()) return widened(widest, parameters, id);
  }
  Context context;
  context.function = id;
  context.file = program_.function(id).file;
  context.outer = closure;
  context.parameters = std::move(parameters);
  const ContextId made = new_context(std::move(context));
  known.push_back(made);
  return made;
}

ContextId Engine::widened(ContextId id, const std::vector<ValueId>& parameters,
                          FunctionId function) {
  if (!capped_[function.index()]) ++capped_count_;
  capped_[function.index()] = true;
  Context& context = contexts_[id.index()];
  bool grew = false;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    ValueId joined = values_.widen(context.parameters[i], parameters[i]);
    if (i == 0 && joined != context.parameters[0] && program_.function(function).owner.exists())
      joined = widened_receiver(*this, function, context.parameters[0], parameters[0], joined);
    grew = grew || joined != context.parameters[i];
    context.parameters[i] = joined;
  }
  context.shared = true;
  if (grew) queue_.insert(id);
  return id;
}

void Engine::ensure_run(ContextId id) {
  if (contexts_[id.index()].runs != 0 || contexts_[id.index()].running) return;
  if (depth_ >= kMaxDepth)
    queue_.insert(id);
  else
    run(id);
}

void Engine::run_queue() {
  ContextId last;  // in sweeps: who is woken behind it waits for others that may wake it again
  while (!queue_.empty()) {
    auto next = last.exists() ? queue_.upper_bound(last) : queue_.begin();
    if (next == queue_.end()) next = queue_.begin();
    const ContextId id = *next;
    last = id;
    queue_.erase(next);
    run(id);
  }
}

void Engine::run(ContextId id) {
  queue_.erase(id);
  Context& context = contexts_[id.index()];
  if (context.runs >= kMaxRuns) {
    write_cell(return_cell(id), values_.unknown());
    return;
  }
  ++context.runs;
  ++evaluations_;
  context.running = true;

  Frame frame;
  frame.context = id;
  frame.file = context.file;
  frame.function = context.function;
  const ScopeTree& scopes = program_.scopes(frame.file);
  NodeId body;
  if (context.function.exists()) {
    const FunctionInfo& info = program_.function(context.function);
    frame.scope = info.scope;
    body = info.body;
  } else if (context.class_body.exists()) {
    const ClassInfo& info = program_.class_info(context.class_body);
    frame.scope = info.scope;
    body = program_.tree(frame.file).child(info.node, Field::Body);
    frame.function = info.outer;
  } else {
    frame.scope = scopes.module_scope();
    body = program_.tree(frame.file).root();
  }
  frame.state.locals.assign(scopes.scopes[frame.scope].slots, ValueId{});

  Frame* const caller = frame_;
  frame_ = &frame;
  ++depth_;
  if (context.function.exists()) {
    const FunctionInfo& info = program_.function(context.function);
    const std::vector<ValueId> parameters = contexts_[id.index()].parameters;
    if (info.owner.exists() && !parameters.empty())
      if (const ObjectId self = values_.only(parameters.front());
          self.exists() && values_[self].kind == ObjectKind::Instance)
        frame.receiver = self;
    for (std::size_t i = 0; i < info.parameters.size(); ++i) {
      const SymbolId symbol = info.parameters[i].symbol;
      if (!symbol.exists()) continue;
      frame.state.locals[scopes.symbols[symbol].slot] = parameters[i];
      if (scopes.symbols[symbol].captured) write_cell(symbol_cell(id, symbol), parameters[i]);
    }
  }
  if (body.exists()) {
    if (context.function.exists() && program_.function(context.function).is_lambda()) {
      write_cell(return_cell(id), evaluate(body));
    } else {
      execute_block(body);
      if (context.function.exists() && frame.state.live)
        write_cell(return_cell(id), values_.none());
    }
  }
  if (frame.state.live) publish_rewrapped();
  --depth_;
  frame_ = caller;
  contexts_[id.index()].steps += frame.steps;
  contexts_[id.index()].running = false;
}

std::uint32_t Engine::cell(std::size_t space, std::uint64_t key) {
  const auto fresh = static_cast<std::uint32_t>(cells_.size());
  const std::uint32_t found = cell_index_[space].find_or_add(key, fresh);
  if (found == fresh) cells_.emplace_back();
  return found;
}

// A reader that comes back after another one is linked again: cheaper than looking for it, and the
// chain is cut whenever it is followed, since those it wakes read again.
ValueId Engine::read_cell(std::uint32_t index) {
  Cell& cell = cells_[index];
  if (frame_ == nullptr || frame_->context == cell.last_reader) return cell.value;
  cell.last_reader = frame_->context;
  if (free_readers_ != 0) {
    const std::uint32_t link = free_readers_;
    free_readers_ = readers_[link - 1].next;
    readers_[link - 1] = {frame_->context, cell.first_reader};
    cell.first_reader = link;
  } else {
    readers_.push_back({frame_->context, cell.first_reader});
    cell.first_reader = static_cast<std::uint32_t>(readers_.size());
  }
  return cell.value;
}

void Engine::write_cell(std::uint32_t index, ValueId value) {
  Cell& cell = cells_[index];
  ValueId grown = values_.join(cell.value, value);
  if (grown == cell.value) return;
  if (cell.growths >= kMaxExact) grown = values_.widen(cell.value, value);
  if (cell.growths >= kMaxGrowths) grown = values_.unknown();
  if (grown == cell.value) return;
  ++cell.growths;
  cell.value = grown;
  wake_readers(cell);
}

void Engine::wake_readers(Cell& cell) {
  for (std::uint32_t link = cell.first_reader; link != 0;) {
    Reader& reader = readers_[link - 1];
    queue_.insert(reader.context);
    const std::uint32_t next = reader.next;
    reader.next = free_readers_;
    free_readers_ = link;
    link = next;
  }
  cell.first_reader = 0;
  cell.last_reader = {};
}

std::uint32_t Engine::symbol_cell(ContextId context, SymbolId symbol) {
  return cell(kSymbols, pair_key(context.raw(), symbol.raw()));
}
std::uint32_t Engine::return_cell(ContextId context) {
  return cell(kResults, context.raw());
}
std::uint32_t Engine::yield_cell(ContextId context) {
  return cell(kYields, context.raw());
}
std::uint32_t Engine::element_cell(ObjectId object) {
  // Lists of one place share what is added to them, whatever they were made with.
  if (values_[object].kind == ObjectKind::List)
    return cell(kElements, (std::uint64_t{1} << 32U) | values_[object].b);
  return cell(kElements, object.raw());
}
std::uint32_t Engine::bases_cell(ObjectId class_object) {
  return cell(kBases, class_object.raw());
}
ValueId Engine::read_attribute(ObjectId object, NameId name) {
  return read_cell(cell(kAttributes, pair_key(object.raw(), name.raw())));
}
void Engine::write_attribute(ObjectId object, NameId name, ValueId value) {
  if (values_[object].kind == ObjectKind::External) return put_on_outside(object, name, value);
  if (values_[object].kind == ObjectKind::Dict) {
    std::vector<NameId>& keys = dict_keys_[object.raw()];
    if (std::find(keys.begin(), keys.end(), name) == keys.end()) {
      keys.push_back(name);
      wake_readers(cells_[element_cell(object)]);
    }
  }
  const std::uint32_t own = cell(kAttributes, pair_key(object.raw(), name.raw()));
  const ValueId before = cells_[own].value;
  write_cell(own, value);
  if (values_[object].kind == ObjectKind::Instance) tell_classes_below(object, name, value);
  if (cells_[own].value == before) return;
  if (const Object one = values_[object]; one.kind == ObjectKind::ExternalInstance) {
    // The object that stands for too many to tell apart: what some of them have, others may lack.
    if (one.a != 0 || one.summary) return;
    const ObjectId all = values_.object({.kind = one.kind, .name = one.name, .summary = true});
    const std::uint32_t shared = cell(kAttributes, pair_key(all.raw(), name.raw()));
    write_cell(shared, values_.join(cells_[own].value, values_.unknown()));
    return;
  }
  if (values_[object].kind != ObjectKind::Instance) return;
  // The object that stands for every instance of a class has what any of them has.
  for (ObjectId cls : mro(ObjectId::from_index(values_[object].a - 1))) {
    if (values_[cls].kind != ObjectKind::Class) continue;
    const ObjectId any = values_.only(instance_of_class(cls));
    if (any == object) continue;
    // The cell first: where it is new, all cells may move.
    const std::uint32_t shared = cell(kAttributes, pair_key(any.raw(), name.raw()));
    write_cell(shared, cells_[own].value);
  }
}

// Objects made in a method are told apart by the object it runs on, so that the layers of two
// blocks of one class stay apart; not without end (a node that makes the next node).
std::uint32_t Engine::site_number(NodeRef node) {
  std::uint32_t depth = 0;
  std::uint64_t receiver = 0;
  if (frame_ != nullptr && frame_->receiver.exists()) {
    const std::uint32_t own = values_[frame_->receiver].b;
    const Allocation& made = sites_[own - 1];
    if (made.depth < kMaxHeapDepth && made.node != node) {
      depth = made.depth + 1;
      receiver = own;
    }
  }
  return site_number(node, receiver, depth);
}

std::uint32_t Engine::site_number(NodeRef node, std::uint64_t apart, std::uint32_t depth) {
  const std::uint64_t key = mix_words(pair_key(node.file.raw(), node.node.raw()), apart);
  const auto fresh = static_cast<std::uint32_t>(sites_.size() + 1);
  const std::uint32_t found = site_index_.find_or_add(key, fresh);
  if (found == fresh) sites_.push_back({node, depth});
  return found;
}

std::uint32_t Engine::decorate(NodeRef site, ObjectId wrapped, BindingsId arguments,
                               bool by_decorator) {
  const Decoration made{site, wrapped, arguments, by_decorator, current_function()};
  for (std::size_t i = 0; i < decorations_.size(); ++i)
    if (decorations_[i].site == site && decorations_[i].wrapped == wrapped &&
        decorations_[i].arguments == arguments)
      return static_cast<std::uint32_t>(i + 1);
  decorations_.push_back(made);
  return static_cast<std::uint32_t>(decorations_.size());
}

void Engine::add_edge(const CallEdge& edge) {
  std::uint64_t hash = mix_hash(pair_key(edge.site.file.raw(), edge.site.node.raw()),
                                pair_key(edge.from.raw(), edge.to.raw()));
  hash = mix_hash(hash, pair_key(edge.callee.raw(), edge.decoration << 8U) |
                            static_cast<std::uint64_t>(edge.passage));
  if (edge_index_.find(hash, [&](std::uint32_t i) { return edges_[i] == edge; }) != nullptr) return;
  edge_index_.add(hash, static_cast<std::uint32_t>(edges_.size()));
  edges_.push_back(edge);
}

FunctionId Engine::current_function() const {
  return frame_ == nullptr ? FunctionId{} : frame_->function;
}

ValueId Engine::external(std::string_view path) {
  return values_.value({ObjectKind::External, names_.intern(path), 0, 0});
}

ValueId Engine::external_instance(std::string_view path, ValueId holds, NodeRef site) {
  const std::uint32_t number = site.node.exists() ? site_number(site) : 0;
  return values_.value({ObjectKind::ExternalInstance, names_.intern(path), holds.raw(), number});
}

ValueId Engine::external_instance_in_context(std::string_view path, ValueId holds, NodeRef site) {
  const std::uint64_t apart =
      frame_ == nullptr ? 0 : (std::uint64_t{1} << 40U) | frame_->context.raw();
  return values_.value({ObjectKind::ExternalInstance, names_.intern(path), holds.raw(),
                        site_number(site, apart, 0)});
}

ValueId Engine::instance_of_class(ObjectId class_object) {
  const ClassId id = ClassId::from_index(values_[class_object].a - 1);
  const NodeRef at{program_.class_info(id).file, program_.class_info(id).node};
  return values_.value({ObjectKind::Instance, {}, class_object.raw(), site_number(at, 0, 0)});
}

ValueId Engine::tensor(std::string_view path, const ArrayType& type, Origin origin, NodeRef site) {
  const std::uint32_t number = site.node.exists() ? site_number(site) : 0;
  return values_.value(Object{.kind = ObjectKind::Tensor,
                              .name = names_.intern(path),
                              .a = values_.shape(type.dims).raw(),
                              .b = number,
                              .dtype = type.dtype,
                              .origin = origin});
}

std::optional<std::int64_t> Engine::number(ValueId value) const {
  const ObjectId only = values_.only(value);
  if (!only.exists() || values_[only].kind != ObjectKind::Int || !values_[only].name.exists())
    return std::nullopt;
  const std::string_view text = names_.text(values_[only].name);
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

ValueId Engine::plain(std::string_view type) {
  return values_.value({ObjectKind::Plain, names_.intern(type), 0, 0});
}

ValueId Engine::data(std::string_view origin) {
  return values_.value(Object{.kind = ObjectKind::Plain, .name = names_.intern(origin), .a = 1});
}

ValueId Engine::value_of(NodeRef node) const {
  const std::vector<ValueId>& rows = node_values_[node.file.index()];
  return node.node.index() < rows.size() ? rows[node.node.index()] : ValueId{};
}

bool Engine::has_real_context(FunctionId function) const {
  return std::any_of(by_function_[function.index()].begin(), by_function_[function.index()].end(),
                     [&](ContextId c) { return !contexts_[c.index()].assumed; });
}

ValueId Engine::return_value(FunctionId function) const {
  // Joined without making new sets: the widest result answers for reports.
  ValueId widest;
  for (ContextId c : by_function_[function.index()]) {
    const ValueId value = peek(kResults, c.raw());
    if (values_.objects(value).size() > values_.objects(widest).size()) widest = value;
  }
  return widest;
}

ValueId Engine::peek(std::size_t space, std::uint64_t key) const {
  const std::uint32_t* found = cell_index_[space].find(key);
  return found == nullptr ? ValueId{} : cells_[*found].value;
}

ValueId Engine::result_of(ContextId context) const {
  return peek(kResults, context.raw());
}

std::vector<ValueId> Engine::parts_of(ObjectId container, bool* fixed) const {
  const Object& object = values_[container];
  std::vector<ValueId> out;
  bool known = !object.open;
  if (object.kind == ObjectKind::Instance) {
    for (NameId field : fields_of(container))
      out.push_back(peek(kAttributes, pair_key(container.raw(), field.raw())));
  } else if (object.kind == ObjectKind::Dict) {
    const ValueId rest = peek(kElements, container.raw());
    known = !rest.exists();
    if (rest.exists()) out.push_back(rest);
    if (const auto keys = dict_keys_.find(container.raw()); keys != dict_keys_.end())
      for (NameId key : keys->second)
        out.push_back(peek(kAttributes, pair_key(container.raw(), key.raw())));
  } else if (object.a != 0) {
    out = values_.list(ListId::from_index(object.a - 1));
  }
  if (object.kind == ObjectKind::List) {
    const ValueId added = peek(kElements, (std::uint64_t{1} << 32U) | object.b);
    if (added.exists()) {
      known = false;
      out.push_back(added);
    }
  }
  if (fixed != nullptr) *fixed = known;
  return out;
}

std::vector<NameId> Engine::keys_of(ObjectId dict, bool* fixed) const {
  if (fixed != nullptr) *fixed = !values_[dict].open && !peek(kElements, dict.raw()).exists();
  const auto keys = dict_keys_.find(dict.raw());
  return keys == dict_keys_.end() ? std::vector<NameId>{} : keys->second;
}

ValueId Engine::held(ObjectId object, NameId name) const {
  return name.exists() ? peek(kAttributes, pair_key(object.raw(), name.raw())) : ValueId{};
}

std::vector<ObjectId> Engine::class_objects(ClassId id) const {
  auto found = class_objects_.find(id.raw());
  return found == class_objects_.end() ? std::vector<ObjectId>{} : found->second;
}

std::span<const ObjectId> Engine::known_mro(ObjectId class_object) const {
  auto found = mro_.find(class_object.raw());
  return found == mro_.end() || found->second.classes == nullptr ? std::span<const ObjectId>{}
                                                                 : *found->second.classes;
}

std::vector<Engine::AttributeCell> Engine::attribute_cells() const {
  std::vector<AttributeCell> out;
  cell_index_[kAttributes].each([&](std::uint64_t key, std::uint32_t cell) {
    const auto object = static_cast<std::uint32_t>(key >> 32U);
    const auto name = static_cast<std::uint32_t>(key);
    out.push_back(
        {ObjectId::from_index(object - 1), NameId::from_index(name - 1), cells_[cell].value});
  });
  std::sort(out.begin(), out.end(), [](const AttributeCell& a, const AttributeCell& b) {
    return std::tuple(a.object, a.name) < std::tuple(b.object, b.name);
  });
  return out;
}

EngineStats Engine::stats() const {
  return {contexts_.size(), evaluations_, cells_.size(), capped_count_};
}

}  // namespace hyb::flow
