// Objects: attributes, method resolution order, elements, subscripts.

#include <algorithm>

#include "core/flow/engine.h"
#include "core/flow/family.h"

namespace hyb::flow {
namespace {

FileId file_of(const Object& module) {
  return FileId::from_index(module.a - 1);
}
ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}
ValueId value_id(std::uint32_t raw) {
  return raw == 0 ? ValueId{} : ValueId::from_index(raw - 1);
}
ContextId context_id(std::uint32_t raw) {
  return raw == 0 ? ContextId{} : ContextId::from_index(raw - 1);
}

constexpr std::size_t kMaxOverriding = 6;  // methods that a call on any instance may mean
constexpr std::size_t kMaxFamily = 64;     // classes below one that are looked at for them

}  // namespace

ValueId Engine::attribute(ValueId receiver, NameId name, Site site) {
  ValueId out;
  const bool optional =
      values_.objects(receiver).size() > 1 && !names_.text(name).starts_with("__");
  const Members objects = values_.members(receiver);
  for (ObjectId o : objects) {
    // What may be None, and is asked for an attribute, is something else there, or nothing follows.
    if (optional && values_[o].kind == ObjectKind::None) continue;
    out = values_.join(out, attribute_of(o, name, site));
  }
  return out;
}

ValueId Engine::outside_member(std::string_view owner, std::string_view name) {
  const std::string path = std::string(owner) + "." + std::string(name);
  const ValueId constant = library_.constant(*this, path);
  return constant.exists() ? constant : external(path);
}

ValueId Engine::attribute_of(ObjectId receiver, NameId name, Site site) {
  const Object object = values_[receiver];
  switch (object.kind) {
    case ObjectKind::Module:
      return module_member(file_of(object), name);
    case ObjectKind::Folder: {
      const ImportTarget inner = program_.resolve_member(
          {{}, true, std::string(names_.text(object.name))}, names_.text(name));
      return inner.external() ? values_.unknown() : imported({}, inner, {});
    }
    case ObjectKind::External: {
      const std::uint64_t key = (std::uint64_t{object.name.raw()} << 32U) | name.raw();
      const std::uint32_t* known = outside_member_index_.find(key);
      const ValueId member = known != nullptr
                                 ? outside_members_[*known]
                                 : outside_member(names_.text(object.name), names_.text(name));
      if (known == nullptr) {
        outside_member_index_.add(key, static_cast<std::uint32_t>(outside_members_.size()));
        outside_members_.push_back(member);
      }
      return put_in_place_of(member, receiver, name);
    }
    case ObjectKind::Instance:
      return instance_attribute(receiver, name, site);
    case ObjectKind::Class: {
      const ValueId member = class_member(receiver, name, false);
      ValueId out;
      const Members members = values_.members(member);
      for (ObjectId m : members) {
        const Object found = values_[m];
        if (found.kind == ObjectKind::StaticMethod)
          out = values_.join(out, values_.value(object_id(found.a)));
        else if (found.kind == ObjectKind::ClassMethod)
          out = values_.join(out,
                             values_.value({ObjectKind::BoundMethod, {}, receiver.raw(), found.a}));
        else
          out = values_.join(out, values_.value(m));
      }
      if (out.exists()) return out;
      for (NameId base : outside_bases(receiver)) {
        const ValueId inherited = library_.inherited(*this, receiver, base, name, site);
        if (inherited.exists()) return inherited;
      }
      return read_attribute(receiver, name);
    }
    case ObjectKind::Super: {
      const ObjectId self = object_id(object.b);
      const ObjectId cls = values_[self].kind == ObjectKind::Class ? self : class_of_instance(self);
      const std::span<const ObjectId> order = mro(cls);
      auto at = std::find(order.begin(), order.end(), object_id(object.a));
      if (at != order.end()) ++at;
      for (; at != order.end(); ++at) {
        const Object base = values_[*at];
        if (base.kind == ObjectKind::Class) {
          const ValueId member = class_member(*at, name, true);
          ValueId out;
          const Members members = values_.members(member);
          for (ObjectId m : members) out = values_.join(out, bind_member(self, *at, m, site));
          if (out.exists()) return out;
        } else if (base.kind == ObjectKind::External) {
          const ValueId inherited = library_.inherited(*this, self, base.name, name, site);
          if (inherited.exists()) return inherited;
        } else {
          return values_.unknown();
        }
      }
      return values_.unknown();
    }
    case ObjectKind::Tensor:
    case ObjectKind::ExternalInstance: {
      ValueId out = library_.attribute(*this, receiver, name, site);
      if (object.b != 0) out = values_.join(out, read_attribute(receiver, name));
      const bool native = out.exists() || library_.has_attribute(*this, receiver, name);
      if (const ValueId put = put_on_class_of(receiver, name, native, site); put.exists()) {
        if (native && !out.exists())
          out = values_.value({ObjectKind::BoundMethod,
                               {},
                               receiver.raw(),
                               values_.object({ObjectKind::External, name, 0, 0}).raw()});
        out = values_.join(out, put);
      }
      if (out.exists()) return out;
      break;  // a method
    }
    case ObjectKind::Function:
    case ObjectKind::Partial: {
      const ValueId set = read_attribute(receiver, name);
      if (set.exists()) return set;
      break;
    }
    case ObjectKind::GraphFunction: {
      if (names_.text(name) == "python_function") return values_.value(object_id(object.a));
      break;
    }
    case ObjectKind::Tuple:  // a named tuple
      if (const ValueId field = tuple_field(object, name); field.exists()) return field;
      if (object.b == 0) break;
      if (const ValueId own = project_member(receiver, name, site); own.exists()) return own;
      break;
    case ObjectKind::Unknown:  // what somebody hands in is theirs with all its parts
      return values_.value(receiver);
    case ObjectKind::Float:
    case ObjectKind::Int:
    case ObjectKind::Str:
    case ObjectKind::Bool:
    case ObjectKind::None:
    case ObjectKind::Plain:
      if (object.a == 1) return values_.value(receiver);
      break;
    case ObjectKind::BoundMethod:
    case ObjectKind::Property:
    case ObjectKind::StaticMethod:
    case ObjectKind::ClassMethod:
    case ObjectKind::List:
    case ObjectKind::Dict:
    case ObjectKind::Slice:
    case ObjectKind::TupleClass:
    case ObjectKind::Iterator:
    case ObjectKind::Generator:
      break;
  }
  // A method of a builtin or outside object: which one is known by receiver and name.
  const ObjectId method = values_.object({ObjectKind::External, name, 0, 0});
  return values_.value({ObjectKind::BoundMethod, {}, receiver.raw(), method.raw()});
}

