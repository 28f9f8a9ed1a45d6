#include "core/facts/value_facts.h"

#include <algorithm>

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

namespace {

constexpr std::size_t kMaxLiterals = 8;
constexpr int kMaxDepth = 6;                 // annotations inside annotations
constexpr std::size_t kMaxContainers = 256;  // inside one; with more of them the rest is Unknown

bool is_container(ObjectKind kind) {
  return kind == ObjectKind::List || kind == ObjectKind::Tuple || kind == ObjectKind::Dict;
}

bool is_literal(ObjectKind kind) {
  return kind == ObjectKind::Int || kind == ObjectKind::Float || kind == ObjectKind::Str;
}

std::string_view container_kind(ObjectKind kind) {
  return kind == ObjectKind::List ? "list" : kind == ObjectKind::Dict ? "dict" : "tuple";
}

template <class T>
void add_once(std::vector<T>& to, T value) {
  if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(std::move(value));
}

}  // namespace

TypeFact ValueFacts::type_of(const Object& tensor) const {
  const std::string_view cls = facts_.text(tensor.name);
  TypeFact out;
  out.kind = cls == kRaggedClass     ? "ragged"
             : cls == kSparseClass   ? "sparse"
             : cls == kVariableClass ? "variable"
                                     : "dense";
  out.dtype = flow::dtype_name(tensor.dtype);
  const flow::Dims* dims = facts_.values().dims(tensor);
  if (dims != nullptr) out.shape = *dims;
  return out;
}

bool ValueFacts::is_structure(ObjectId id) const {
  const ObjectKind kind = facts_.values()[id].kind;
  return is_container(kind) ||
         (kind == ObjectKind::Instance && !facts_.engine().fields_of(id).empty());
}

const ValueFacts::Contents& ValueFacts::contents(ObjectId container) const {
  const std::lock_guard lock(mutex_);
  const auto [known, fresh] = contents_.try_emplace(container.raw());
  Contents& out = known->second;
  if (!fresh) return out;
  std::vector<ObjectId> seen{container};
  for (std::size_t next = 0; next < seen.size(); ++next) {
    const std::vector<ValueId> parts = facts_.engine().parts_of(seen[next]);
    for (ValueId part : parts) {
      const auto objects = facts_.values().objects(part);
      bool literal = !objects.empty();
      for (ObjectId o : objects) {
        const ObjectKind kind = facts_.values()[o].kind;
        literal = literal && is_literal(kind);
        if (is_structure(o)) {
          if (seen.size() < kMaxContainers)
            add_once(seen, o);
          else
            out.unknown = true;
          continue;
        }
        if (is_tensor(facts_.values(), facts_.program().names(), o)) add_once(out.tensors, o);
        out.unknown = out.unknown || kind == ObjectKind::Unknown;
      }
      out.literal = out.literal || literal;
    }
  }
  return out;
}

void ValueFacts::add_container(ValueSummary& summary, ObjectId id) const {
  const Object& object = facts_.values()[id];
  const Contents& held = contents(id);
  summary.any_tensor = summary.any_tensor || !held.tensors.empty();
  summary.any_unknown = summary.any_unknown || held.unknown;
  summary.complete = summary.complete && !held.unknown;
  bool fixed = true;
  const std::vector<ValueId> parts = facts_.engine().parts_of(id, &fixed);
  if (summary.brief) {
    for (ValueId part : parts)
      for (ObjectId o : facts_.values().objects(part))
        if (is_tensor(facts_.values(), facts_.program().names(), o))
          summary.origin = std::max(summary.origin, facts_.values()[o].origin);
    return;
  }
  ContainerFact fact;
  fact.kind = container_kind(object.kind);
  if (fixed) fact.arity = parts.size();
  for (ValueId part : parts) {
    std::vector<TypeFact> types;
    for (ObjectId o : facts_.values().objects(part))
      if (is_tensor(facts_.values(), facts_.program().names(), o)) {
        summary.origin = std::max(summary.origin, facts_.values()[o].origin);
        add_once(types, type_of(facts_.values()[o]));
      }
    fact.elements.push_back(std::move(types));
  }
  if (!summary.container) {
    summary.container = std::move(fact);
    return;
  }
  ContainerFact& known = *summary.container;
  if (known.arity != fact.arity) known.arity.reset();
  for (std::size_t i = 0; i < fact.elements.size(); ++i) {
    if (i >= known.elements.size()) known.elements.emplace_back();
    for (TypeFact& type : fact.elements[i]) add_once(known.elements[i], type);
  }
}

void ValueFacts::add_tensors_inside(std::vector<TypeFact>& types, ObjectId container) const {
  if (!is_structure(container)) return;
  for (ObjectId o : contents(container).tensors) add_once(types, type_of(facts_.values()[o]));
}

std::string ValueFacts::literal_text(const Object& object) const {
  if (object.kind == ObjectKind::Bool && object.a < 2) return object.a == 1 ? "True" : "False";
  if (!object.name.exists()) return {};
  const std::string_view text = facts_.text(object.name);
  if (object.kind == ObjectKind::Int || object.kind == ObjectKind::Float) return std::string(text);
  if (object.kind != ObjectKind::Str) return {};
  return "'" + std::string(text) + "'";
}

void ValueFacts::add(ValueSummary& summary, ValueId value) const {
  summary.complete = summary.complete && !facts_.values().objects(value).empty();
  for (ObjectId o : facts_.values().objects(value)) {
    const Object& object = facts_.values()[o];
    summary.any_known = true;
    if (object.kind == ObjectKind::Unknown) {
      summary.any_unknown = true;
      summary.complete = false;
    } else if (is_tensor(facts_.values(), facts_.program().names(), o)) {
      summary.any_tensor = true;
      summary.origin = std::max(summary.origin, object.origin);
      if (!summary.brief) add_once(summary.types, type_of(object));
    } else if (is_structure(o)) {
      add_container(summary, o);
    } else if (summary.brief) {
      continue;
    } else if (const std::string text = literal_text(object);
               !text.empty() && summary.literals.size() < kMaxLiterals) {
      add_once(summary.literals, text);
    }
  }
}

