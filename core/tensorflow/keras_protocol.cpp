// The protocol of Keras: what calling a layer runs, and what fit, evaluate and predict drive. Part
// of Framework.

#include <algorithm>
#include <string>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Argument;
using flow::Bindings;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;
using flow::Site;
using flow::ValueId;

namespace {

constexpr std::string_view kSymbolic = "keras.KerasTensor";

ValueId value_id(std::uint32_t raw) {
  return raw == 0 ? ValueId{} : ValueId::from_index(raw - 1);
}

flow::Members copy(std::span<const ObjectId> objects) {
  return flow::Members(objects);
}

bool holds(const Engine& engine, ValueId value, std::string_view path) {
  const auto objects = engine.values().objects(value);
  return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = engine.values()[o];
    return object.kind == ObjectKind::ExternalInstance &&
           engine.program().text(object.name) == path;
  });
}

}  // namespace

bool Framework::holds_symbolic(Engine& engine, const Bindings& bindings, Site site) {
  for (const Argument& a : bindings.arguments) {
    if (holds(engine, a.value, kSymbolic)) return true;
    for (ObjectId o : copy(engine.values().objects(a.value))) {
      const ObjectKind kind = engine.values()[o].kind;
      if ((kind == ObjectKind::Tuple || kind == ObjectKind::List) &&
          holds(engine, engine.elements(engine.values().value(o), site), kSymbolic))
        return true;
    }
  }
  return false;
}

ValueId Framework::run_layers(const Call& call, ObjectId model, Passage passage) {
  Engine& engine = call.engine;
  const Object object = engine.values()[model];
  Bindings one;
  one.arguments.push_back({{}, tensor(engine), call.site.node});
  one.open = true;
  if (object.kind == ObjectKind::ExternalInstance) {
    const ValueId layers = engine.values().join(value_id(object.a), engine.held_elements(model));
    for (ObjectId layer : copy(engine.values().objects(layers))) {
      const ObjectKind kind = engine.values()[layer].kind;
      if (kind == ObjectKind::Instance) {
        const ValueId method = engine.project_member(layer, engine.name("call"), call.site);
        if (method.exists()) engine.call(method, one, call.site, passage);
      } else if (kind == ObjectKind::ExternalInstance && layer != model) {
        run_layers(call, layer, passage);
      }
    }
  }
  return {};
}

// fit, evaluate, predict: the step method if the class overrides it, else `call`.
ValueId Framework::drive_model(const Call& call, ObjectId model, const ApiRow& row) {
  Engine& engine = call.engine;
  const Object object = engine.values()[model];
  Bindings one;
  one.arguments.push_back({{}, tensor(engine), call.site.node});
  one.open = true;
  if (object.kind == ObjectKind::Instance) {
    const std::string_view method = row.name.substr(row.name.rfind('.') + 1);
    std::vector<std::string_view> steps;
    if (method.starts_with("predict"))
      steps = {"predict_step"};
    else if (method.starts_with("evaluate") || method.starts_with("test"))
      steps = {"test_step"};
    else
      steps = {"train_step", "test_step"};
    bool overridden = false;
    for (std::string_view step : steps) {
      const ValueId own = engine.project_member(model, engine.name(step), call.site);
      if (!own.exists()) continue;
      overridden = true;
      Bindings data;
      data.arguments.push_back(
          {{},
           engine.values().value({ObjectKind::Iterator, {}, tensor(engine).raw(), 0}),
           call.site.node});
      engine.call(own, data, call.site, Passage::KerasStep);
    }
    const ValueId forward = engine.project_member(model, engine.name("call"), call.site);
    if (forward.exists() && (!overridden || steps.size() > 1))
      engine.call(forward, one, call.site, Passage::KerasFit);
    return {};
  }
  return run_layers(call, model, Passage::KerasFit);
}

ValueId Framework::call_instance(Engine& engine, ObjectId receiver, NameId base,
                                 const Bindings& bindings, Site site) {
  std::string storage;
  const std::string_view cls = canonical_path(engine.names().text(base), storage);
  const ApiRow* known = find_api(cls);
  if (known == nullptr) return {};
  const bool layer = known->has(Trait::Layer);
  const bool callable = layer || derives_from(cls, "keras.losses.Loss") ||
                        derives_from(cls, "keras.metrics.Metric") || cls == "keras.layers.Layer";
  if (!callable) return {};
  const bool symbolic = holds_symbolic(engine, bindings, site);
  const Passage passage = symbolic ? Passage::KerasSymbolic : Passage::KerasCall;
  for (std::string_view method : {"build", "call"}) {
    const ValueId own = engine.project_member(receiver, engine.name(method), site);
    if (!own.exists()) continue;
    Bindings given = bindings;
    if (method == "build") {
      given = {};
      given.open = true;
      engine.call(own, given, site, Passage::Construct);
      continue;
    }
    const ValueId result = engine.call(own, given, site, passage);
    if (symbolic) return engine.external_instance(kSymbolic);
    return result.exists() ? result : ValueId{tensor(engine)};
  }
  if (derives_from(cls, "keras.metrics.Metric")) return tensor(engine);
  return symbolic ? engine.external_instance(kSymbolic) : tensor(engine);
}

}  // namespace hyb