ObjectId Engine::class_of_instance(ObjectId instance) const {
  const Object& object = values_[instance];
  if (object.kind == ObjectKind::Tuple) return object_id(object.b);
  return object.kind == ObjectKind::Instance ? object_id(object.a) : ObjectId{};
}

// What the class itself (own_only) or its project bases define under that name, unbound.
ValueId Engine::class_member(ObjectId class_object, NameId name, bool own_only) {
  const std::span<const ObjectId> order =
      own_only ? std::span<const ObjectId>(&class_object, 1) : mro(class_object);
  for (ObjectId o : order) {
    const Object cls = values_[o];
    if (cls.kind != ObjectKind::Class) continue;
    const ClassId id = ClassId::from_index(cls.a - 1);
    const ClassInfo& info = program_.class_info(id);
    const ScopeTree& scopes = program_.scopes(info.file);
    ValueId value = read_attribute(o, name);
    if (const SymbolId symbol = scopes.lookup(info.scope, name); symbol.exists()) {
      const ContextId body = class_context(id, context_id(cls.b));
      value = values_.join(value, read_cell(symbol_cell(body, symbol)));
    }
    if (value.exists()) return value;
  }
  return {};
}

ValueId Engine::bind_member(ObjectId receiver, ObjectId class_object, ObjectId member, Site site) {
  const Object object = values_[member];
  switch (object.kind) {
    case ObjectKind::Function:
    case ObjectKind::GraphFunction:
      return values_.value({ObjectKind::BoundMethod, {}, receiver.raw(), member.raw()});
    case ObjectKind::StaticMethod:
      return values_.value(object_id(object.a));
    case ObjectKind::ClassMethod:
      return values_.value({ObjectKind::BoundMethod, {}, class_object.raw(), object.a});
    case ObjectKind::Property: {
      Bindings bindings;
      bindings.arguments.push_back({{}, values_.value(receiver), site.node});
      return call(values_.value(object_id(object.a)), bindings, site, Passage::DataModel);
    }
    default:
      return values_.value(member);
  }
}