bool ValueFacts::literal(ObjectId id) const {
  const ObjectKind kind = facts_.values()[id].kind;
  if (!is_structure(id)) return is_literal(kind);
  return contents(id).literal;
}

Tri ValueFacts::primitive(ValueId value) const {
  bool some = false;
  bool unknown = false;
  for (ObjectId o : facts_.values().objects(value)) {
    const ObjectKind kind = facts_.values()[o].kind;
    if (kind == ObjectKind::Bool || kind == ObjectKind::None) continue;
    if (kind == ObjectKind::Unknown) {
      unknown = true;
      continue;
    }
    if (!literal(o)) return Tri::No;
    some = true;
  }
  if (unknown) return Tri::Unknown;
  return some ? Tri::Yes : Tri::No;
}

namespace {

/// All that `special` says, `general` leaves open or says too.
bool covers(const flow::ArrayType& general, const flow::ArrayType& special) {
  if (general.dtype != flow::Dtype::Unknown && general.dtype != special.dtype) return false;
  if (!general.dims) return true;
  if (!special.dims || special.dims->size() != general.dims->size()) return false;
  for (std::size_t i = 0; i < general.dims->size(); ++i)
    if ((*general.dims)[i].known() && (*general.dims)[i] != (*special.dims)[i]) return false;
  return true;
}

}  // namespace

// A type of which less is known than of another is taken to be that one.
std::optional<ValueFacts::Variants> ValueFacts::variants(ValueId value) const {
  Variants out;
  std::uint64_t others = 0;
  for (ObjectId o : facts_.values().objects(value)) {
    const Object& object = facts_.values()[o];
    if (object.kind == ObjectKind::Tensor) {
      flow::ArrayType type = facts_.values().array_type(object);
      const auto known = std::any_of(out.tensors.begin(), out.tensors.end(),
                                     [&](const flow::ArrayType& t) { return covers(type, t); });
      if (known) continue;
      std::erase_if(out.tensors, [&](const flow::ArrayType& t) { return covers(t, type); });
      out.tensors.push_back(std::move(type));
      continue;
    }
    if (object.kind == ObjectKind::Unknown || (is_literal(object.kind) && !object.name.exists()))
      return std::nullopt;
    others += object.kind == ObjectKind::Bool && object.a == 2 ? 2 : 1;
  }
  out.others = others;
  return out;
}

bool ValueFacts::is_passed_plainly(const std::vector<flow::ContextId>& contexts) const {
  bool plainly = false;
  for (flow::ContextId c : contexts) {
    const flow::Context& context = facts_.engine().contexts()[c.index()];
    if (context.parameters.empty()) continue;
    for (ObjectId o : facts_.values().objects(context.parameters.front())) {
      const ObjectKind kind = facts_.values()[o].kind;
      if (kind == ObjectKind::Instance || kind == ObjectKind::Class || kind == ObjectKind::Unknown)
        return false;
      if (facts_.engine().class_of_instance(o).exists()) return false;
      plainly = true;
    }
  }
  return plainly;
}

bool ValueFacts::names_tensor(ValueId annotation, int depth) const {
  if (depth == 0) return false;
  for (ObjectId o : facts_.values().objects(annotation)) {
    const Object& object = facts_.values()[o];
    std::string storage;
    if (object.kind == ObjectKind::External) {
      const std::string_view path = canonical_path(facts_.text(object.name), storage);
      if (derives_from(path, kTensorClass) || path == kSymbolicClass ||
          path == "tensorflow.types.experimental.TensorLike")
        return true;
    }
    if (object.kind != ObjectKind::ExternalInstance || object.a == 0) continue;
    // A function of tensors, a class of them: neither is one.
    const std::string_view form = facts_.text(object.name);
    const std::string_view last = form.substr(form.rfind('.') + 1);
    if (last == "Callable" || last == "Type" || last == "type") continue;
    const ValueId held = ValueId::from_index(object.a - 1);  // Optional[…], Union[…]
    if (names_tensor(held, depth - 1)) return true;
    for (ObjectId inner : facts_.values().objects(held))
      if (facts_.values()[inner].kind == ObjectKind::Tuple)
        for (ValueId part : facts_.engine().parts_of(inner))
          if (names_tensor(part, depth - 1)) return true;
  }
  return false;
}

bool ValueFacts::annotated_as_tensor(FileId file, NodeId annotation) const {
  return annotation.exists() && names_tensor(facts_.value({file, annotation}), kMaxDepth);
}

bool ValueFacts::said_to_be_literal(FileId file, const Parameter& parameter) const {
  const auto objects = [&](NodeId node) {
    return facts_.values().objects(node.exists() ? facts_.value({file, node}) : ValueId{});
  };
  for (ObjectId o : objects(parameter.annotation)) {
    const Object& object = facts_.values()[o];
    if (object.kind != ObjectKind::External) continue;
    std::string storage;
    const std::string_view path = canonical_path(facts_.text(object.name), storage);
    if (path == "builtins.int" || path == "builtins.float" || path == "builtins.str") return true;
  }
  const auto standard = objects(parameter.default_value);
  return !parameter.annotation.exists() && standard.size() == 1 &&
         is_literal(facts_.values()[standard.front()].kind);
}

}  // namespace hyb
