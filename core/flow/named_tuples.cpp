// Named tuples: `namedtuple("P", ["x", "y"])`, `class P(NamedTuple)`, and classes below them. Their
// objects are tuples that know the names of their parts and, where a class of the project makes
// them, that class. The object that stands for any of a class (family.h) is an instance whose
// attributes are the parts.

#include <algorithm>

#include "core/flow/engine.h"

namespace hyb::flow {
namespace {

constexpr std::string_view kTypedTuple = "typing.NamedTuple";

}  // namespace

std::vector<NameId> Engine::split_names(NameId blank_separated) const {
  std::vector<NameId> out;
  std::string_view rest = names_.text(blank_separated);
  while (!rest.empty()) {
    const std::size_t blank = rest.find(' ');
    out.push_back(names_.intern(rest.substr(0, blank)));  // known: whoever made the class named it
    rest.remove_prefix(blank == std::string_view::npos ? rest.size() : blank + 1);
  }
  return out;
}

std::vector<NameId> Engine::annotated_names(ClassId cls) const {
  const ClassInfo& info = program_.class_info(cls);
  const Tree& t = program_.tree(info.file);
  const ScopeTree& scopes = program_.scopes(info.file);
  std::vector<NameId> out;
  const NodeId body = t.child(info.node, Field::Body);
  if (!body.exists()) return out;
  for (NodeId statement : t.children(body)) {
    if (t.kind(statement) != NodeKind::AnnAssign) continue;
    const NodeId target = t.child(statement, Field::Target);
    if (scopes.symbol_of[target.index()].exists()) out.push_back(t[target].name);
  }
  return out;
}

std::vector<NameId> Engine::tuple_fields(std::span<const ObjectId> order) const {
  ObjectId below;
  for (ObjectId up : order) {
    const Object& one = values_[up];
    if (one.kind == ObjectKind::TupleClass) return split_names(one.name);
    if (one.kind == ObjectKind::External && names_.text(one.name) == kTypedTuple && below.exists())
      return annotated_names(ClassId::from_index(values_[below].a - 1));
    if (one.kind == ObjectKind::Class) below = up;
  }
  return {};
}

std::vector<NameId> Engine::fields_of(ObjectId instance) const {
  const Object& object = values_[instance];
  if (object.kind != ObjectKind::Instance) return {};
  return tuple_fields(known_mro(class_of_instance(instance)));
}

ValueId Engine::named_tuple(std::span<const NameId> fields, ObjectId class_object,
                            const Bindings& bindings) {
  std::vector<ValueId> each;
  std::string names;
  for (NameId field : fields) {
    names.append(names.empty() ? "" : " ").append(names_.text(field));
    const Argument* given = bindings.find(field, each.size());
    ValueId value;
    if (given != nullptr) {
      value = given->value;
    } else {
      if (class_object.exists()) value = class_member(class_object, field, false);
      if (bindings.open) value = values_.join(value, values_.unknown());
      if (!value.exists()) value = values_.none();
    }
    each.push_back(value);
  }
  if (class_object.exists()) {
    const ObjectId any = values_.only(instance_of_class(class_object));
    for (std::size_t i = 0; i < fields.size(); ++i) write_attribute(any, fields[i], each[i]);
  }
  return values_.value(Object{.kind = ObjectKind::Tuple,
                              .name = name(names),
                              .a = values_.list(std::move(each)).raw(),
                              .b = class_object.raw()});
}

ValueId Engine::tuple_field(const Object& tuple, NameId field) const {
  if (!tuple.name.exists() || tuple.a == 0) return {};
  const std::vector<ValueId>& each = values_.list(ListId::from_index(tuple.a - 1));
  const std::vector<NameId> fields = split_names(tuple.name);
  const auto at = std::find(fields.begin(), fields.end(), field);
  const auto place = static_cast<std::size_t>(at - fields.begin());
  return place < each.size() ? each[place] : ValueId{};
}

std::optional<Engine::Parts> Engine::parts_of_instance(ObjectId instance) {
  const std::vector<NameId> fields = tuple_fields(mro(class_of_instance(instance)));
  if (fields.empty()) return std::nullopt;
  Parts out;
  for (NameId field : fields) {
    const ValueId value = read_attribute(instance, field);
    out.each.push_back(value.exists() ? value : values_.unknown());
  }
  return out;
}

ValueId Engine::replaced(ObjectId tuple, const Bindings& bindings) {
  const ObjectId cls = class_of_instance(tuple);
  const Object object = values_[tuple];
  const bool made = object.kind == ObjectKind::Tuple;
  if (made ? !object.name.exists() : object.kind != ObjectKind::Instance) return {};
  const std::vector<NameId> fields = made ? split_names(object.name) : tuple_fields(mro(cls));
  const std::optional<Parts> known = parts(tuple);
  if (!known || known->each.size() != fields.size()) return {};
  Bindings all;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Argument* given = bindings.find(fields[i], ~std::size_t{0});
    ValueId value = given != nullptr ? given->value : known->each[i];
    if (given == nullptr && bindings.open) value = values_.join(value, values_.unknown());
    all.arguments.push_back({{}, value, {}});
  }
  return named_tuple(fields, cls, all);
}

}  // namespace hyb::flow