ValueId Engine::project_member(ObjectId instance, NameId name, Site site) {
  const ObjectId cls = class_of_instance(instance);
  if (!cls.exists()) return {};
  const ValueId member = class_member(cls, name, false);
  ValueId out;
  const Members members = values_.members(member);
  for (ObjectId m : members) out = values_.join(out, bind_member(instance, cls, m, site));
  if (values_[instance].kind != ObjectKind::Instance) return out;
  const NodeRef made = sites_[values_[instance].b - 1].node;
  if (program_.tree(made.file).kind(made.node) != NodeKind::ClassDef) return out;
  // An instance of the class or of one below it: what those define themselves may be meant.
  const std::string_view text = names_.text(name);
  if (text == "__init__" || text == "__new__" || text == "__post_init__") return out;
  std::vector<ObjectId> family{cls};
  std::size_t overriding = 0;
  for (std::size_t i = 0; i < family.size(); ++i)
    for (ObjectId below : values_.members(read_attribute(family[i], this->name(kBelow)))) {
      if (std::find(family.begin(), family.end(), below) != family.end()) continue;
      if (values_[below].kind != ObjectKind::Class || family.size() == kMaxFamily)
        return values_.join(out, values_.unknown());
      family.push_back(below);
      const ValueId own = class_member(below, name, true);
      if (!own.exists()) continue;
      if (++overriding > kMaxOverriding) return values_.join(out, values_.unknown());
      const ObjectId any = values_.only(instance_of_class(below));
      for (ObjectId m : values_.members(own))
        out = values_.join(out, bind_member(any, below, m, site));
    }
  return out;
}

ValueId Engine::instance_attribute(ObjectId receiver, NameId name, Site site) {
  ValueId out = read_attribute(receiver, name);
  out = values_.join(out, project_member(receiver, name, site));
  if (out.exists()) return out;
  const ObjectId cls = class_of_instance(receiver);
  if (names_.text(name) == "__class__") return values_.value(cls);
  if (const std::string_view text = names_.text(name);
      text.starts_with('_') && !text.starts_with("__") && !tuple_fields(mro(cls)).empty()) {
    const ObjectId method = values_.object({ObjectKind::External, name, 0, 0});
    return values_.value({ObjectKind::BoundMethod, {}, receiver.raw(), method.raw()});
  }
  for (ObjectId o : mro(cls)) {
    const Object base = values_[o];
    if (base.kind == ObjectKind::External) {
      const ValueId inherited = library_.inherited(*this, receiver, base.name, name, site);
      if (inherited.exists()) return inherited;
    } else if (base.kind == ObjectKind::Unknown) {
      return values_.unknown();
    }
  }
  // Not set yet, as far as known: the cell's growth brings us back. It may be one of those whose
  // names are not known.
  return read_attribute(receiver, this->name(kAnyAttribute));
}

std::vector<NameId> Engine::outside_bases(ObjectId class_object) {
  std::vector<NameId> out;
  for (ObjectId o : mro(class_object))
    if (values_[o].kind == ObjectKind::External) out.push_back(values_[o].name);
  return out;
}

std::span<const ObjectId> Engine::mro(ObjectId class_object) {
  Mro* known = &mro_[class_object.raw()];
  if (known->version != bases_version_) {
    std::vector<ObjectId> path;
    std::vector<std::uint32_t> read;
    linearise(class_object, read, path);
    known = &mro_[class_object.raw()];  // linearise may have added entries
  }
  const ContextId reader = frame_ == nullptr ? ContextId{} : frame_->context;
  if (reader.exists() && reader != known->last_reader) {
    known->last_reader = reader;
    for (std::uint32_t c : known->read) read_cell(c);
  }
  return *known->classes;
}

