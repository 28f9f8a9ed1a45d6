#include "core/effects/call_effects.h"

#include <algorithm>

#include "core/effects/builtin_objects.h"
#include "core/effects/method_arguments.h"
#include "core/effects/row_effects.h"
#include "core/flow/dispatch.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/dispatchers.h"
#include "core/tensorflow/element_functions.h"
#include "core/tensorflow/framework.h"
#include "core/tensorflow/method_names.h"

namespace hyb {

using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using Does = CallEffect::Does;

namespace {

constexpr int kMaxWrapping = 8;           // partials and tf.functions around a callee
constexpr std::size_t kMaxNamesakes = 8;  // methods of one name, beyond which it tells nothing

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

}  // namespace

/// Reads one call.
class CallReader {
 public:
  CallReader(const CallEffects& effects, FunctionId function, NodeRef call,
             std::vector<CallEffect>& out)
      : effects_(effects),
        program_(effects.program_),
        engine_(effects.engine_),
        tree_(program_.tree(call.file)),
        function_(function),
        file_(call.file),
        call_(call.node),
        callee_(tree_.child(call.node, Field::Function)),
        out_(out) {}

  void read() {
    if (!callee_.exists()) return add(Does::Unknown);
    const auto objects = objects_of(callee_);
    if (objects.empty()) return unknown_member();
    for (ObjectId o : objects) object(o);
  }

 private:
  std::span<const ObjectId> objects_of(NodeId node) const {
    return engine_.values().objects(engine_.value_of({file_, node}));
  }
  const Object& at(ObjectId id) const { return engine_.values()[id]; }
  std::string_view text(NameId name) const { return program_.text(name); }

  void add(Does does, NodeId node = {}, EffectKind kind = EffectKind::Unknown,
           FunctionId function = {}) {
    out_.push_back({does, kind, node, function});
  }

  void object(ObjectId id) {
    wrapped_ = false;
    for (int depth = 0; depth < kMaxWrapping; ++depth) {
      const ObjectKind kind = at(id).kind;
      if (kind != ObjectKind::Partial && kind != ObjectKind::GraphFunction &&
          kind != ObjectKind::StaticMethod && kind != ObjectKind::ClassMethod)
        break;
      wrapped_ = true;
      id = object_id(at(id).a);
    }
    const Object& callee = at(id);
    std::string storage;
    switch (callee.kind) {
      case ObjectKind::External:
        if (!is_absent(text(callee.name)))
          outside(find_api(canonical_path(text(callee.name), storage)));
        break;
      case ObjectKind::BoundMethod:
        method(callee);
        break;
      case ObjectKind::ExternalInstance:
        outside_instance(callee, "__call__");
        dispatched(id);
        break;
      case ObjectKind::Class:
        construct(id);
        break;
      case ObjectKind::Instance:
        if (!is_callable(object_id(callee.a))) add(Does::Unknown);
        dispatched(id);
        break;
      case ObjectKind::Plain:
        data();
        break;
      case ObjectKind::Unknown:
        flow::is_handed(callee) ? handed() : unknown_member();
        break;
      case ObjectKind::Super:
      case ObjectKind::Property:
      case ObjectKind::Partial:
      case ObjectKind::GraphFunction:
      case ObjectKind::StaticMethod:
      case ObjectKind::ClassMethod:
        add(Does::Unknown);
        break;
      case ObjectKind::Function:    // followed through the call graph
      case ObjectKind::TupleClass:  // makes a tuple
      case ObjectKind::None:        // the rest cannot be called
      case ObjectKind::Bool:
      case ObjectKind::Int:
      case ObjectKind::Float:
      case ObjectKind::Str:
      case ObjectKind::Module:
      case ObjectKind::Folder:
      case ObjectKind::Tensor:
      case ObjectKind::Tuple:
      case ObjectKind::List:
      case ObjectKind::Dict:
      case ObjectKind::Slice:
      case ObjectKind::Iterator:
      case ObjectKind::Generator:
        break;
    }
  }

