#include "core/staleness/trainable_reads.h"

#include <algorithm>

#include "core/staleness/slots.h"
#include "core/tensorflow/api.h"

namespace hyb {

using flow::ContextId;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

constexpr std::string_view kFlag = "trainable";
constexpr std::string_view kLayerClass = "keras.layers.Layer";
constexpr int kMaxNesting = 4;

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

}  // namespace

TrainableReads::TrainableReads(const Program& program, const flow::Engine& engine,
                               const CalledRows& rows)
    : program_(program), engine_(engine), rows_(rows), flag_(program.names().find(kFlag)) {
  if (!flag_.exists()) return;
  for (const flow::Engine::AttributeCell& cell : engine.attribute_cells())
    if (is_layer(cell.object)) held_[cell.object.raw()].push_back(cell.value);
}

bool TrainableReads::is_layer(ObjectId id) const {
  const Object& object = engine_.values()[id];
  const auto derives = [&](NameId path) {
    std::string storage;
    return derives_from(canonical_path(program_.text(path), storage), kLayerClass);
  };
  if (object.kind == ObjectKind::ExternalInstance) return derives(object.name);
  if (object.kind != ObjectKind::Instance) return false;
  const auto order = engine_.known_mro(object_id(object.a));
  return std::any_of(order.begin(), order.end(), [&](ObjectId up) {
    const Object& cls = engine_.values()[up];
    return cls.kind == ObjectKind::External && derives(cls.name);
  });
}

void TrainableReads::add(ObjectId id, std::vector<ObjectId>& out, int depth) const {
  if (depth == 0) return;
  const Object& object = engine_.values()[id];
  if (object.kind == ObjectKind::List || object.kind == ObjectKind::Tuple ||
      object.kind == ObjectKind::Dict) {
    for (flow::ValueId part : engine_.parts_of(id)) add_only(part, out, depth - 1);
    return;
  }
  if (!is_layer(id) || std::find(out.begin(), out.end(), id) != out.end()) return;
  out.push_back(id);
  if (const auto held = held_.find(id.raw()); held != held_.end())
    for (flow::ValueId each : held->second) add_only(each, out, depth - 1);
}

// Which of several it is cannot be told.
void TrainableReads::add_only(flow::ValueId value, std::vector<ObjectId>& out, int depth) const {
  if (const ObjectId only = engine_.values().only(value); only.exists()) add(only, out, depth);
}

std::vector<ObjectId> TrainableReads::layers_read(ContextId context, NodeRef attribute) const {
  const Tree& tree = program_.tree(attribute.file);
  const std::string_view name = program_.text(tree[attribute.node].name);
  const ApiRow* list = find_method(kLayerClass, name);
  if (list == nullptr || !list->has(Trait::ListsTrainable)) return {};
  const auto models = objects_in(program_, engine_, context,
                                 {attribute.file, tree.child(attribute.node, Field::Object)});
  std::vector<ObjectId> out;
  if (models.size() == 1) add(models.front(), out, kMaxNesting);
  return out;
}

std::vector<ObjectId> TrainableReads::layers_of(ObjectId model) const {
  std::vector<ObjectId> out;
  add(model, out, kMaxNesting);
  return out;
}

ObjectId TrainableReads::model_trained(ContextId context, NodeRef call) const {
  const Tree& tree = program_.tree(call.file);
  const ApiRow* row = rows_.at(call);
  if (row == nullptr || !row->has(Trait::Trains)) return {};
  const NodeId callee = tree.child(call.node, Field::Function);
  if (tree.kind(callee) != NodeKind::Attribute) return {};
  const auto models =
      objects_in(program_, engine_, context, {call.file, tree.child(callee, Field::Object)});
  if (models.size() != 1 || !is_layer(models.front())) return {};
  const Object& object = engine_.values()[models.front()];
  if (object.kind != ObjectKind::Instance) return models.front();
  // A step of its own lists what it likes.
  for (ObjectId up : engine_.known_mro(object_id(object.a))) {
    const Object& cls = engine_.values()[up];
    if (cls.kind == ObjectKind::External) return models.front();
    if (cls.kind != ObjectKind::Class) return {};
    const ClassInfo& info = program_.class_info(ClassId::from_index(cls.a - 1));
    for (const ApiRow& step : api_rows()) {
      if (!step.has(Trait::Step)) continue;
      const NameId name = program_.names().find(step.name.substr(step.name.rfind('.') + 1));
      if (name.exists() && program_.scopes(info.file).lookup(info.scope, name).exists()) return {};
    }
  }
  return {};
}

bool TrainableReads::made_trainable(ObjectId layer) const {
  const Object& object = engine_.values()[layer];
  if (object.b == 0) return false;
  const NodeRef made = engine_.allocation(object.b);
  const Tree& tree = program_.tree(made.file);
  if (tree.kind(made.node) != NodeKind::Call) return false;
  for (NodeId argument : tree.children(tree.child(made.node, NodeKind::Arguments))) {
    const NodeKind kind = tree.kind(argument);
    if (kind == NodeKind::DoubleStarred) return false;
    if (kind == NodeKind::Keyword && tree[argument].name == flag_) return false;
  }
  return true;
}

}  // namespace hyb
