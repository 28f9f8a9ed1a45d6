// How a body is read. One pass over the rows of each file with a stack of open functions; each row
// that can stand in the way of a graph is judged by what the engine says its parts denote. What a
// call does below is not copied upwards: hazard() walks the call graph, breadth first, so that the
// nearest reason is the one told.

#include "core/tensorflow/staging.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/base/tri.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

constexpr std::array kEffects = {Trait::Print,   Trait::Log,  Trait::File,
                                 Trait::Network, Trait::Time, Trait::Random,
                                 Trait::Process, Trait::Plot, Trait::Configuration};

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

bool has_effect(const ApiRow& row) {
  return std::any_of(kEffects.begin(), kEffects.end(), [&](Trait t) { return row.has(t); });
}

}  // namespace

namespace {

/// Classes whose methods are recognised by name on an object nothing is known of.
const std::vector<const ApiRow*>& common_receivers() {
  static const std::vector<const ApiRow*> kRows = [] {
    std::vector<const ApiRow*> rows;
    for (const ApiRow& row : api_rows())
      if (row.has(Trait::CommonReceiver)) rows.push_back(&row);
    return rows;
  }();
  return kRows;
}

}  // namespace

/// Reads the rows of one file into the rows of its functions.
class BodyReader {
 public:
  BodyReader(Staging& out, FileId file)
      : out_(out),
        program_(out.program_),
        engine_(out.engine_),
        file_(file),
        tree_(program_.tree(file)) {}