  /// The functions registered with it are followed, where they are known and some of them fits.
  void dispatched(ObjectId dispatcher) {
    if (!dispatches(program_.names(), engine_, dispatcher)) return;
    if (!knows_implementations(engine_, program_.names(), dispatcher) ||
        edges_of_call(program_, engine_, {file_, call_}).empty())
      add(Does::Unknown);
  }

  /// A callback; or a method of an object that is handed in, which those that bear its name tell
  /// of, where there are some.
  void handed() {
    if (tree_.kind(callee_) != NodeKind::Attribute) return add(Does::Callback);
    const auto receivers = objects_of(tree_.child(callee_, Field::Object));
    if (std::none_of(receivers.begin(), receivers.end(),
                     [&](ObjectId o) { return flow::is_handed(at(o)); }))
      return add(Does::Callback);  // somebody's object keeps it
    const auto rows = methods_named(text(tree_[callee_].name));
    const std::vector<FunctionId>* own = effects_.hierarchy_.named(tree_[callee_].name);
    const bool free = std::all_of(rows.begin(), rows.end(),
                                  [](const ApiRow* row) { return changes_nothing(*row); });
    const bool nameless =
        own == nullptr || own->size() > kMaxNamesakes || (rows.empty() && own->empty());
    if (free && nameless) return add(Does::Callback);
    unknown_member();
  }

  /// What a library without tensors gave, or something of it: what its author made may be changed.
  void data() {
    if (tree_.kind(callee_) == NodeKind::Attribute && is_free(tree_[callee_].name)) return;
    if (tree_.kind(callee_) == NodeKind::Attribute)
      add(Does::UnknownToOthers, tree_.child(callee_, Field::Object));
    else
      add(Does::Unknown);
  }

  void method(const Object& bound) {
    const Object& target = at(object_id(bound.b));
    if (target.kind != ObjectKind::External) return;  // a function of the project
    const Object& receiver = at(object_id(bound.a));
    const std::string_view name = text(target.name);
    switch (receiver.kind) {
      case ObjectKind::Tensor:
        if (const ApiRow* row = find_method(text(receiver.name), name)) outside(row);
        break;
      case ObjectKind::ExternalInstance:
        outside_instance(receiver, name);
        break;
      case ObjectKind::Instance:
      case ObjectKind::Class:
        inherited(name);
        break;
      case ObjectKind::List:
      case ObjectKind::Dict:
      case ObjectKind::Iterator:
      case ObjectKind::Generator: {
        const ApiRow* row = nullptr;
        for (std::string_view cls : builtin_classes(receiver.kind))
          if (row == nullptr) row = find_method(cls, name);
        // Python's own have no such method: something else is meant there.
        row == nullptr ? by_name(target.name) : outside(row);
        break;
      }
      case ObjectKind::Str:
        if (const ApiRow* row = find_method("builtins.str", name)) outside(row);
        break;
      case ObjectKind::GraphFunction:
        outside(find_method("tensorflow.types.experimental.PolymorphicFunction", name));
        break;
      case ObjectKind::Plain:
        if (text(receiver.name).find('.') != std::string_view::npos) data();
        break;
      case ObjectKind::None:  // the rest cannot be changed
      case ObjectKind::Bool:
      case ObjectKind::Int:
      case ObjectKind::Float:
      case ObjectKind::Tuple:
      case ObjectKind::TupleClass:
      case ObjectKind::Slice:
        break;
      case ObjectKind::BoundMethod:  // `(None).shape.as_list()` raises
        if (name.starts_with("__"))
          add(Does::Unknown);
        else if (!is_python_data(at(object_id(receiver.a)).kind))
          by_name(target.name);  // of an attribute that nothing is known of
        break;
      case ObjectKind::Unknown:
      case ObjectKind::Module:
      case ObjectKind::Folder:
      case ObjectKind::External:
      case ObjectKind::Function:
      case ObjectKind::Partial:
      case ObjectKind::Property:
      case ObjectKind::StaticMethod:
      case ObjectKind::ClassMethod:
      case ObjectKind::Super:
        add(Does::Unknown);
        break;
    }
  }