// C3, as Python has it; a hierarchy that C3 refuses is taken depth first. A base that may be
// several classes contributes each.
std::vector<ObjectId> Engine::linearise(ObjectId class_object, std::vector<std::uint32_t>& read,
                                        std::vector<ObjectId>& path) {
  std::vector<ObjectId> out{class_object};
  if (path.size() > 64 || std::find(path.begin(), path.end(), class_object) != path.end())
    return out;
  if (!path.empty()) {
    if (values_[class_object].kind != ObjectKind::Class) return out;
    const Mro& known = mro_[class_object.raw()];
    if (known.version == bases_version_) {
      read.insert(read.end(), known.read.begin(), known.read.end());
      return *known.classes;
    }
  }
  path.push_back(class_object);
  const std::size_t first_read = read.size();
  const std::uint32_t cell = bases_cell(class_object);
  read.push_back(cell);
  linearised_.add(cell, 0);
  std::vector<std::vector<ObjectId>> sequences;
  std::vector<ObjectId> direct;
  // The bases cell holds one tuple per evaluation of the class statement.
  for (ObjectId tuple : values_.objects(cells_[cell].value)) {
    if (values_[tuple].kind != ObjectKind::Tuple) continue;
    for (ValueId base : values_.list(ListId::from_index(values_[tuple].a - 1)))
      for (ObjectId o : values_.objects(base))
        if (std::find(direct.begin(), direct.end(), o) == direct.end()) direct.push_back(o);
  }
  for (ObjectId base : direct) sequences.push_back(linearise(base, read, path));
  sequences.push_back(direct);
  path.pop_back();
  for (;;) {
    ObjectId next;
    bool left = false;
    for (const auto& sequence : sequences) {
      if (sequence.empty()) continue;
      left = true;
      const bool in_a_tail =
          std::any_of(sequences.begin(), sequences.end(), [&](const auto& other) {
            return other.size() > 1 &&
                   std::find(other.begin() + 1, other.end(), sequence.front()) != other.end();
          });
      if (!in_a_tail) {
        next = sequence.front();
        break;
      }
    }
    if (!left) break;
    if (!next.exists())  // no consistent order: take the first that is there
      for (const auto& sequence : sequences)
        if (!sequence.empty() && !next.exists()) next = sequence.front();
    for (auto& sequence : sequences)
      sequence.erase(std::remove(sequence.begin(), sequence.end(), next), sequence.end());
    if (std::find(out.begin(), out.end(), next) == out.end()) out.push_back(next);
  }
  std::sort(read.begin() + static_cast<std::ptrdiff_t>(first_read), read.end());
  read.erase(std::unique(read.begin() + static_cast<std::ptrdiff_t>(first_read), read.end()),
             read.end());
  Mro& known = mro_[class_object.raw()];
  known.version = bases_version_;
  orders_.push_back(out);
  known.classes = &orders_.back();
  known.last_reader = {};
  known.read.assign(read.begin() + static_cast<std::ptrdiff_t>(first_read), read.end());
  return out;
}

ValueId Engine::elements(ValueId iterable, Site site) {
  ValueId out;
  const Members objects = values_.members(iterable);
  for (ObjectId o : objects) {
    const Object object = values_[o];
    switch (object.kind) {
      case ObjectKind::Tuple:
      case ObjectKind::List: {
        const std::optional<Parts> known = parts(o);
        for (ValueId v : known->each) out = values_.join(out, v);
        break;
      }
      case ObjectKind::Dict:
        out = values_.join(out, dict_keys(o));
        break;
      case ObjectKind::Str:
        out = values_.join(out, values_.any_str());
        break;
      case ObjectKind::Iterator:
        out = values_.join(out, value_id(object.a));
        break;
      case ObjectKind::Generator:
        out = values_.join(out, read_cell(yield_cell(context_id(object.a))));
        break;
      case ObjectKind::ExternalInstance:
      case ObjectKind::Tensor:
        out = values_.join(out, library_.iterate(*this, o));
        break;
      case ObjectKind::Instance: {
        const ValueId iter = project_member(o, name("__iter__"), site);
        const ValueId next = project_member(o, name("__next__"), site);
        const ValueId item = project_member(o, name("__getitem__"), site);
        Bindings index;
        if (next.exists()) {
          if (iter.exists()) call(iter, {}, site, Passage::Construct);
          out = values_.join(out, call(next, {}, site, Passage::Construct));
        } else if (iter.exists()) {
          const ValueId inner = call(iter, {}, site, Passage::Construct);
          if (inner != iterable) out = values_.join(out, elements(inner, site));
        } else if (item.exists()) {
          index.arguments.push_back({{}, values_.value({ObjectKind::Int, {}, 0, 0}), site.node});
          out = values_.join(out, call(item, index, site, Passage::DataModel));
        } else if (const std::optional<Parts> known = parts(o)) {
          for (ValueId v : known->each) out = values_.join(out, v);
        } else {
          out = values_.join(out, values_.unknown());
        }
        break;
      }
      case ObjectKind::None:
        break;
      default:
        out = values_.join(out, keeps_kind(object) ? values_.value(o) : values_.unknown());
        break;
    }
  }
  return out;
}

