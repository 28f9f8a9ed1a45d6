// Binding: names, attributes, elements and patterns of targets get their values.

#include <algorithm>

#include "core/flow/engine.h"
#include "core/flow/operator_methods.h"

namespace hyb::flow {
namespace {

constexpr std::uint32_t kMaxNesting = 400;  // targets inside one another

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

}  // namespace

// `items += more` changes a list in place, and so may objects of outside classes be; everything
// else is the operator.
ValueId Engine::augmented(Operator op, ValueId old, ValueId value, Site site) {
  ValueId rest = old;
  ValueId out;
  if (op == Operator::Add)
    for (ObjectId o : values_.members(old))
      if (values_[o].kind == ObjectKind::List) {
        extend_list(o, elements(value, site));
        out = values_.join(out, values_.value(o));
        rest = values_.filter(rest, [](const Object& x) { return x.kind == ObjectKind::List; });
      }
  const std::string_view method = in_place_method(op);
  if (!method.empty())
    for (ObjectId o : values_.members(rest)) {
      const Object object = values_[o];
      if (object.kind != ObjectKind::Tensor) continue;
      // The API model lists the methods that leave the object in its place.
      const ValueId kept = library_.attribute(*this, o, names_.intern(method), site);
      if (!kept.exists()) continue;
      out = values_.join(out, kept);
      rest = values_.filter(rest, [&](const Object& x) { return x == object; });
    }
  return rest.exists() ? values_.join(out, binary(op, rest, value, site)) : out;
}

// What was held back (`step = tf.function(step)`) becomes visible as it stands where the body ends.
void Engine::publish_rewrapped() {
  const ScopeTree& scopes = program_.scopes(frame_->file);
  for (SymbolId symbol : frame_->rewrapped)
    publish(symbol, frame_->state.locals[scopes.symbols[symbol].slot]);
}

void Engine::publish(SymbolId symbol, ValueId value) {
  write_cell(symbol_cell(frame_->context, symbol), value);
}

// Is there an assignment of the symbol, in its own frame, whose right side reads it (`f =
// wrap(f)`)?
bool Engine::rewraps(SymbolId symbol) {
  const ScopeTree& scopes = program_.scopes(frame_->file);
  const Symbol& info = scopes.symbols[symbol];
  if (info.rebound_elsewhere || info.binding_count < 2) return false;
  const std::uint64_t key = (std::uint64_t{frame_->file.raw()} << 32U) | symbol.raw();
  auto [at, fresh] = rewraps_.try_emplace(key, false);
  if (!fresh) return at->second;
  const Tree& t = tree();
  for (std::uint32_t b = 0; b < info.binding_count && !at->second; ++b) {
    const Binding& binding = scopes.bindings[info.first_binding + b];
    const NodeId statement = t.parent(binding.node);
    if (binding.kind != BindingKind::Assign || t.kind(statement) != NodeKind::Assign) continue;
    const NodeId right = t.child(statement, Field::Value);
    for (auto i = static_cast<std::uint32_t>(right.index()); i < t.end_of(right); ++i)
      if (scopes.symbol_of[i] == symbol) at->second = true;
  }
  return at->second;
}

void Engine::assign_symbol(NodeId row, ValueId value) {
  const ScopeTree& scopes = program_.scopes(frame_->file);
  const SymbolId symbol = scopes.symbol_of[row.index()];
  if (!symbol.exists()) return;
  const Symbol& info = scopes.symbols[symbol];
  const ScopeId owner = scopes.scopes[info.scope].frame;
  if (owner != frame_->scope) {  // global, nonlocal
    if (const ContextId context = context_of_scope(owner); context.exists())
      write_cell(symbol_cell(context, symbol), value);
    return;
  }
  frame_->state.locals[info.slot] = value;
  const bool visible = info.captured || scopes.scopes[owner].kind != ScopeKind::Function;
  if (!visible) return;
  if (rewraps(symbol)) {
    std::vector<SymbolId>& held = frame_->rewrapped;
    if (std::find(held.begin(), held.end(), symbol) == held.end()) held.push_back(symbol);
    return;
  }
  publish(symbol, value);
}

// `a, *b, c = value`: by position where the parts are known, else each gets any element.
void Engine::unpack(NodeId target, ValueId value) {
  const Tree& t = tree();
  std::vector<NodeId> targets;
  std::size_t star = ~std::size_t{0};
  for (NodeId child : t.children(target)) {
    if (t.kind(child) == NodeKind::Starred) star = targets.size();
    targets.push_back(child);
  }
  const bool starred = star != ~std::size_t{0};
  std::vector<ValueId> given(targets.size());
  std::vector<ValueId> rest;
  ValueId any_rest;
  bool rest_known = true;
  for (ObjectId o : values_.members(value)) {
    const std::optional<Parts> known = parts(o);
    const bool fits =
        known && !known->open &&
        (starred ? known->each.size() + 1 >= targets.size() : known->each.size() == targets.size());
    if (!fits) {
      if (known && !known->open && !starred) continue;  // would raise: not on this path
      const ValueId each = elements(values_.value(o), here(target));
      for (ValueId& one : given) one = values_.join(one, each);
      any_rest = values_.join(any_rest, each);
      rest_known = false;
      continue;
    }
    const std::size_t extra = known->each.size() - targets.size() + 1;  // what the star takes
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (i == star) continue;
      const std::size_t from = i < star ? i : i + extra - 1;
      given[i] = values_.join(given[i], known->each[from]);
    }
    if (!starred) continue;
    std::vector<ValueId> taken(known->each.begin() + static_cast<std::ptrdiff_t>(star),
                               known->each.begin() + static_cast<std::ptrdiff_t>(star + extra));
    for (ValueId v : taken) any_rest = values_.join(any_rest, v);
    if (!rest.empty() && rest != taken) rest_known = false;
    rest = std::move(taken);
  }
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (i != star) {
      assign(targets[i], given[i]);
      continue;
    }
    const Object list{.kind = ObjectKind::List,
                      .a = values_.list(rest_known ? rest : std::vector<ValueId>{any_rest}).raw(),
                      .b = site_number({frame_->file, targets[i]}),
                      .open = !rest_known};
    assign(t.child(targets[i], Field::Value), values_.value(list));
  }
}