  /// A method that a class of the project has from outside: `name` is its whole path.
  void inherited(std::string_view name) {
    if (const ApiRow* row = find_exact_api(name)) return outside(row);
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos) return add(Does::Unknown);
    std::string storage;
    const std::string_view cls = canonical_path(name.substr(0, dot), storage);
    of_outside_class(find_api(cls), cls, name.substr(dot + 1));
  }

  void outside_instance(const Object& receiver, std::string_view name) {
    const std::string_view cls = text(receiver.name);
    of_outside_class(find_api(cls), cls, name);
    if (receiver.b == 0) below_outside(cls, name);
  }

  /// Made nowhere in the program, it may be of a class of the project below that one.
  void below_outside(std::string_view cls, std::string_view name) {
    const NameId wanted = program_.names().find(name);
    const std::vector<FunctionId>* own =
        wanted.exists() ? effects_.hierarchy_.methods(wanted) : nullptr;
    if (own == nullptr) return;
    std::string storage;
    for (FunctionId f : *own)
      for (ObjectId made : engine_.class_objects(program_.function(f).owner))
        for (ObjectId up : engine_.known_mro(made))
          if (at(up).kind == ObjectKind::External &&
              derives_from(canonical_path(text(at(up).name), storage), cls))
            add(Does::MayRun, {}, {}, f);
  }

  void of_outside_class(const ApiRow* cls, std::string_view path, std::string_view name) {
    if (const ApiRow* row = find_method(path, name)) return outside(row);
    if (cls == nullptr) return add(Does::Unknown);
    // A layer runs its `call`, which is followed; losses and metrics are made of operations.
    const bool runs = cls->has(Trait::Layer) || cls->has(Trait::Model) ||
                      derives_from(cls->name, "keras.losses.Loss") ||
                      derives_from(cls->name, "keras.metrics.Metric");
    if ((name == "__call__" || name == "call") && runs) return;            // however it was made
    const EffectKind made = runs ? EffectKind::Unknown : effect_of(*cls);  // not what a model has
    if (made != EffectKind::Unknown) return add(Does::Effect, {}, made);
    if (name == "__init__" && (cls->is_class || cls->has(Trait::Pure) || cls->has(Trait::Op)))
      return;  // writes to its receiver, which the one below does anyway
    if (const ApiRow* row = find_method("builtins.object", name)) return outside(row);
    add(Does::Unknown);
  }

  /// `__init__` of the project is followed. One of an outside class does what its row says.
  void construct(ObjectId cls) {
    bool initialised = false;
    bool made = false;
    for (ObjectId up : engine_.known_mro(cls)) {
      const Object& base = at(up);
      if (base.kind == ObjectKind::Class) {
        if (const FunctionId f = effects_.hierarchy_.own_function(class_of(base), effects_.new_);
            f.exists() && !made) {
          add(Does::Runs, {}, {}, f);
          made = true;
        }
        initialised = initialised || has_own(base, effects_.init_);
      } else if (base.kind == ObjectKind::External) {
        std::string storage;
        const ApiRow* row = find_api(canonical_path(text(base.name), storage));
        if (!initialised || row == nullptr) outside(row);
        if (row == nullptr) return;
        initialised = true;
      } else if (base.kind != ObjectKind::TupleClass) {
        return add(Does::Unknown);
      }
    }
  }

  static ClassId class_of(const Object& cls) { return ClassId::from_index(cls.a - 1); }
  bool has_own(const Object& cls, NameId name) const {
    FileId file;
    return effects_.hierarchy_.own(class_of(cls), name, file).exists();
  }

  /// Some class of the project defines `__call__`, or an outside base that is known to.
  bool is_callable(ObjectId cls) const {
    for (ObjectId up : engine_.known_mro(cls)) {
      const Object& base = at(up);
      if (base.kind == ObjectKind::Class) {
        if (has_own(base, effects_.call_)) return true;
      } else if (base.kind == ObjectKind::External) {
        std::string storage;
        const std::string_view path = canonical_path(text(base.name), storage);
        const ApiRow* row = find_api(path);
        if (row != nullptr && (row->has(Trait::Layer) || find_method(path, "__call__") != nullptr))
          return true;
      } else {
        return false;
      }
    }
    return false;
  }

