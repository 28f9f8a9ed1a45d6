// A worklist over expressions: names lead to what is assigned to them, attributes and elements to
// the object they are read from. An assignment that every path to the use runs through hides what
// stood before it, so `d = dict(d)` makes `d` fresh. The list is cut after kMaxSteps; what is left
// is unknown.

#include "core/effects/provenance.h"

#include <algorithm>

#include "core/program/reaching.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

namespace {

constexpr std::size_t kMaxSteps = 96;
constexpr std::size_t kMaxBelow = 192;  // functions below one that are looked through

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

}  // namespace

bool is_immutable(const Object& object) {
  switch (object.kind) {
    case ObjectKind::None:
    case ObjectKind::Bool:
    case ObjectKind::Int:
    case ObjectKind::Float:
    case ObjectKind::Str:
    case ObjectKind::Slice:
      return true;
    default:
      return false;
  }
}

FunctionId maker_of(const Program& program, const flow::Engine& engine, ObjectId id, bool& sited) {
  const Object& object = engine.values()[id];
  sited = object.b != 0 &&
          (object.kind == ObjectKind::List || object.kind == ObjectKind::Dict ||
           object.kind == ObjectKind::Instance || object.kind == ObjectKind::ExternalInstance ||
           object.kind == ObjectKind::Tensor);
  return sited ? program.enclosing_function(engine.allocation(object.b)) : FunctionId{};
}

/// It stands for every instance of its class: made anywhere.
bool is_any_instance(const Program& program, const flow::Engine& engine, const Object& object) {
  if (object.kind != ObjectKind::Instance || object.b == 0) return false;
  const NodeRef made = engine.allocation(object.b);
  return program.tree(made.file).kind(made.node) == NodeKind::ClassDef;
}

/// One walk from an expression or variable.
class ProvenanceQuery {
 public:
  ProvenanceQuery(const ProvenanceReader& reader, FunctionId function)
      : program_(reader.program_),
        engine_(reader.engine_),
        reader_(reader),
        function_(function),
        info_(program_.function(function)),
        tree_(program_.tree(info_.file)),
        scopes_(program_.scopes(info_.file)) {}

  void push(NodeId node, bool deep) {
    if (!node.exists()) return;
    const Step step{node, deep};
    if (std::find(todo_.begin(), todo_.end(), step) == todo_.end()) todo_.push_back(step);
  }

  void push_bindings(SymbolId symbol, NodeId use, bool deep) {
    each_reaching(tree_, scopes_, symbol, use, [&](const Binding& each) { binding(each, deep); });
  }

  Provenance run() {
    for (std::size_t at = 0; at < todo_.size(); ++at) {
      if (at == kMaxSteps) {
        out_.unknown = true;
        break;
      }
      step(todo_[at].node, todo_[at].deep);
    }
    // Somebody else made it, and everything that leads to it was made here: it was handed in.
    if (out_.handed && out_.only_fresh()) out_.unknown = true;
    return std::move(out_);
  }

  void name(NodeId node, bool deep) {
    const SymbolId symbol = scopes_.symbol_of[node.index()];
    if (!symbol.exists()) {
      out_.outside = true;
      return;
    }
    const VariableRef variable{info_.file, symbol};
    const ScopeId frame = scopes_.scopes[scopes_.symbols[symbol].scope].frame;
    if (frame == info_.scope) return push_bindings(symbol, node, deep);
    if (!reader_.owner(variable).exists()) {
      out_.outside = true;
      return;
    }
    if (std::find(out_.captured.begin(), out_.captured.end(), variable) == out_.captured.end())
      out_.captured.push_back(variable);
  }

 private:
  struct Step {
    NodeId node;
    bool deep;  // something held by it is meant
    friend bool operator==(const Step&, const Step&) = default;
  };

