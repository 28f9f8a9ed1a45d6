#include "core/facts/first_uses.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "core/facts/made_again.h"
#include "core/facts/varying_arguments.h"
#include "core/facts/written_argument.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

namespace {

constexpr int kMaxNesting = 2;  // containers in what is given

/// Reads what a parameter is given, as far as it tells traces apart by more than shapes.
class Given {
 public:
  Given(const Facts& facts, bool uses) : facts_(facts), uses_(uses) {}

  bool differs(FunctionId f, std::size_t parameter) {
    parts_.clear();
    one_by_one_ = are_several(f, parameter);
    for (flow::ContextId c : facts_.engine().contexts_of(f)) {
      const auto& given = facts_.engine().contexts()[c.index()].parameters;
      if (parameter >= given.size()) continue;
      for (ObjectId o : facts_.values().objects(given[parameter])) add(o);
      if (parts_.size() > 1) return true;
    }
    return false;
  }

 private:
  /// The calls name several things, or one that changes.
  bool are_several(FunctionId f, std::size_t parameter) const {
    std::vector<std::string_view> texts;
    for (const CallEdge& edge : facts_.edges_into(f)) {
      const NodeRef given = written_argument(facts_, edge, parameter);
      if (!given.node.exists() || may_change(facts_, given)) return true;
      texts.push_back(facts_.program().text(given));
    }
    return std::adjacent_find(texts.begin(), texts.end(), std::not_equal_to<>()) != texts.end();
  }

  enum class Part : std::uint8_t { Nothing, Tensor, Value, Object, Keys };

  void add(ObjectId o) {
    const Object& object = facts_.values()[o];
    switch (object.kind) {
      case ObjectKind::Instance:
      case ObjectKind::ExternalInstance:
        return add_object(o);
      case ObjectKind::None:
        return keep(Part::Nothing, 0);
      case ObjectKind::Tensor:
      case ObjectKind::Unknown:
        return keep(Part::Tensor, 0);
      case ObjectKind::Int:
      case ObjectKind::Str:
        keep(Part::Value, object.name.raw());
        if (!object.name.exists()) keep(Part::Value, ~std::uint32_t{0});
        return;
      case ObjectKind::Function:
      case ObjectKind::BoundMethod:
      case ObjectKind::Class:
        return keep(Part::Object, o.raw());
      case ObjectKind::Dict:
        if (holds_model(o, 0)) return add_made(o);
        for (NameId key : facts_.engine().keys_of(o)) keys_.push_back(key.raw());
        keep(Part::Keys, number_of_keys());
        return;
      case ObjectKind::List:
      case ObjectKind::Tuple:
        if (holds_model(o, 0)) add_made(o);
        return;
      default:
        return;
    }
  }

  /// Of what TensorFlow makes only what makes variables counts, and that in any case.
  void add_object(ObjectId o) {
    if (is_model(o)) {
      const bool used = std::exchange(uses_, true);
      add_made(o);
      uses_ = used;
    } else if (facts_.values()[o].kind == ObjectKind::Instance) {
      add_made(o);
    }
  }

  void add_made(ObjectId o) {
    keep(Part::Object, o.raw());
    if (one_by_one_ && is_made_again(facts_, o)) keep(Part::Object, ~std::uint32_t{0});
  }

  void keep(Part part, std::uint32_t which) {
    if (uses_) parts_.emplace(part, which);
  }

  std::uint32_t number_of_keys() {
    std::sort(keys_.begin(), keys_.end());
    auto known = std::find(key_sets_.begin(), key_sets_.end(), keys_);
    if (known == key_sets_.end()) known = key_sets_.insert(known, keys_);
    keys_.clear();
    return static_cast<std::uint32_t>(known - key_sets_.begin());
  }

  bool is_model(ObjectId o) const {
    return facts_.is_instance_of(o, kOptimizerClass) || facts_.is_instance_of(o, kModelClass) ||
           facts_.is_instance_of(o, kLayerClass);
  }

  bool holds_model(ObjectId container, int nesting) const {
    for (ValueId part : facts_.engine().parts_of(container))
      for (ObjectId o : facts_.values().objects(part)) {
        const ObjectKind kind = facts_.values()[o].kind;
        if (kind == ObjectKind::Instance || kind == ObjectKind::ExternalInstance) {
          if (is_model(o)) return true;
        } else if ((kind == ObjectKind::Dict || kind == ObjectKind::List ||
                    kind == ObjectKind::Tuple) &&
                   nesting < kMaxNesting && holds_model(o, nesting + 1)) {
          return true;
        }
      }
    return false;
  }

  const Facts& facts_;
  bool uses_;
  bool one_by_one_ = false;  // what one place makes may be handed over one after the other
  std::set<std::pair<Part, std::uint32_t>> parts_;
  std::vector<std::uint32_t> keys_;
  std::vector<std::vector<std::uint32_t>> key_sets_;
};

}  // namespace

std::vector<ObjectId> used_by(const Facts& facts, NodeRef call) {
  std::vector<ObjectId> out;
  const Tree& tree = facts.program().tree(call.file);
  const NodeId callee = tree.child(call.node, Field::Function);
  const ApiRow* api = facts.called_api(call);
  if (api != nullptr && api->has(Trait::Updates) && tree.kind(callee) == NodeKind::Attribute)
    for (ObjectId o :
         facts.values().objects(facts.value({call.file, tree.child(callee, Field::Object)})))
      if (facts.is_instance_of(o, kOptimizerClass)) out.push_back(o);
  for (ObjectId o : facts.values().objects(facts.value({call.file, callee}))) {
    const Object& object = facts.values()[o];
    if (object.kind != ObjectKind::ExternalInstance) continue;
    const ApiRow* made = find_api(facts.text(object.name));
    if (made != nullptr &&
        (made->has(Trait::Model) || (made->has(Trait::Layer) && made->has(Trait::MakesVariables))))
      out.push_back(o);
  }
  return out;
}

std::vector<NodeRef> uses_by_function(const Facts& facts) {
  const Program& program = facts.program();
  std::vector<NodeRef> out(program.functions().size());
  std::vector<FunctionId> todo;
  const auto add = [&](FunctionId f, NodeRef at) {
    if (!f.exists() || out[f.index()].node.exists()) return;
    out[f.index()] = at;
    todo.push_back(f);
  };
  for (std::size_t i = 0; i < program.file_count(); ++i)
    for (NodeId call : facts.calls(FileId::from_index(i)))
      if (const NodeRef at{FileId::from_index(i), call}; !used_by(facts, at).empty())
        add(program.enclosing_function(at), at);
  for (std::size_t i = 0; i < todo.size(); ++i)
    for (const CallEdge& edge : facts.edges_into(todo[i])) add(edge.caller, out[todo[i].index()]);
  return out;
}

bool is_given_others(const Facts& facts, FunctionId f, bool uses) {
  const FunctionInfo& info = facts.program().function(f);
  Given given(facts, uses);
  for (std::size_t p = info.owner.exists() ? 1 : 0; p < info.parameters.size(); ++p)
    if (given.differs(f, p)) return true;
  return false;
}

}  // namespace hyb