  // The engine found nothing. A method asked of `super()` may be one that every object has, or the
  // constructor of an outside class; one asked of the receiver is looked for in its classes.
  void unknown_member() {
    if (tree_.kind(callee_) != NodeKind::Attribute) return add(Does::Unknown);
    const NodeId object = tree_.child(callee_, Field::Object);
    const auto receivers = objects_of(object);
    bool all = !receivers.empty();
    for (ObjectId o : receivers) all = all && at(o).kind == ObjectKind::Super;
    if (all) {
      for (ObjectId o : receivers) of_super(at(o));
      return;
    }
    if (const ApiRow* row = of_star(object)) return outside(row);
    const bool above = is_super(object);
    const NameId name = tree_[callee_].name;
    if (!above && !is_receiver(object)) {
      // Methods of a class and those below it that are too many for the engine.
      const bool known = std::all_of(receivers.begin(), receivers.end(), [&](ObjectId o) {
        return at(o).kind == ObjectKind::Instance || is_python_data(at(o).kind);
      });
      const bool module = std::any_of(receivers.begin(), receivers.end(), [&](ObjectId o) {
        return at(o).kind == ObjectKind::Module || at(o).kind == ObjectKind::Folder;
      });
      if (module) return add(Does::Unknown);  // a function that the module gets somewhere
      if (!known || receivers.empty()) return by_name(name);
      for (ObjectId o : receivers)
        if (at(o).kind == ObjectKind::Instance)
          of_family(class_of(at(object_id(at(o).a))), name, false, Does::Runs);
      return;
    }
    of_family(program_.function(function_).owner, name, above, Does::RunsOnUnknown);
  }

  void of_family(ClassId owner, NameId name, bool above, Does does) {
    const auto found = effects_.hierarchy_.find(owner, name, above);
    for (FunctionId f : found.functions) add(does, {}, {}, f);
    for (NameId base : found.bases) {
      std::string storage;
      const std::string_view path = canonical_path(text(base), storage);
      const ApiRow* cls = find_exact_api(path);
      // Left to the classes below: of an object without it the call raises.
      if (!found.functions.empty() && cls != nullptr && cls->is_class &&
          find_method(path, text(name)) == nullptr && name != effects_.call_)
        continue;
      of_outside_class(find_api(path), path, text(name));
    }
    if (found.open) add(Does::Unknown);
  }

  // Whose method it is, nobody knows. The methods of that name are those that there are: each must
  // be known to change nothing, and those of the project that take such arguments are followed.
  void by_name(NameId name) {
    const auto rows = methods_named(text(name));
    const std::vector<FunctionId>* all = effects_.hierarchy_.named(name);
    if (all == nullptr || (rows.empty() && all->empty())) return add(Does::Unknown);
    std::vector<FunctionId> own;
    std::copy_if(all->begin(), all->end(), std::back_inserter(own), [&](FunctionId f) {
      return may_take(program_, f, {file_, call_});
    });
    if (own.size() > kMaxNamesakes || (rows.empty() && own.empty())) return add(Does::Unknown);
    const bool free = std::all_of(rows.begin(), rows.end(),
                                  [](const ApiRow* row) { return changes_nothing(*row); });
    if (!free) {
      // What they change is the object itself, if anything: its maker may do so.
      if (!receiver().exists() || !std::all_of(rows.begin(), rows.end(), [](const ApiRow* row) {
            return changes_receiver(*row) || changes_nothing(*row);
          }))
        return add(Does::Unknown);
      add(Does::UnknownToOthers, receiver());
    }
    for (FunctionId f : own) add(Does::MayRun, {}, {}, f);
    add(Does::ByName);
  }

  /// Only methods of outside classes are called so, and none of them does anything.
  bool is_free(NameId name) const {
    const auto rows = methods_named(text(name));
    const std::vector<FunctionId>* own = effects_.hierarchy_.named(name);
    return own != nullptr && own->empty() && !rows.empty() &&
           std::all_of(rows.begin(), rows.end(),
                       [](const ApiRow* row) { return changes_nothing(*row); });
  }