void Engine::extend_list(ObjectId list, ValueId elements) {
  write_cell(element_cell(list), elements);
}

ValueId Engine::dict_value(ObjectId dict, ValueId key) {
  ValueId out = read_cell(element_cell(dict));
  const ObjectId only = values_.only(key);
  if (only.exists() && values_[only].kind == ObjectKind::Str && values_[only].name.exists())
    return values_.join(out, read_attribute(dict, values_[only].name));
  if (auto keys = dict_keys_.find(dict.raw()); keys != dict_keys_.end())
    for (NameId k : std::vector<NameId>(keys->second))
      out = values_.join(out, read_attribute(dict, k));
  return out;
}

ContextId Engine::closure_of(ClassId id) {
  const ClassInfo& info = program_.class_info(id);
  if (!info.outer.exists()) return module_context(info.file);
  const std::vector<ContextId>& known = by_function_[info.outer.index()];
  return known.empty() ? module_context(info.file) : known.front();
}

ValueId Engine::subscript(ValueId value, ValueId index, Site site) {
  ValueId out;
  const ObjectId key = values_.only(index);
  const bool optional = values_.objects(value).size() > 1;  // as for attributes
  const Members objects = values_.members(value);
  for (ObjectId o : objects) {
    const Object object = values_[o];
    if (optional && object.kind == ObjectKind::None) continue;
    switch (object.kind) {
      case ObjectKind::Tuple:
      case ObjectKind::List:
        out = values_.join(out, subscript_sequence(o, index, site));
        break;
      case ObjectKind::Dict: {
        const bool constant =
            key.exists() && values_[key].kind == ObjectKind::Str && values_[key].name.exists();
        out = values_.join(out, dict_value(o, constant ? index : ValueId{}));
        if (!out.exists()) out = values_.unknown();
        break;
      }
      case ObjectKind::ExternalInstance:
      case ObjectKind::Tensor:
        out = values_.join(out, library_.subscript(*this, o, index));
        break;
      case ObjectKind::Instance: {
        const ValueId item = project_member(o, name("__getitem__"), site);
        Bindings bindings;
        bindings.arguments.push_back({{}, index, site.node});
        out = values_.join(out, item.exists() ? call(item, bindings, site, Passage::DataModel)
                                : parts(o)    ? subscript_sequence(o, index, site)
                                              : values_.unknown());
        break;
      }
      case ObjectKind::Class:
        out = values_.join(out, values_.value(o));  // Box[int] is the class
        break;
      case ObjectKind::External: {
        // List[int] keeps what stands inside; as a base class (Generic[T]) it is the name alone.
        const std::string_view path = names_.text(object.name);
        const bool generic = path.ends_with(".Generic") || path.ends_with(".Protocol");
        const bool form = path.starts_with("typing.") || path.starts_with("builtins.") ||
                          path.starts_with("collections.abc.") ||
                          path.starts_with("typing_extensions.");
        out =
            values_.join(out, form && !generic ? external_instance(path, index) : values_.value(o));
        break;
      }
      case ObjectKind::Str:
        out = values_.join(out, values_.any_str());
        break;
      default:
        out = values_.join(out, keeps_kind(object) ? values_.value(o) : values_.unknown());
        break;
    }
  }
  return out;
}