void Engine::assign(NodeId target, ValueId value) {
  if (!target.exists() || expression_depth_ > kMaxNesting) return;
  const Tree& t = tree();
  switch (t.kind(target)) {
    case NodeKind::Name:
      node_values_[frame_->file.index()][target.index()] =
          values_.join(node_values_[frame_->file.index()][target.index()], value);
      assign_symbol(target, value);
      break;
    case NodeKind::Starred:
      assign(t.child(target, Field::Value), value);
      break;
    case NodeKind::Tuple:
    case NodeKind::List: {
      ++expression_depth_;
      unpack(target, value);
      --expression_depth_;
      break;
    }
    case NodeKind::Attribute: {
      const ValueId owner = evaluate(t.child(target, Field::Object));
      const NameId attribute = t[target].name;
      const Members objects = values_.members(owner);
      for (ObjectId o : objects) {
        const ObjectKind kind = values_[o].kind;
        if (kind == ObjectKind::Instance && run_setter(o, attribute, value, here(target))) continue;
        if (kind == ObjectKind::Instance || kind == ObjectKind::Class ||
            kind == ObjectKind::ExternalInstance || kind == ObjectKind::Function ||
            kind == ObjectKind::External)
          write_attribute(o, attribute, value);
        if (kind == ObjectKind::Module) {
          const FileId file = FileId::from_index(values_[o].a - 1);
          const SymbolId symbol =
              program_.scopes(file).lookup(program_.scopes(file).module_scope(), attribute);
          if (symbol.exists()) write_cell(symbol_cell(module_context(file), symbol), value);
        }
      }
      break;
    }
    case NodeKind::Subscript: {
      const ValueId owner = evaluate(t.child(target, Field::Object));
      const NodeId index = t.child(target, Field::Index);
      const ValueId key = index.exists() ? evaluate(index) : ValueId{};
      const ObjectId constant = values_.only(key);
      const Members objects = values_.members(owner);
      for (ObjectId o : objects) {
        const ObjectKind kind = values_[o].kind;
        if (kind != ObjectKind::List && kind != ObjectKind::Dict) continue;
        if (kind == ObjectKind::Dict && constant.exists() &&
            values_[constant].kind == ObjectKind::Str && values_[constant].name.exists())
          write_attribute(o, values_[constant].name, value);
        else
          write_cell(element_cell(o), value);
      }
      break;
    }
    default:
      break;
  }
}

// What assigning to a property runs. One without a setter cannot be assigned to.
bool Engine::run_setter(ObjectId instance, NameId name, ValueId value, Site site) {
  const ValueId member = class_member(class_of_instance(instance), name, false);
  bool found = false;
  for (ObjectId o : values_.members(member)) {
    const Object property = values_[o];
    if (property.kind != ObjectKind::Property || property.b == 0) continue;
    Bindings bindings;
    bindings.arguments.push_back({{}, values_.value(instance), site.node});
    bindings.arguments.push_back({{}, value, site.node});
    call(values_.value(object_id(property.b)), bindings, site, Passage::DataModel);
    found = true;
  }
  return found;
}

}  // namespace hyb::flow
