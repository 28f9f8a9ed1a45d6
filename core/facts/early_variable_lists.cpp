#include "core/facts/early_variable_lists.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

constexpr std::string_view kLayerClass = "keras.layers.Layer";

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

bool runs_at_once(Passage passage) {
  return passage == Passage::Call || passage == Passage::Graph || passage == Passage::Construct ||
         passage == Passage::KerasCall || passage == Passage::DataModel ||
         passage == Passage::Replica;
}

/// A place where a model is called or built, or handed to somebody who may do so.
struct Touch {
  NodeRef at;
  FunctionId function;
  bool builds = false;
};

class Search {
 public:
  Search(const Facts& facts, FileId file)
      : facts_(facts), program_(facts.program()), file_(file), tree_(program_.tree(file)) {}

  std::vector<EarlyVariableList> find() {
    std::vector<EarlyVariableList> out;
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_.kind(row) != NodeKind::Attribute || tree_[row].field == Field::Target) continue;
      if (!lists_variables(tree_[row].name)) continue;
      if (auto early = judge(row)) out.push_back(*early);
    }
    return out;
  }

 private:
  /// A layer has an attribute of that name with variables in it. Each name is looked up once.
  bool lists_variables(NameId name) {
    const auto [at, fresh] = lists_.emplace(name.raw(), false);
    if (fresh) {
      const ApiRow* row = find_method(kLayerClass, facts_.text(name));
      at->second = row != nullptr && row->result == ApiResult::VariableList;
    }
    return at->second;
  }

  std::optional<EarlyVariableList> judge(NodeId row) {
    EarlyVariableList out;
    out.at = {file_, row};
    out.model = {file_, tree_.child(row, Field::Object)};
    out.function = program_.enclosing_function(out.at);
    const ObjectId model = facts_.values().only(facts_.value(out.model));
    if (!model.exists() || several_objects(model)) return std::nullopt;
    out.layer = unbuilt_layer(model);
    if (!out.layer.node.exists()) return std::nullopt;
    out.use = use_of(out.at);
    if (!out.use.node.exists()) return std::nullopt;
    const std::vector<Touch> touches = touches_of(model);
    const Object& object = facts_.values()[model];
    const NodeRef made = facts_.engine().allocation(object.b);
    const bool fresh = made.file == file_ && program_.enclosing_function(made) == out.function &&
                       made.node < row && same_loop(made.node, row);
    const bool early = fresh ? !touched_between(touches, out.function, made.node, row)
                             : only_behind(touches, out.function, row);
    if (!early) return std::nullopt;
    for (const Touch& touch : touches)
      if (touch.builds && stands_behind(touch, out.function, row) && !out.built.node.exists())
        out.built = touch.at;
    // A list of a constructor: the methods come later.
    if (!out.built.node.exists() && fresh)
      for (const Touch& touch : touches)
        if (touch.builds && touch.function != out.function && !out.built.node.exists())
          out.built = touch.at;
    return out.built.node.exists() ? std::optional(out) : std::nullopt;
  }

  /// The object stands for several: made in a comprehension, or in a loop and kept.
  bool several_objects(ObjectId model) const {
    const Object& object = facts_.values()[model];
    if (object.kind != ObjectKind::Instance || object.b == 0 || object.summary) return true;
    const NodeRef made = facts_.engine().allocation(object.b);
    const Tree& tree = program_.tree(made.file);
    if (tree.kind(made.node) != NodeKind::Call) return true;
    for (NodeId up = tree.parent(made.node); up.exists(); up = tree.parent(up)) {
      const NodeKind kind = tree.kind(up);
      if (kind == NodeKind::ListComp || kind == NodeKind::SetComp || kind == NodeKind::DictComp ||
          kind == NodeKind::Generator || kind == NodeKind::Arguments || kind == NodeKind::Lambda)
        return true;
      if (kind == NodeKind::Block || kind == NodeKind::Module) break;
    }
    return false;
  }

  /// A layer that the constructor of the model makes and keeps, and that has no variables yet.
  NodeRef unbuilt_layer(ObjectId model) const {
    const Object& object = facts_.values()[model];
    const Object& cls = facts_.values()[object_id(object.a)];
    if (cls.kind != ObjectKind::Class) return {};
    const ClassId id = ClassId::from_index(cls.a - 1);
    if (!yes(facts_.derives(id, kLayerClass))) return {};
    for (const flow::Engine::AttributeCell& cell : facts_.attributes_of(model)) {
      const ObjectId held = facts_.values().only(cell.value);
      if (!held.exists()) continue;
      const Object& layer = facts_.values()[held];
      if (layer.kind != ObjectKind::ExternalInstance || layer.b == 0) continue;
      const ApiRow* row = find_api(facts_.text(layer.name));
      if (row == nullptr || !row->has(Trait::Layer) || row->has(Trait::Model) ||
          !row->has(Trait::MakesVariables) || row->has(Trait::ConstructorMakesVariables) ||
          row->has(Trait::WrapsLayer) || row->has(Trait::OptionalWeights) ||
          row->has(Trait::SeedState))
        continue;
      const NodeRef made = facts_.engine().allocation(layer.b);
      const FunctionId maker = program_.enclosing_function(made);
      if (!maker.exists() || program_.function(maker).owner != id) continue;
      if (facts_.text(program_.function(maker).name) != "__init__") continue;
      if (is_built_at_once(made)) continue;
      return made;
    }
    return {};
  }

  /// `Dense(1, input_shape=(2,))`, `Dense(1)(x)`, or options that nobody can read.
  bool is_built_at_once(NodeRef made) const {
    const Tree& tree = program_.tree(made.file);
    if (tree.kind(made.node) != NodeKind::Call) return true;
    if (tree.kind(tree.parent(made.node)) == NodeKind::Call &&
        tree[made.node].field == Field::Function)
      return true;
    for (NodeId argument : tree.children(tree.child(made.node, NodeKind::Arguments))) {
      const NodeKind kind = tree.kind(argument);
      if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return true;
      if (kind != NodeKind::Keyword) continue;
      const ApiRow* row = facts_.called_api(made);
      // One that the row does not know is of the base class: a shape, weights.
      const std::string_view name = facts_.text(tree[argument].name);
      if (row == nullptr || (parameter_index(*row, name) < 0 && name != "name" && name != "dtype"))
        return true;
    }
    return false;
  }

  /// Where a tape or an optimizer gets this very list.
  NodeRef use_of(NodeRef list) const {
    for (std::size_t i = 0; i < program_.file_count(); ++i) {
      const FileId file = FileId::from_index(i);
      if (!program_.file(file).parsed) continue;
      const Tree& tree = program_.tree(file);
      for (NodeId call : facts_.calls(file)) {
        const ApiRow* row = facts_.called_api({file, call});
        if (row == nullptr || (row->result != ApiResult::Gradients && !row->has(Trait::Updates)))
          continue;
        for (NodeId argument : tree.children(tree.child(call, NodeKind::Arguments))) {
          const NodeId value = tree.kind(argument) == NodeKind::Keyword
                                   ? tree.child(argument, Field::Value)
                                   : argument;
          if (is_list(facts_.value({file, value}), list)) return {file, call};
        }
      }
    }
    return {};
  }

  bool is_list(flow::ValueId value, NodeRef list) const {
    const ObjectId only = facts_.values().only(value);
    if (!only.exists()) return false;
    const Object& object = facts_.values()[only];
    return object.kind == ObjectKind::List && object.b != 0 &&
           facts_.engine().allocation(object.b) == list;
  }

  std::vector<Touch> touches_of(ObjectId model) const {
    std::vector<Touch> out;
    const auto is_model = [&](NodeRef at) {
      const auto objects = facts_.values().objects(facts_.value(at));
      return std::find(objects.begin(), objects.end(), model) != objects.end();
    };
    for (std::size_t i = 0; i < program_.file_count(); ++i) {
      const FileId file = FileId::from_index(i);
      if (!program_.file(file).parsed) continue;
      const Tree& tree = program_.tree(file);
      for (NodeId call : facts_.calls(file)) {
        const NodeRef at{file, call};
        const NodeId callee = tree.child(call, Field::Function);
        const ApiRow* row = facts_.called_api(at);
        Touch touch{at, program_.enclosing_function(at), is_model({file, callee})};
        bool touches = touch.builds;
        if (is_receiver(at, model)) {
          // What the library does with its own models is known: `super().__init__()` makes nothing.
          touch.builds = row != nullptr && (row->has(Trait::RunsModel) || row->has(Trait::Builds));
          touches = touch.builds || row == nullptr;
        }
        if (row == nullptr || !row->has(Trait::Pure))
          for (NodeId argument : tree.children(tree.child(call, NodeKind::Arguments))) {
            const NodeId value = tree.kind(argument) == NodeKind::Keyword
                                     ? tree.child(argument, Field::Value)
                                     : argument;
            touches = touches || is_model({file, value});
          }
        if (touches) out.push_back(touch);
      }
    }
    return out;
  }

  /// The call is one of a method of the model.
  bool is_receiver(NodeRef call, ObjectId model) const {
    const Tree& tree = program_.tree(call.file);
    const NodeId callee = tree.child(call.node, Field::Function);
    for (ObjectId o : facts_.values().objects(facts_.value({call.file, callee}))) {
      const Object& object = facts_.values()[o];
      if (object.kind == ObjectKind::BoundMethod && object_id(object.a) == model) return true;
    }
    // A layer that the model holds is called by itself.
    if (tree.kind(callee) != NodeKind::Attribute ||
        !facts_.values().may_be_unknown(facts_.value({call.file, callee})))
      return false;
    const auto objects =
        facts_.values().objects(facts_.value({call.file, tree.child(callee, Field::Object)}));
    return std::find(objects.begin(), objects.end(), model) != objects.end();
  }

  NodeId loop_of(NodeId row) const {
    for (NodeId up = tree_.parent(row); up.exists(); up = tree_.parent(up)) {
      const NodeKind kind = tree_.kind(up);
      if (kind == NodeKind::For || kind == NodeKind::While) return up;
      if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return {};
    }
    return {};
  }
  bool same_loop(NodeId a, NodeId b) const { return loop_of(a) == loop_of(b); }

  std::vector<CallEdge> edges_of(FunctionId body) const {
    std::vector<CallEdge> out;
    if (body.exists()) {
      const auto from = facts_.edges_from(body);
      out.assign(from.begin(), from.end());
    } else {
      for (const CallEdge& edge : facts_.edges())
        if (!edge.caller.exists() && edge.site.file == file_) out.push_back(edge);
    }
    return out;
  }

  bool leads_to(FunctionId from, FunctionId to) const {
    std::set<FunctionId> seen{from};
    std::vector<FunctionId> todo{from};
    while (!todo.empty()) {
      const FunctionId at = todo.back();
      todo.pop_back();
      if (at == to) return true;
      for (const CallEdge& edge : facts_.edges_from(at))
        if (runs_at_once(edge.passage) && seen.insert(edge.callee).second)
          todo.push_back(edge.callee);
    }
    return false;
  }

  /// A call runs when its arguments are there.
  bool runs_before(NodeId call, NodeId row) const {
    return call < row && row.index() >= tree_.end_of(call);
  }

  /// Something that the body does between two of its rows touches the model.
  bool touched_between(const std::vector<Touch>& touches, FunctionId body, NodeId first,
                       NodeId last) const {
    for (const Touch& touch : touches) {
      if (touch.function == body && touch.at.file == file_) {
        if (touch.at.node > first && runs_before(touch.at.node, last)) return true;
        continue;
      }
      if (!touch.function.exists()) continue;  // another module
      for (const CallEdge& edge : edges_of(body))
        if (edge.site.node >= first && runs_before(edge.site.node, last) &&
            leads_to(edge.callee, touch.function))
          return true;
    }
    return false;
  }

  bool stands_behind(const Touch& touch, FunctionId body, NodeId row) const {
    if (touch.function == body && touch.at.file == file_)
      return !runs_before(touch.at.node, row) && touch.at.node != row;
    if (!touch.function.exists()) return false;
    const auto edges = edges_of(body);
    return std::any_of(edges.begin(), edges.end(), [&](const CallEdge& edge) {
      return runs_at_once(edge.passage) && !runs_before(edge.site.node, row) &&
             leads_to(edge.callee, touch.function);
    });
  }

  /// Every place that touches the model is in the body or below it, and behind the row.
  bool only_behind(const std::vector<Touch>& touches, FunctionId body, NodeId row) const {
    if (!body.exists()) return false;
    for (const Touch& touch : touches) {
      if (!stands_behind(touch, body, row)) return false;
      if (touch.function == body) continue;
      // Nobody else goes there.
      for (const CallEdge& edge : facts_.edges_into(touch.function))
        if (edge.caller != body && !(edge.caller.exists() && reached_only_from(edge.caller, body)))
          return false;
      for (const CallEdge& edge : edges_of(body))
        if (runs_before(edge.site.node, row) && leads_to(edge.callee, touch.function)) return false;
    }
    return !touches.empty();
  }

  bool reached_only_from(FunctionId f, FunctionId body) const {
    std::set<FunctionId> seen{f};
    std::vector<FunctionId> todo{f};
    while (!todo.empty()) {
      const FunctionId at = todo.back();
      todo.pop_back();
      if (at == body) continue;
      const auto into = facts_.edges_into(at);
      if (into.empty()) return false;
      for (const CallEdge& edge : into) {
        if (!edge.caller.exists()) return false;
        if (seen.insert(edge.caller).second) todo.push_back(edge.caller);
      }
    }
    return true;
  }

  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
  std::unordered_map<std::uint32_t, bool> lists_;  // by name
};

}  // namespace

std::vector<EarlyVariableList> early_variable_lists(const Facts& facts, FileId file) {
  return Search(facts, file).find();
}

}  // namespace hyb