  /// The method of `**options`, which is always a dict.
  const ApiRow* of_star(NodeId node) const {
    if (tree_.kind(node) != NodeKind::Name || !function_.exists()) return nullptr;
    const ScopeTree& scopes = program_.scopes(file_);
    const SymbolId symbol = scopes.symbol_of[node.index()];
    if (!symbol.exists() || scopes.symbols[symbol].binding_count != 1) return nullptr;
    for (const Parameter& p : program_.function(function_).parameters)
      if (p.symbol == symbol && p.kind == ParameterKind::VarKeyword)
        return find_method("builtins.dict", text(tree_[callee_].name));
    return nullptr;
  }

  /// The first parameter of the method around, which nothing else is assigned to.
  bool is_receiver(NodeId node) const {
    if (tree_.kind(node) != NodeKind::Name || !function_.exists()) return false;
    const FunctionInfo& info = program_.function(function_);
    if (!info.owner.exists() || info.parameters.empty()) return false;
    const ScopeTree& scopes = program_.scopes(file_);
    const SymbolId symbol = scopes.symbol_of[node.index()];
    if (!symbol.exists() || symbol != info.parameters.front().symbol ||
        scopes.symbols[symbol].binding_count != 1)
      return false;
    return !is_static(info.node);
  }

  bool is_static(NodeId def) const {
    const NodeId outer = tree_.with_decorators(def);
    if (outer == def) return false;
    for (NodeId child : tree_.children(outer)) {
      if (tree_.kind(child) != NodeKind::Decorator) continue;
      for (ObjectId o : objects_of(tree_.child(child, Field::Value)))
        if (at(o).kind == ObjectKind::Unknown ||
            (at(o).kind == ObjectKind::External && text(at(o).name) == "builtins.staticmethod"))
          return true;
    }
    return false;
  }

  /// `super()` or `super(Class, self)` in a method.
  bool is_super(NodeId node) const {
    if (tree_.kind(node) != NodeKind::Call || !function_.exists() ||
        !program_.function(function_).owner.exists())
      return false;
    const auto objects = objects_of(tree_.child(node, Field::Function));
    return objects.size() == 1 && at(objects.front()).kind == ObjectKind::External &&
           text(at(objects.front()).name) == "builtins.super";
  }

  void of_super(const Object& super) {
    const std::string_view name = text(tree_[callee_].name);
    const ObjectId self = object_id(super.b);
    const ObjectId cls = at(self).kind == ObjectKind::Class ? self : object_id(at(self).a);
    const auto order = engine_.known_mro(cls);
    auto up = std::find(order.begin(), order.end(), object_id(super.a));
    if (up != order.end()) ++up;
    for (; up != order.end(); ++up) {
      const Object& base = at(*up);
      if (base.kind == ObjectKind::Class) {
        if (has_own(base, tree_[callee_].name)) return;  // followed
      } else if (base.kind == ObjectKind::External) {
        std::string storage;
        const std::string_view path = canonical_path(text(base.name), storage);
        return of_outside_class(find_api(path), path, name);
      } else if (base.kind != ObjectKind::TupleClass) {
        return add(Does::Unknown);
      }
    }
    outside(find_method("builtins.object", name));
  }

  NodeId argument(std::size_t position) const {
    for (NodeId child : tree_.children(tree_.child(call_, NodeKind::Arguments)))
      if (position-- == 0) return tree_.kind(child) == NodeKind::Keyword ? NodeId{} : child;
    return {};
  }

  NodeId receiver() const {
    return !wrapped_ && tree_.kind(callee_) == NodeKind::Attribute
               ? tree_.child(callee_, Field::Object)
               : NodeId{};
  }