  void read() {
    std::vector<std::pair<FunctionId, std::uint32_t>> open;
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      while (!open.empty() && i >= open.back().second) open.pop_back();
      const NodeId row = NodeId::from_index(i);
      const NodeId parent = tree_.parent(row);
      if (tree_[row].field == Field::Body && parent.exists())
        if (const FunctionId f = program_.function_at({file_, parent}); f.exists())
          open.emplace_back(f, tree_.end_of(row));
      if (open.empty()) continue;
      function_ = open.back().first;
      visit(row);
    }
  }

 private:
  Staging::Row& out() { return out_.rows_[function_.index()]; }

  void add(NodeId at, HazardKind kind, std::string what) {
    if (in_eager_island(program_, engine_, {file_, at})) return;
    out().hazards.push_back({{file_, at}, kind, std::move(what)});
  }

  std::string quoted(NodeId node) const {
    std::string text(program_.text(NodeRef{file_, node}));
    if (const auto end = text.find('\n'); end != std::string::npos) text.resize(end);
    if (text.size() > 60) text = text.substr(0, 57) + "...";
    return "'" + text + "'";
  }

  void visit(NodeId row) {
    switch (tree_.kind(row)) {
      case NodeKind::Call:
        call(row);
        break;
      case NodeKind::Assign:
      case NodeKind::AnnAssign:
      case NodeKind::AugAssign:
        for (NodeId child : tree_.children(row))
          if (tree_[child].field == Field::Target) target(child);
        break;
      case NodeKind::Delete:
        for (NodeId child : tree_.children(row))
          if (tree_.kind(child) != NodeKind::Name)
            add(row, HazardKind::StateWrite, "'del' changes an object");
        break;
      case NodeKind::Yield:
      case NodeKind::YieldFrom:
      case NodeKind::Await:
        add(row, HazardKind::Suspends, "it is a generator or coroutine");
        break;
      case NodeKind::CompFor:
        if (yes(tensor(tree_.child(row, Field::Iter))))
          add(row, HazardKind::Iteration, "a comprehension iterates over a tensor");
        break;
      case NodeKind::Assert:
        if (!no(tensor(tree_.child(row, Field::Test))) && !is_static(tree_.child(row, Field::Test)))
          add(row, HazardKind::Condition, "'assert' may test a tensor");
        break;
      case NodeKind::If:
      case NodeKind::Elif:
      case NodeKind::While:
      case NodeKind::Conditional:
        condition(row);
        break;
      case NodeKind::Interpolation:
        if (yes(tensor(tree_.child(row, Field::Value))))
          add(row, HazardKind::HostValue, "a tensor is formatted into a text");
        break;
      case NodeKind::Return:
        result(row);
        break;
      case NodeKind::BinOp:
        arithmetic(row);
        break;
      default:
        break;
    }
  }

  Tri tensor(NodeId node) const {
    if (!node.exists()) return Tri::No;
    const auto objects = values().objects(engine_.value_of({file_, node}));
    bool all = !objects.empty();
    bool none = !objects.empty();
    for (ObjectId o : objects) {
      if (is_tensor(values(), program_.names(), o))
        none = false;
      else
        all = false;
      if (values()[o].kind == ObjectKind::Unknown) none = false;
    }
    return all ? Tri::Yes : none ? Tri::No : Tri::Unknown;
  }

  /// Tests that never look at a tensor's value: `is None`, isinstance, shapes, membership.
  bool is_static(NodeId test) const {
    if (!test.exists()) return true;
    if (tree_.kind(test) == NodeKind::Not) return is_static(tree_.child(test, Field::Value));
    if (tree_.kind(test) == NodeKind::BoolOp)
      return is_static(tree_.child(test, Field::Left)) &&
             is_static(tree_.child(test, Field::Right));
    if (tree_.kind(test) == NodeKind::Compare) {
      for (NodeId part : tree_.children(test)) {
        const NodeId operand =
            tree_.kind(part) == NodeKind::CompareOp ? tree_.child(part, Field::Value) : part;
        if (!is_static(operand)) return false;
      }
      return true;
    }
    if (tree_.kind(test) == NodeKind::Attribute) {  // shape, dtype: also of what is not known
      const ApiRow* api = find_method("tensorflow.Tensor", program_.text(tree_[test].name));
      if (api != nullptr && api->has(Trait::StaticRead)) return true;
    }
    const auto objects = values().objects(engine_.value_of({file_, test}));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const ObjectKind kind = values()[o].kind;
      return kind != ObjectKind::Unknown && !is_tensor(values(), program_.names(), o);
    });
  }

  void condition(NodeId row) {
    const NodeId test = tree_.child(row, Field::Test);
    if (!yes(tensor(test))) return;
    out().unconverted.push_back(
        {{file_, test},
         HazardKind::Condition,
         "a tensor condition stands in code that AutoGraph does not convert"});
    const NodeId body = tree_.child(row, Field::Body);
    if (!body.exists() || tree_.kind(body) != NodeKind::Block) return;
    for (NodeId statement : tree_.children(body))
      if (tree_.kind(statement) == NodeKind::Raise)
        add(statement, HazardKind::Condition, "'raise' stands under a tensor condition");
  }

  bool may_be_array(NodeId node) const {
    const auto objects = values().objects(engine_.value_of({file_, node}));
    return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
      return values()[o].kind == ObjectKind::Tensor &&
             program_.text(values()[o].name) == kArrayClass;
    });
  }

  bool is_number(NodeId node) const {
    const auto objects = values().objects(engine_.value_of({file_, node}));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const ObjectKind kind = values()[o].kind;
      return kind == ObjectKind::Int || kind == ObjectKind::Float || kind == ObjectKind::Bool;
    });
  }

  // An array beside a tensor takes the tensor's dtype eagerly; as a traced argument it keeps its
  // own, and TensorFlow refuses to mix them.
  void arithmetic(NodeId row) {
    const NodeId left = tree_.child(row, Field::Left);
    const NodeId right = tree_.child(row, Field::Right);
    if (!left.exists() || !right.exists()) return;
    const bool mixed =
        (may_be_array(left) && !is_number(right)) || (may_be_array(right) && !is_number(left));
    if (mixed)
      add(row, HazardKind::Argument,
          quoted(row) + " mixes an array with a tensor, whose dtypes a graph does not reconcile");
  }

  void result(NodeId row) {
    const NodeId value = tree_.child(row, Field::Value);
    if (!value.exists()) return;
    for (ObjectId o : values().objects(engine_.value_of({file_, value}))) {
      const ObjectKind kind = values()[o].kind;
      const bool object = kind == ObjectKind::Instance || kind == ObjectKind::Function ||
                          kind == ObjectKind::Generator || kind == ObjectKind::Class ||
                          kind == ObjectKind::Str;
      if (!object) continue;
      add(row, HazardKind::Return, quoted(value) + " is an object that cannot leave a graph");
      return;
    }
  }

  /// Made in this very function, so nobody else sees a change to it.
  bool is_local(ObjectId o) const {
    const Object& object = values()[o];
    const bool sited = object.kind == ObjectKind::List || object.kind == ObjectKind::Dict ||
                       object.kind == ObjectKind::Instance ||
                       (object.kind == ObjectKind::ExternalInstance && object.b != 0);
    if (!sited || object.b == 0) return false;
    return program_.enclosing_function(engine_.allocation(object.b)) == function_;
  }

  bool all_local(NodeId node) const {
    const auto objects = values().objects(engine_.value_of({file_, node}));
    return !objects.empty() &&
           std::all_of(objects.begin(), objects.end(), [&](ObjectId o) { return is_local(o); });
  }

  void target(NodeId node) {
    switch (tree_.kind(node)) {
      case NodeKind::Attribute:
      case NodeKind::Subscript:
        if (!all_local(tree_.child(node, Field::Object)))
          add(node, HazardKind::StateWrite, quoted(node) + " is assigned and outlives the call");
        break;
      case NodeKind::Name: {
        const ScopeTree& scopes = program_.scopes(file_);
        const SymbolId symbol = scopes.symbol_of[node.index()];
        if (!symbol.exists()) break;
        const ScopeId frame = scopes.scopes[scopes.symbols[symbol].scope].frame;
        if (frame != program_.function(function_).scope)
          add(node, HazardKind::StateWrite, quoted(node) + " is a variable outside the function");
        break;
      }
      case NodeKind::Tuple:
      case NodeKind::List:
        for (auto i = static_cast<std::uint32_t>(node.index()) + 1; i < tree_.end_of(node); ++i) {
          const NodeId inner = NodeId::from_index(i);
          const NodeKind kind = tree_.kind(tree_.parent(inner));
          if (kind == NodeKind::Tuple || kind == NodeKind::List || kind == NodeKind::Starred)
            if (tree_.kind(inner) != NodeKind::Tuple && tree_.kind(inner) != NodeKind::List)
              target(inner);
        }
        break;
      default:
        break;
    }
  }

  void call(NodeId row) {
    const NodeId callee = tree_.child(row, Field::Function);
    if (!callee.exists()) return;
    const auto objects = values().objects(engine_.value_of({file_, callee}));
    if (objects.empty()) return unknown_call(row, callee);
    for (ObjectId o : objects) {
      const Object& object = values()[o];
      std::string storage;
      switch (object.kind) {
        case ObjectKind::External:
          outside(row, callee, find_api(canonical_path(program_.text(object.name), storage)),
                  false);
          break;
        case ObjectKind::BoundMethod:
          method(row, callee, object);
          break;
        case ObjectKind::ExternalInstance: {
          const ApiRow* cls = find_api(program_.text(object.name));
          const bool known = cls != nullptr && (cls->has(Trait::Layer) ||
                                                derives_from(cls->name, "keras.losses.Loss") ||
                                                derives_from(cls->name, "keras.metrics.Metric"));
          if (!known) add(row, HazardKind::UnknownCall, quoted(callee) + " is not known");
          break;
        }
        case ObjectKind::Unknown:
          unknown_call(row, callee);
          break;
        default:
          break;  // functions and classes of the project: followed through the call graph
      }
    }
  }

  void method(NodeId row, NodeId callee, const Object& bound) {
    const Object& target = values()[object_id(bound.b)];
    if (target.kind != ObjectKind::External) return;  // a function of the project
    const ObjectId receiver_id = object_id(bound.a);
    const Object& receiver = values()[receiver_id];
    const std::string_view name = program_.text(target.name);
    switch (receiver.kind) {
      case ObjectKind::Tensor:
      case ObjectKind::ExternalInstance:
        outside(row, callee, find_method(program_.text(receiver.name), name),
                is_tensor(values(), program_.names(), receiver_id));
        break;
      case ObjectKind::Instance:
      case ObjectKind::Class:
        outside(row, callee, find_exact_api(name), false);
        break;
      case ObjectKind::List:
      case ObjectKind::Dict: {
        const ApiRow* api = find_method(
            receiver.kind == ObjectKind::List ? "builtins.list" : "builtins.dict", name);
        if (api != nullptr && api->has(Trait::Mutates) && !is_local(receiver_id))
          add(row, HazardKind::Mutation,
              quoted(callee) + " changes an object that outlives the call");
        break;
      }
      default:
        break;  // strings, numbers, tuples: nothing to change
    }
  }

  bool may_get_tensor(NodeId row) const {
    for (NodeId argument : tree_.children(tree_.child(row, NodeKind::Arguments))) {
      const NodeId value = tree_.kind(argument) == NodeKind::Keyword
                               ? tree_.child(argument, Field::Value)
                               : argument;
      if (!no(tensor(value))) return true;
    }
    return false;
  }

  void outside(NodeId row, NodeId callee, const ApiRow* api, bool on_tensor) {
    if (api == nullptr) {
      if (!on_tensor) add(row, HazardKind::UnknownCall, quoted(callee) + " is not known");
      return;
    }
    if (api->has(Trait::Updates)) out().updates.push_back({file_, row});
    if (api->has(Trait::Tape)) tape(row);
    if (has_effect(*api))
      add(row, HazardKind::Effect,
          quoted(callee) + " has a side effect or changes from call to call");
    else if (api->has(Trait::EagerOnly) || api->has(Trait::RunsModel))
      add(row, HazardKind::EagerOnly, quoted(callee) + " only works eagerly");
    else if (api->has(Trait::Host) && (on_tensor || may_get_tensor(row)))
      add(row, HazardKind::HostValue, quoted(callee) + " needs the value of a tensor");
    else if (api->is_class && (api->has(Trait::MakesVariables) || api->has(Trait::Optimizer)))
      add(row, HazardKind::Creation, quoted(callee) + " creates variables");
    else if (api->result == ApiResult::Unknown && !api->has(Trait::Op) && !api->has(Trait::Pure) &&
             !api->has(Trait::Updates) && api->name.ends_with(".*") && !api->is_class)
      add(row, HazardKind::UnknownCall, quoted(callee) + " is not modelled");
  }

  void tape(NodeId row) {
    const NodeId item = tree_.parent(row);
    if (tree_.kind(item) == NodeKind::WithItem) out().tapes.push_back({file_, row});
  }

  // The callee is unknown. A parameter or attribute that is called is taken for a model or loss, a
  // method by its name: one that TensorFlow's own classes have is what it is there.
  void unknown_call(NodeId row, NodeId callee) {
    if (tree_.kind(callee) == NodeKind::Attribute) {
      const std::string_view name = program_.text(tree_[callee].name);
      if (const ApiRow* api = common_method(tree_[callee].name))
        return outside(row, callee, api, true);
      for (std::string_view cls : {"builtins.list", "builtins.dict", "builtins.set"})
        if (const ApiRow* api = find_method(cls, name))
          if (api->has(Trait::Mutates))
            return add(row, HazardKind::Mutation,
                       quoted(callee) + " may change an object that outlives the call");
      // `self.actor(x)`: an attribute of a known object that holds something unknown.
      const auto objects =
          values().objects(engine_.value_of({file_, tree_.child(callee, Field::Object)}));
      const bool held =
          !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
            return values()[o].kind == ObjectKind::Instance;
          });
      if (held) return;
    } else if (tree_.kind(callee) == NodeKind::Name) {
      const SymbolId symbol = program_.scopes(file_).symbol_of[callee.index()];
      if (symbol.exists() && program_.scopes(file_).symbols[symbol].parameter) return;
    }
    add(row, HazardKind::UnknownCall, quoted(callee) + " is not known");
  }

  /// The method of that name of one of the classes that are recognised by their methods.
  const ApiRow* common_method(NameId name) {
    const auto [known, fresh] = out_.common_methods_.try_emplace(name.raw(), nullptr);
    if (fresh)
      for (const ApiRow* cls : common_receivers())
        if (known->second == nullptr) known->second = find_method(cls->name, program_.text(name));
    return known->second;
  }

  const flow::Values& values() const { return engine_.values(); }

  Staging& out_;
  const Program& program_;
  const Engine& engine_;
  FileId file_;
  const Tree& tree_;
  FunctionId function_;
};