  void binding(const Binding& binding, bool deep) {
    switch (binding.kind) {
      case BindingKind::Parameter: {
        for (std::size_t p = 0; p < info_.parameters.size(); ++p) {
          if (info_.parameters[p].symbol != binding.symbol) continue;
          const ParameterKind kind = info_.parameters[p].kind;
          const bool collects =
              kind == ParameterKind::VarPositional || kind == ParameterKind::VarKeyword;
          if (collects && !deep)
            out_.fresh = true;
          else if (p < 64)
            out_.parameters |= std::uint64_t{1} << p;
          else
            out_.unknown = true;
        }
        break;
      }
      case BindingKind::Assign:
      case BindingKind::Loop:
      case BindingKind::With:
      case BindingKind::Walrus: {
        NodeId up = tree_.parent(binding.node);
        bool part = deep;
        bool starred = false;
        std::vector<std::size_t> places;  // in the tuples of the target, the inner one first
        for (NodeId below = binding.node; up.exists() && (tree_.kind(up) == NodeKind::Tuple ||
                                                          tree_.kind(up) == NodeKind::List ||
                                                          tree_.kind(up) == NodeKind::Starred);
             below = up, up = tree_.parent(up)) {
          part = true;
          places.push_back(place_of(below));
          starred = starred || has_star(up);
        }
        if (starred) places.clear();  // which part it is, nobody can count
        if (binding.kind == BindingKind::Loop)
          looped(tree_.child(up, Field::Iter), std::move(places));
        else
          push(tree_.child(up, Field::Value), part);
        break;
      }
      case BindingKind::Import:
        out_.outside = true;
        break;
      case BindingKind::Pattern: {
        NodeId up = tree_.parent(binding.node);
        while (up.exists() && tree_.kind(up) != NodeKind::Match) up = tree_.parent(up);
        push(up.exists() ? tree_.child(up, Field::Value) : NodeId{}, true);
        break;
      }
      case BindingKind::Function:
      case BindingKind::Class:
      case BindingKind::Except:
        out_.fresh = true;
        break;
      case BindingKind::Augment:
      case BindingKind::Delete:
      case BindingKind::Annotation:
        break;
    }
  }

  bool has_star(NodeId target) const {
    if (tree_.kind(target) == NodeKind::Starred) return true;
    for (NodeId part : tree_.children(target))
      if (tree_.kind(part) == NodeKind::Starred) return true;
    return false;
  }

  std::size_t place_of(NodeId part) const {
    std::size_t place = 0;
    for (NodeId child : tree_.children(tree_.parent(part))) {
      if (child == part) break;
      ++place;
    }
    return place;
  }

  // `for a, b in zip(xs, ys)`: b comes from ys; the number that enumerate() counts is new.
  void looped(NodeId iterable, std::vector<std::size_t> places) {
    while (!places.empty() && tree_.kind(iterable) == NodeKind::Call) {
      const ObjectId callee = engine_.values().only(
          engine_.value_of({info_.file, tree_.child(iterable, Field::Function)}));
      if (!callee.exists() || engine_.values()[callee].kind != ObjectKind::External) break;
      const std::string_view path = program_.text(engine_.values()[callee].name);
      std::vector<NodeId> given;
      for (NodeId a : tree_.children(tree_.child(iterable, NodeKind::Arguments))) {
        if (tree_.kind(a) == NodeKind::Starred) return push(iterable, true);
        if (tree_.kind(a) != NodeKind::Keyword) given.push_back(a);
      }
      const std::size_t place = places.back();
      if (path == "builtins.enumerate" && place == 0) {
        out_.fresh = true;
        return;
      }
      const bool zips = path == "builtins.zip" && place < given.size();
      if (!zips && (path != "builtins.enumerate" || given.empty())) break;
      iterable = given[zips ? place : 0];
      places.pop_back();
    }
    push(iterable, true);
  }

  void step(NodeId node, bool deep) {
    switch (tree_.kind(node)) {
      case NodeKind::Name:
        name(node, deep);
        break;
      case NodeKind::Attribute:
      case NodeKind::Subscript:
        held(node);
        break;
      case NodeKind::Call:
        call(node, deep);
        break;
      case NodeKind::Conditional:
        push(tree_.child(node, Field::Body), deep);
        push(tree_.child(node, Field::Else), deep);
        break;
      case NodeKind::BoolOp:
        push(tree_.child(node, Field::Left), deep);
        push(tree_.child(node, Field::Right), deep);
        break;
      case NodeKind::NamedExpr:
      case NodeKind::Await:
      case NodeKind::Starred:
        push(tree_.child(node, Field::Value), deep);
        break;
      case NodeKind::Tuple:
      case NodeKind::List:
        out_.fresh = true;
        if (deep)
          for (NodeId child : tree_.children(node)) push(child, false);
        break;
      case NodeKind::Dict:
        out_.fresh = true;
        if (deep)
          for (NodeId child : tree_.children(node)) push(tree_.child(child, Field::Value), false);
        break;
      case NodeKind::ListComp:
      case NodeKind::SetComp:
      case NodeKind::Generator:
        out_.fresh = true;
        if (deep) push(tree_.child(node, Field::Element), false);
        break;
      default:
        out_.fresh = true;  // operators and literals make what they give
        break;
    }
  }