std::optional<Engine::Parts> Engine::parts(ObjectId sequence) {
  const Object object = values_[sequence];
  if (object.kind == ObjectKind::Instance) return parts_of_instance(sequence);
  if (object.kind != ObjectKind::Tuple && object.kind != ObjectKind::List) return std::nullopt;
  Parts out;
  out.open = object.open;
  if (object.a != 0) out.each = values_.list(ListId::from_index(object.a - 1));
  if (object.kind == ObjectKind::List) {
    const ValueId added = read_cell(element_cell(sequence));
    if (added.exists()) {
      ValueId all = added;
      for (ValueId part : out.each) all = values_.join(all, part);
      out = {{all}, true};
    }
  }
  return out;
}

ValueId Engine::subscript_sequence(ObjectId sequence, ValueId index, Site site) {
  const Object object = values_[sequence];
  const Parts known = *parts(sequence);
  const ObjectId key = values_.only(index);
  const auto size = static_cast<std::int64_t>(known.each.size());
  if (key.exists() && values_[key].kind == ObjectKind::Slice) {
    if (known.open) return values_.value(sequence);
    const std::vector<ValueId> bounds = values_.list(ListId::from_index(values_[key].a - 1));
    const auto bound = [&](std::size_t i, std::int64_t otherwise) -> std::optional<std::int64_t> {
      if (bounds[i] == values_.none()) return otherwise;
      auto at = number(bounds[i]);
      if (at && *at < 0) *at += size;
      return at ? std::optional(std::clamp<std::int64_t>(*at, 0, size)) : std::nullopt;
    };
    const auto step =
        bounds[2] == values_.none() ? std::optional<std::int64_t>(1) : number(bounds[2]);
    Object out{.kind = object.kind == ObjectKind::List ? ObjectKind::List : ObjectKind::Tuple};
    std::vector<ValueId> taken;
    const auto first = bound(0, 0);
    const auto last = bound(1, size);
    if (step == 1 && first && last) {
      for (std::int64_t i = *first; i < *last; ++i)
        taken.push_back(known.each[static_cast<std::size_t>(i)]);
    } else if (step == -1 && bounds[0] == values_.none() && bounds[1] == values_.none()) {
      taken.assign(known.each.rbegin(), known.each.rend());
    } else {
      ValueId all;
      for (ValueId part : known.each) all = values_.join(all, part);
      taken = {all};
      out.open = true;
    }
    if (object.kind == ObjectKind::List) out.b = site_number(site.node);  // a copy: not the list
    out.a = values_.list(std::move(taken)).raw();
    return values_.value(out);
  }
  if (const auto at = number(index); at && !known.open) {
    const std::int64_t place = *at < 0 ? *at + size : *at;
    if (place >= 0 && place < size) return known.each[static_cast<std::size_t>(place)];
    return {};  // raises
  }
  ValueId out;
  for (ValueId part : known.each) out = values_.join(out, part);
  return out;
}

void Engine::add_to_dict(ObjectId dict, ValueId value) {
  write_cell(element_cell(dict), value);
}

ValueId Engine::length_of(ValueId sequence) {
  const ObjectId only = values_.only(sequence);
  const std::optional<Parts> known = only.exists() ? parts(only) : std::nullopt;
  return known && !known->open ? values_.integer(std::int64_t(known->each.size()), names_)
                               : values_.any_int();
}

std::vector<NameId> Engine::constant_keys(ObjectId dict, bool& rest) {
  rest = read_cell(element_cell(dict)).exists();
  const auto keys = dict_keys_.find(dict.raw());
  return keys == dict_keys_.end() ? std::vector<NameId>{} : keys->second;
}

ValueId Engine::dict_keys(ObjectId dict) {
  if (read_cell(element_cell(dict)).exists()) return values_.unknown();
  ValueId out;
  if (auto keys = dict_keys_.find(dict.raw()); keys != dict_keys_.end())
    for (NameId key : keys->second)
      out = values_.join(out, values_.value(Object{.kind = ObjectKind::Str, .name = key}));
  return out;
}

}  // namespace hyb::flow