Staging::Staging(const Program& program, const Engine& engine)
    : program_(program),
      engine_(engine),
      rows_(program.functions().size()),
      calls_(program.functions().size()) {
  for (std::size_t i = 0; i < program.file_count(); ++i)
    BodyReader(*this, FileId::from_index(i)).read();
  const auto& edges = engine.edges();
  for (std::uint32_t i = 0; i < edges.size(); ++i)
    if (edges[i].caller.exists() && edges[i].passage != Passage::Eager &&
        edges[i].passage != Passage::Graph)
      calls_[edges[i].caller.index()].push_back(i);
}

NodeRef Staging::update(FunctionId f) const {
  std::vector<FunctionId> todo{f};
  std::set<FunctionId> seen{f};
  for (std::size_t at = 0; at < todo.size(); ++at) {
    const Row& row = rows_[todo[at].index()];
    if (!row.updates.empty()) return row.updates.front();
    for (std::uint32_t e : calls_[todo[at].index()])
      if (const FunctionId next = engine_.edges()[e].callee; seen.insert(next).second)
        todo.push_back(next);
  }
  return {};
}

const Hazard* Staging::hazard(FunctionId f, NodeRef* through) const {
  struct Step {
    FunctionId function;
    bool converted;
    NodeRef first;  // the call in `f` that led here
  };
  std::vector<Step> todo{{f, true, {}}};
  std::set<std::pair<FunctionId, bool>> seen{{f, true}};
  for (std::size_t at = 0; at < todo.size(); ++at) {
    const Step step = todo[at];
    const Row& row = rows_[step.function.index()];
    const Hazard* found = row.hazards.empty() ? nullptr : &row.hazards.front();
    if (found == nullptr && !step.converted && !row.unconverted.empty())
      found = &row.unconverted.front();
    if (found != nullptr) {
      if (through != nullptr) *through = step.first;
      return found;
    }
    for (std::uint32_t e : calls_[step.function.index()]) {
      const CallEdge& edge = engine_.edges()[e];
      bool converted = step.converted;
      switch (edge.passage) {
        case Passage::KerasCall:
        case Passage::KerasSymbolic:
        case Passage::KerasFit:
        case Passage::KerasStep:
        case Passage::DataModel:
        case Passage::Construct:
        case Passage::Unconverted:
        case Passage::Vectorized:
          converted = false;
          break;
        case Passage::Call:
        case Passage::Graph:
        case Passage::Pipeline:
        case Passage::PipelineRaw:
        case Passage::Staged:
        case Passage::Mapped:
        case Passage::Replica:
        case Passage::Eager:
          break;
      }
      if (!seen.insert({edge.callee, converted}).second) continue;
      todo.push_back({edge.callee, converted, step.first.node.exists() ? step.first : edge.site});
    }
  }
  return nullptr;
}

}  // namespace hyb