  // What an object holds comes from where the object comes from, unless the engine knows that it
  // was made here or below, or that a fresh object holds what was there before.
  void held(NodeId node) {
    const auto objects = engine_.values().objects(engine_.value_of({info_.file, node}));
    bool here = !objects.empty();
    for (ObjectId o : objects) {
      if (is_immutable(engine_.values()[o])) continue;
      bool sited = false;
      const FunctionId maker = maker_of(program_, engine_, o, sited);
      here = here && sited && maker.exists() && reader_.runs(function_, maker);
      if (!sited) continue;
      if (is_any_instance(program_, engine_, engine_.values()[o]))
        out_.handed = true;
      else if (!maker.exists())
        out_.outside = true;
      else if (!reader_.runs(function_, maker))
        out_.handed = true;
    }
    const NodeId object = tree_.child(node, Field::Object);
    if (here && !is_module_or_class(object)) {
      // Made here, and possibly kept from an earlier call: then keeping it was the effect.
      out_.fresh = true;
      return;
    }
    push(object, true);
  }

  bool is_module_or_class(NodeId node) const {
    const auto objects = engine_.values().objects(engine_.value_of({info_.file, node}));
    return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const ObjectKind kind = engine_.values()[o].kind;
      return kind == ObjectKind::Module || kind == ObjectKind::Class;
    });
  }

  void arguments(NodeId call) {
    for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments)))
      push(tree_.kind(argument) == NodeKind::Keyword ? tree_.child(argument, Field::Value)
                                                     : argument,
           true);
  }

  void outside_call(NodeId node, NodeId callee, const ApiRow* row, bool deep) {
    if (row == nullptr) {
      out_.unknown = true;
      return;
    }
    const bool gives_back = row->result == ApiResult::Self || row->result == ApiResult::Argument ||
                            row->result == ApiResult::Identity;
    if (row->has(Trait::Copies) && !deep) {
      out_.fresh = true;  // though an iterator over an iterator takes from that one
      if (may_iterate(node))
        for (NodeId argument : tree_.children(tree_.child(node, NodeKind::Arguments)))
          if (may_iterate(argument)) push(argument, false);
    } else if (gives_back && tree_.kind(callee) == NodeKind::Attribute &&
               row->result == ApiResult::Self) {
      push(tree_.child(callee, Field::Object), deep);
    } else if (gives_back || row->has(Trait::Consumes)) {
      out_.fresh = true;
      arguments(node);
    } else if (row->has(Trait::Views)) {
      out_.fresh = true;
      if (tree_.kind(callee) == NodeKind::Attribute) view(tree_.child(callee, Field::Object));
      for (NodeId argument : tree_.children(tree_.child(node, NodeKind::Arguments)))
        if (tree_.kind(argument) != NodeKind::Keyword) view(argument);
    } else if (row->result == ApiResult::Unknown && !row->is_class && !row->has(Trait::Pure) &&
               !row->has(Trait::Op)) {
      out_.unknown = true;
    } else {
      out_.fresh = true;
    }
  }

  /// An array is given back itself or as a view of it; lists and tensors are copied.
  void view(NodeId node) {
    bool array = false;
    bool other = false;
    for (ObjectId o : engine_.values().objects(engine_.value_of({info_.file, node}))) {
      const Object& object = engine_.values()[o];
      if (object.kind == ObjectKind::Unknown)
        array = other = true;
      else if (object.kind == ObjectKind::Tensor && program_.text(object.name) == kArrayClass)
        array = true;
      else
        other = true;
    }
    if (!array) return;
    if (other)
      out_.unknown = true;
    else
      push(node, false);
  }

  bool may_iterate(NodeId node) const {
    const auto objects = engine_.values().objects(engine_.value_of({info_.file, node}));
    return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const ObjectKind kind = engine_.values()[o].kind;
      return kind == ObjectKind::Iterator || kind == ObjectKind::Generator;
    });
  }

  void call(NodeId node, bool deep) {
    const NodeId callee = tree_.child(node, Field::Function);
    const flow::Values& values = engine_.values();
    const auto callees = values.objects(engine_.value_of({info_.file, callee}));
    if (callees.empty()) {
      out_.unknown = true;
      return;
    }
    for (ObjectId o : callees) {
      const Object& object = values[o];
      std::string storage;
      switch (object.kind) {
        case ObjectKind::Class:
        case ObjectKind::TupleClass:
        case ObjectKind::ExternalInstance:
          out_.fresh = true;
          break;
        case ObjectKind::External:
          outside_call(node, callee, find_api(canonical_path(program_.text(object.name), storage)),
                       deep);
          break;
        case ObjectKind::BoundMethod: {
          const Object& method = values[object_id(object.b)];
          const Object& receiver = values[object_id(object.a)];
          if (method.kind != ObjectKind::External) {
            result(node);
          } else if (receiver.kind == ObjectKind::List || receiver.kind == ObjectKind::Dict) {
            const ApiRow* row =
                find_method(receiver.kind == ObjectKind::List ? "builtins.list" : "builtins.dict",
                            program_.text(method.name));
            if (row != nullptr && row->has(Trait::Copies))
              out_.fresh = true;
            else
              push(tree_.child(callee, Field::Object), true);
          } else {
            outside_call(node, callee,
                         find_method(program_.text(receiver.name), program_.text(method.name)),
                         deep);
          }
          break;
        }
        case ObjectKind::Plain:  // part of what it is asked of
          if (tree_.kind(callee) == NodeKind::Attribute)
            push(tree_.child(callee, Field::Object), true);
          else
            out_.unknown = true;
          break;
        case ObjectKind::Super:
        case ObjectKind::Unknown:
          out_.unknown = true;
          break;
        default:
          result(node);
          break;
      }
      if (object.kind == ObjectKind::External && program_.text(object.name) == "builtins.super")
        if (!info_.parameters.empty()) out_.parameters |= 1;
    }
  }

  // What a function of the project gives back: made below this call if the engine places it in a
  // function that is called from here, else something that was there.
  void result(NodeId node) {
    const auto objects = engine_.values().objects(engine_.value_of({info_.file, node}));
    if (objects.empty()) out_.unknown = true;
    for (ObjectId o : objects) {
      const Object& object = engine_.values()[o];
      if (is_immutable(object)) {
        out_.fresh = true;
        continue;
      }
      bool sited = false;
      const FunctionId maker = maker_of(program_, engine_, o, sited);
      if (!sited)
        (object.kind == ObjectKind::Unknown ? out_.unknown : out_.fresh) = true;
      else if (is_any_instance(program_, engine_, object))
        out_.unknown = true;
      else if (!maker.exists())
        out_.outside = true;
      else
        (reader_.runs(function_, maker) ? out_.fresh : out_.unknown) = true;
    }
  }

  const Program& program_;
  const flow::Engine& engine_;
  const ProvenanceReader& reader_;
  FunctionId function_;
  const FunctionInfo& info_;
  const Tree& tree_;
  const ScopeTree& scopes_;
  std::vector<Step> todo_;
  Provenance out_;
};