  void outside(const ApiRow* row) {
    if (row == nullptr) return add(Does::Unknown);
    functions_among_arguments(*row);
    written_output(*row);
    if (row->is_class && row->has(Trait::NumpyRandom) && is_seeded()) return;
    if (const EffectKind kind = effect_of(*row); kind != EffectKind::Unknown)
      return add(Does::Effect, {}, kind);
    if (row->has(Trait::Mutates) || row->has(Trait::Sets) || row->has(Trait::Compiles)) {
      // A method changes its receiver, a function its first argument.
      const NodeId own = receiver();
      const bool is_method = own.exists() && !is_module(own);
      const NodeId object = is_method ? own : wrapped_ ? NodeId{} : argument(0);
      if (!object.exists()) return add(Does::Unknown);
      return add(row->has(Trait::Mutates) ? Does::WriteContainer : Does::WriteAttribute, object);
    }
    if (row->has(Trait::Consumes) || row->has(Trait::Advances)) {
      if (wrapped_) return add(Does::Unknown);
      const Does does = row->has(Trait::Advances) ? Does::Advance : Does::Iterate;
      if (const NodeId own = receiver(); own.exists() && !row->has(Trait::Consumes))
        return add(does, own);
      for (NodeId each : tree_.children(tree_.child(call_, NodeKind::Arguments))) add(does, each);
      return;
    }
    const bool modelled = row->result != ApiResult::Unknown || row->is_class ||
                          !row->name.ends_with(".*") || row->has(Trait::Op) ||
                          row->has(Trait::Pure) || row->has(Trait::Updates) ||
                          row->has(Trait::StaticRead);
    if (!modelled) add(Does::Unknown);
  }

  /// `out=` of NumPy's functions: the array that gets the result.
  void written_output(const ApiRow& row) {
    if (parameter_index(row, "out") < 0) return;
    for (NodeId child : tree_.children(tree_.child(call_, NodeKind::Arguments)))
      if (tree_.kind(child) == NodeKind::Keyword && text(tree_[child].name) == "out") {
        const NodeId value = tree_.child(child, Field::Value);
        if (tree_.kind(value) != NodeKind::None) add(Does::WriteContainer, value);
      }
  }

  /// `default_rng(7)` draws nothing from the world; without a seed, or with None, it does.
  bool is_seeded() const {
    for (NodeId child : tree_.children(tree_.child(call_, NodeKind::Arguments))) {
      const auto seeds = objects_of(
          tree_.kind(child) == NodeKind::Keyword ? tree_.child(child, Field::Value) : child);
      return !seeds.empty() && std::all_of(seeds.begin(), seeds.end(), [&](ObjectId o) {
        return at(o).kind != ObjectKind::None && at(o).kind != ObjectKind::Unknown;
      });
    }
    return false;
  }

  bool is_module(NodeId node) const {
    const auto objects = objects_of(node);
    return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
      return at(o).kind == ObjectKind::Module || at(o).kind == ObjectKind::External;
    });
  }

  // A function handed to something outside that says nothing of callbacks (`key=`) may be run.
  void functions_among_arguments(const ApiRow& row) {
    if (!row.callbacks.empty() || row.result == ApiResult::GraphFunction ||
        row.result == ApiResult::Identity || row.has(Trait::Inert))
      return;
    for (NodeId child : tree_.children(tree_.child(call_, NodeKind::Arguments))) {
      const NodeId value =
          tree_.kind(child) == NodeKind::Keyword ? tree_.child(child, Field::Value) : child;
      for (ObjectId o : objects_of(value)) {
        for (int depth = 0; depth < kMaxWrapping; ++depth) {
          const ObjectKind kind = at(o).kind;
          if (kind == ObjectKind::BoundMethod)
            o = object_id(at(o).b);
          else if (kind == ObjectKind::Partial || kind == ObjectKind::GraphFunction)
            o = object_id(at(o).a);
          else
            break;
        }
        if (at(o).kind == ObjectKind::Function)
          add(Does::MayRun, {}, {}, FunctionId::from_index(at(o).a - 1));
      }
    }
  }

  const CallEffects& effects_;
  const Program& program_;
  const Engine& engine_;
  const Tree& tree_;
  FunctionId function_;
  FileId file_;
  NodeId call_;
  NodeId callee_;
  std::vector<CallEffect>& out_;
  bool wrapped_ = false;
};

void CallEffects::read(FunctionId function, NodeRef call, std::vector<CallEffect>& out) const {
  out.clear();
  CallReader(*this, function, call, out).read();
}

}  // namespace hyb