ProvenanceReader::ProvenanceReader(const Program& program, const flow::Engine& engine)
    : program_(program), engine_(engine), runs_(program.functions().size()) {
  callees_.resize(program.functions().size());
  for (const flow::CallEdge& edge : engine.edges())
    if (edge.caller.exists() && (callees_[edge.caller.index()].empty() ||
                                 callees_[edge.caller.index()].back() != edge.callee))
      callees_[edge.caller.index()].push_back(edge.callee);
}

// Breadth first; asked for few functions, and for each of them about several makers.
bool ProvenanceReader::runs(FunctionId function, FunctionId maker) const {
  if (function == maker) return true;
  std::vector<FunctionId>& below = runs_[function.index()];
  if (below.empty()) {
    below.push_back(function);
    for (std::size_t at = 0; at < below.size() && below.size() < kMaxBelow; ++at)
      for (FunctionId callee : callees_[below[at].index()])
        if (std::find(below.begin(), below.end(), callee) == below.end()) below.push_back(callee);
  }
  return std::find(below.begin(), below.end(), maker) != below.end();
}

FunctionId ProvenanceReader::owner(VariableRef variable) const {
  const ScopeTree& scopes = program_.scopes(variable.file);
  const Scope& frame = scopes.scopes[scopes.scopes[scopes.symbols[variable.symbol].scope].frame];
  if (frame.kind != ScopeKind::Function) return {};
  return program_.function_at({variable.file, frame.node});
}

Provenance ProvenanceReader::of(FunctionId function, NodeRef expression) const {
  ProvenanceQuery query(*this, function);
  query.push(expression.node, false);
  return query.run();
}

Provenance ProvenanceReader::of_variable(FunctionId function, VariableRef variable) const {
  ProvenanceQuery query(*this, function);
  query.push_bindings(variable.symbol, {}, false);
  return query.run();
}

Provenance ProvenanceReader::of_value(FunctionId function, flow::ContextId context,
                                      ValueId value) const {
  Provenance out;
  const flow::Context& caller = engine_.contexts()[context.index()];
  for (ObjectId o : engine_.values().objects(value)) {
    if (is_immutable(engine_.values()[o])) continue;
    bool found = false;
    for (std::size_t p = 0; p < caller.parameters.size() && p < 64; ++p) {
      const auto given = engine_.values().objects(caller.parameters[p]);
      if (std::find(given.begin(), given.end(), o) == given.end()) continue;
      out.parameters |= std::uint64_t{1} << p;
      found = true;
    }
    if (found) continue;
    bool sited = false;
    const FunctionId maker = maker_of(program_, engine_, o, sited);
    if (!sited)
      (engine_.values()[o].kind == ObjectKind::Unknown ? out.unknown : out.fresh) = true;
    else if (is_any_instance(program_, engine_, engine_.values()[o]))
      out.unknown = true;
    else
      (maker.exists() && runs(function, maker) ? out.fresh : out.outside) = true;
  }
  return out;
}

}  // namespace hyb
