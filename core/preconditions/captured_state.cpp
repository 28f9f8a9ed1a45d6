#include "core/preconditions/captured_state.h"

#include <algorithm>

#include "core/preconditions/namespace_writes.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

constexpr std::size_t kMostWrites = 16;  // of one place; more of them tell nothing new

std::uint64_t key_of(std::uint32_t a, std::uint32_t b) {
  return (std::uint64_t{a} << 32U) | b;
}

void keep(std::vector<NodeRef>& writes, NodeRef at) {
  if (writes.size() < kMostWrites) writes.push_back(at);
}

bool under_test(const Tree& tree, NodeId row) {
  for (NodeId up = tree.parent(row); up.exists(); up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::If || kind == NodeKind::Elif || kind == NodeKind::Else) return true;
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return false;
  }
  return false;
}

}  // namespace

CapturedState::CapturedState(const ProgramReader& reader)
    : reader_(reader), order_(reader), aliases_(reader) {
  for (std::size_t i = 0; i < reader.program().file_count(); ++i) gather(FileId::from_index(i));
  for (NodeRef at : changed_)
    if (aliases_.holds_data(at))
      for (PlaceKey key : aliases_.places(at)) keep(shared_[key], at);
}

void CapturedState::note_name(NameId name) {
  if (!name.exists()) {
    any_name_ = true;
    return;
  }
  if (names_.size() <= name.index()) names_.resize(name.index() + std::size_t{1});
  names_[name.index()] = true;
}

void CapturedState::gather(FileId file) {
  const Tree& tree = reader_.program().tree(file);
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeId row = NodeId::from_index(i);
    switch (tree.kind(row)) {
      case NodeKind::Assign:
      case NodeKind::AugAssign:
      case NodeKind::AnnAssign:
      case NodeKind::NamedExpr:
      case NodeKind::For:
      case NodeKind::WithItem:
        for (NodeId child : tree.children(row))
          if (tree[child].field == Field::Target)
            target(file, child, tree.kind(row) == NodeKind::AugAssign);
        break;
      case NodeKind::Delete:
        for (NodeId child : tree.children(row))
          if (tree.kind(child) == NodeKind::Subscript)
            contents_changed(file, tree.child(child, Field::Object));
        break;
      case NodeKind::Call:
        called(file, row);
        break;
      default:
        break;
    }
  }
}

void CapturedState::called(FileId file, NodeId call) {
  const Tree& tree = reader_.program().tree(file);
  const NodeId callee = tree.child(call, Field::Function);
  const NodeId list = tree.child(call, NodeKind::Arguments);
  const ApiRow* api = reader_.called_api({file, call});
  if (list.exists() && api != nullptr)  // `np.add(a, b, out=a)`
    for (NodeId argument : tree.children(list))
      if (tree.kind(argument) == NodeKind::Keyword && reader_.text(tree[argument].name) == "out")
        contents_changed(file, tree.child(argument, Field::Value));
  if (through_namespace({file, call})) return;
  const bool method = tree.kind(callee) == NodeKind::Attribute;
  if (api == nullptr) {
    if (method && reader_.text(tree[callee].name) == "__init__")
      made_anew({file, call}, tree.child(callee, Field::Object));
    return;
  }
  if (api->has(Trait::Sets)) attribute_set(file, call);
  if (!api->has(Trait::Mutates)) return;
  if (method && !names_module(file, tree.child(callee, Field::Object)))
    return contents_changed(file, tree.child(callee, Field::Object));
  for (ObjectId o : reader_.objects({file, callee}))  // `push = items.append`
    if (reader_.values()[o].kind == ObjectKind::BoundMethod)
      keep(containers_[reader_.values()[o].a], {file, call});
  if (const std::vector<NodeId> given = reader_.arguments({file, call}); !given.empty())
    contents_changed(file, given.front());  // `heapq.heappush(items, x)`
}

/// `heapq.heappush`: what stands in front of the dot is no receiver.
bool CapturedState::names_module(FileId file, NodeId receiver) const {
  const auto objects = reader_.objects({file, receiver});
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const ObjectKind kind = reader_.values()[o].kind;
    return kind == ObjectKind::External || kind == ObjectKind::Module;
  });
}

/// `x.__init__()`, but that of a base in a constructor: each attribute may be another.
void CapturedState::made_anew(NodeRef call, NodeId receiver) {
  const FunctionId around = reader_.program().enclosing_function(call);
  if (around.exists() && makes_objects(reader_.program(), around)) return;
  attribute_stored(call, receiver, NameId{}, false);
}

void CapturedState::target(FileId file, NodeId target, bool augmented) {
  const Tree& tree = reader_.program().tree(file);
  switch (tree.kind(target)) {
    case NodeKind::Tuple:
    case NodeKind::List:
    case NodeKind::Starred:
      for (NodeId part : tree.children(target)) this->target(file, part, augmented);
      break;
    case NodeKind::Subscript:
      if (!through_namespace({file, target}))
        contents_changed(file, tree.child(target, Field::Object));
      break;
    case NodeKind::Name:
    case NodeKind::Attribute:
      stored(file, target, augmented);
      break;
    default:
      break;
  }
}

std::uint64_t CapturedState::variable_key(FileId file, SymbolId symbol) const {
  return key_of(file.raw(), symbol.raw());
}

void CapturedState::stored(FileId file, NodeId target, bool augmented) {
  const Program& program = reader_.program();
  const Tree& tree = program.tree(file);
  if (tree.kind(target) == NodeKind::Attribute) {
    if (const NodeId value = tree.child(tree.parent(target), Field::Value); value.exists())
      aliases_.stored({file, target}, {file, value});
    return attribute_stored({file, target}, tree.child(target, Field::Object), tree[target].name,
                            augmented);
  }
  const ScopeTree& scopes = program.scopes(file);
  const SymbolId symbol = scopes.symbol_of[target.index()];
  if (!symbol.exists() || !scopes.symbols[symbol].captured) return;
  const FunctionId function = program.enclosing_function({file, target});
  note_name(tree[target].name);
  Place& place = variables_[variable_key(file, symbol)];
  const bool of_module = scopes.symbols[symbol].scope == scopes.module_scope();
  if (of_module && function.exists())
    stored_by_function(place, {file, target}, tree[target].name, function, augmented);
  else
    keep(place.stores, {file, target});
}

/// `if self.v is None: self.v = …`: a test around it asks for the place itself.
bool CapturedState::made_once(NodeRef at, NameId name) const {
  const Tree& tree = reader_.program().tree(at.file);
  const auto asked = [&](NodeId test) {
    for (auto i = static_cast<std::uint32_t>(test.index()); i < tree.end_of(test); ++i) {
      const NodeId row = NodeId::from_index(i);
      const NodeKind kind = tree.kind(row);
      if ((kind == NodeKind::Name || kind == NodeKind::Attribute) && tree[row].name == name)
        return true;
      if (kind != NodeKind::String) continue;  // hasattr(self, "v")
      for (ObjectId o : reader_.objects({at.file, row}))
        if (reader_.values()[o].kind == ObjectKind::Str && reader_.values()[o].name == name)
          return true;
    }
    return false;
  };
  for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return false;
    if (kind != NodeKind::If && kind != NodeKind::Elif) continue;
    if (const NodeId test = tree.child(up, Field::Test); test.exists() && asked(test)) return true;
  }
  return false;
}

void CapturedState::stored_by_function(Place& place, NodeRef at, NameId name, FunctionId function,
                                       bool augmented) {
  const Program& program = reader_.program();
  if (makes_objects(program, function)) return;
  if (!place.at.node.exists()) place.at = at;
  if (program.enclosing_function(place.at) != function) place.elsewhere = true;
  place.guarded = place.guarded && under_test(program.tree(at.file), at.node);
  if (!name.exists() || !made_once(at, name)) keep(place.stores, at);
  place.again = place.again || augmented;
}

/// Some object, and no number, is what the statement stores.
bool CapturedState::puts_object(NodeRef target) const {
  const Tree& tree = reader_.program().tree(target.file);
  const NodeId value = tree.child(tree.parent(target.node), Field::Value);
  const auto objects =
      value.exists() ? reader_.objects({target.file, value}) : std::span<const ObjectId>();
  return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const ObjectKind kind = reader_.values()[o].kind;
    return kind == ObjectKind::ExternalInstance || kind == ObjectKind::Instance ||
           kind == ObjectKind::Function;
  });
}

/// `setattr(x, "lr", 0.1)`
void CapturedState::attribute_set(FileId file, NodeId call) {
  const std::vector<NodeId> given = reader_.arguments({file, call});
  if (given.size() < 2) return;
  bool any = reader_.objects({file, given[1]}).empty();
  for (ObjectId o : reader_.objects({file, given[1]})) {
    const bool text = reader_.values()[o].kind == ObjectKind::Str;
    any = any || !text || !reader_.values()[o].name.exists();
    if (text && reader_.values()[o].name.exists())
      attribute_stored({file, call}, given[0], reader_.values()[o].name, false);
  }
  if (any) attribute_stored({file, call}, given[0], NameId{}, false);
}

/// A name that is not known stands for each name of its owner.
bool CapturedState::through_namespace(NodeRef at) {
  const auto write = namespace_write(reader_, at);
  if (!write) return false;
  std::vector<NameId> names = write->names;
  if (write->any) names.emplace_back();
  for (NameId name : names) {
    if (write->owner.exists())
      attribute_stored(at, write->owner, name, false);
    else
      variable_stored(at, at.file, name);
  }
  return true;
}

/// A variable of a module, from outside or by its name.
void CapturedState::variable_stored(NodeRef at, FileId module, NameId name) {
  note_name(name);
  const ScopeTree& scopes = reader_.program().scopes(module);
  const SymbolId symbol = name.exists() ? scopes.lookup(scopes.module_scope(), name) : SymbolId{};
  if (symbol.exists() || !name.exists()) keep(variables_[variable_key(module, symbol)].stores, at);
}

void CapturedState::attribute_stored(NodeRef at, NodeId owner, NameId name, bool augmented) {
  const Program& program = reader_.program();
  const FunctionId function = program.enclosing_function(at);
  const std::string_view text = name.exists() ? program.text(name) : std::string_view();
  const ApiRow* option = find_method(kModelClass, text);
  if (option != nullptr && option->has(Trait::SwitchesTraining)) trainable_.push_back(at);
  note_name(name);
  bool known = true;
  // `type(self).rate = v`
  const NodeId of = reader_.instance_of_type({at.file, owner});
  for (ObjectId o : reader_.objects({at.file, of.exists() ? of : owner})) {
    const Object& object = reader_.values()[o];
    switch (object.kind) {
      case ObjectKind::Instance: {
        Place& place = attributes_[key_of(object.a, name.raw())];
        if (function.exists())
          stored_by_function(place, at, name, function, augmented);
        else
          keep(place.stores, at);
        break;
      }
      case ObjectKind::Module:
        variable_stored(at, FileId::from_index(object.a - 1), name);
        break;
      case ObjectKind::ExternalInstance: {
        const ApiRow* field = find_method(program.text(object.name), text);
        const bool keras = program.text(object.name).starts_with("keras.");
        // `optimizer.learning_rate = 0.1` assigns to a variable; a schedule takes its place.
        const bool variable =
            field != nullptr && field->result == ApiResult::Variable && !puts_object(at);
        if (keras && !variable) keep(objects_[o.raw()], at);
        if (!keras) keep(attributes_[key_of(o.raw(), name.raw())].stores, at);
        break;
      }
      case ObjectKind::Class:
      case ObjectKind::Function:
        keep(attributes_[key_of(o.raw(), name.raw())].stores, at);
        break;
      default:
        known = false;
        break;
    }
  }
  if (!known) contents_changed(at.file, owner);
}

/// `x[k] = v`, `x.append(v)`: what a place holds is the same object, with other contents.
void CapturedState::contents_changed(FileId file, NodeId container) {
  const Program& program = reader_.program();
  const Tree& tree = program.tree(file);
  while (tree.kind(container) == NodeKind::Subscript)  // x[i][j] = v
    container = tree.child(container, Field::Object);
  for (ObjectId o : reader_.objects({file, container})) {
    const Object& object = reader_.values()[o];
    if ((object.kind == ObjectKind::List || object.kind == ObjectKind::Dict) && object.b != 0)
      keep(containers_[o.raw()], {file, container});
  }
  changed_.push_back({file, container});
  if (tree.kind(container) == NodeKind::Name) {
    const ScopeTree& scopes = program.scopes(file);
    const SymbolId symbol = scopes.symbol_of[container.index()];
    if (symbol.exists() && scopes.symbols[symbol].captured) {
      note_name(tree[container].name);
      keep(variables_[variable_key(file, symbol)].contents, {file, container});
    }
  } else if (tree.kind(container) == NodeKind::Attribute) {
    note_name(tree[container].name);
    for (ObjectId o : reader_.objects({file, tree.child(container, Field::Object)})) {
      const Object& object = reader_.values()[o];
      const std::uint32_t owner = object.kind == ObjectKind::Instance ? object.a : o.raw();
      if (object.kind != ObjectKind::Unknown)
        keep(attributes_[key_of(owner, tree[container].name.raw())].contents, {file, container});
    }
  }
}

bool CapturedState::is_python_data(flow::ValueId value) const {
  const auto objects = reader_.values().objects(value);
  bool some = false;
  for (ObjectId o : objects) {
    const ObjectKind kind = reader_.values()[o].kind;
    const bool data = kind == ObjectKind::Int || kind == ObjectKind::Float ||
                      kind == ObjectKind::Bool || kind == ObjectKind::Str;
    if (!data && kind != ObjectKind::None) return false;
    some = some || data;
  }
  return some;
}

std::vector<const CapturedState::Place*> CapturedState::places(const Body& body, NodeId row,
                                                               FunctionId& owner) const {
  const Program& program = reader_.program();
  const Tree& tree = body.tree;
  std::vector<const Place*> out;
  const NameId name = tree[row].name;
  const bool some = name.index() < names_.size() && names_[name.index()];
  if (!some && !any_name_) return out;
  const auto add = [&](const Places& places, std::uint32_t of, std::uint32_t what) {
    if (const auto found = places.find(key_of(of, what)); found != places.end())
      out.push_back(&found->second);
    if (!any_name_) return;
    if (const auto found = places.find(key_of(of, 0)); found != places.end())
      out.push_back(&found->second);
  };
  if (tree.kind(row) == NodeKind::Name) {
    const ScopeTree& scopes = program.scopes(body.file);
    const SymbolId symbol = scopes.symbol_of[row.index()];
    if (!symbol.exists() || !scopes.symbols[symbol].captured) return out;
    const ScopeId frame = scopes.scopes[scopes.symbols[symbol].scope].frame;
    if (body.function.exists() && frame == program.function(body.function).scope) return out;
    for (FunctionId f = body.function.exists() ? program.function(body.function).outer
                                               : FunctionId{};
         f.exists(); f = program.function(f).outer)
      if (frame == program.function(f).scope) owner = f;
    add(variables_, body.file.raw(), symbol.raw());
    return out;
  }
  for (ObjectId o : reader_.objects(body.ref(tree.child(row, Field::Object)))) {
    const Object& object = reader_.values()[o];
    if (object.kind == ObjectKind::Module) {
      const FileId of = FileId::from_index(object.a - 1);
      const ScopeTree& scopes = program.scopes(of);
      if (const SymbolId symbol = scopes.lookup(scopes.module_scope(), tree[row].name);
          symbol.exists())
        add(variables_, of.raw(), symbol.raw());
      continue;
    }
    const bool instance = object.kind == ObjectKind::Instance;
    const std::uint32_t cls = instance ? object.a : o.raw();
    add(attributes_, cls, name.raw());
    if (!instance && object.kind != ObjectKind::Class) continue;
    for (ObjectId up : reader_.engine().known_mro(ObjectId::from_index(cls - 1)))
      if (up.raw() != cls) add(attributes_, up.raw(), name.raw());
  }
  return out;
}

std::string CapturedState::line_of(NodeRef at) const {
  const Program& program = reader_.program();
  return std::to_string(program.source(at.file).line_at(program.loc(at).begin));
}

/// Writes of functions that may run again at any time; true: told.
bool CapturedState::stored_anew(const Body& body, NodeId row, const Place& place) const {
  const flow::ValueId value = reader_.engine().value_of(body.ref(row));
  if (is_python_data(value)) {
    body.add(Obstacle::ChangingState, place.again, row,
             body.reader.quoted(body.ref(row)) + " is a Python value that " +
                 body.reader.quoted(place.at) + " changes on line " + line_of(place.at));
    return true;
  }
  const auto held = reader_.values().objects(value);
  const bool variable = is_variable(reader_.values(), reader_.program().names(), value);
  const bool tensor = std::any_of(held.begin(), held.end(), [&](ObjectId o) {
    return reader_.values()[o].kind == ObjectKind::Tensor;
  });
  const bool container = std::any_of(held.begin(), held.end(), [&](ObjectId o) {
    const ObjectKind kind = reader_.values()[o].kind;
    return kind == ObjectKind::List || kind == ObjectKind::Tuple || kind == ObjectKind::Dict;
  });
  if ((!tensor && !container) || body.tree.kind(row) == NodeKind::Name) return false;
  // A graph keeps the tensor, or the variable, that it saw first. A variable is often made once,
  // under a test.
  const FunctionId writer = reader_.program().enclosing_function(place.at);
  if (((variable || !tensor) && place.guarded) || writer == body.function) return false;
  const std::size_t known = body.found.size();
  body.add(Obstacle::ChangingState, false, row,
           body.reader.quoted(body.ref(row)) + " may be another " +
               (variable ? "variable"
                : tensor ? "tensor"
                         : "container") +
               " later");
  if (body.found.size() > known && !place.elsewhere && !place.guarded)
    body.found.back().written = place.at;
  return true;
}

/// Writes that come between two runs of the function.
void CapturedState::between_runs(const Body& body, NodeId row, const Place& place,
                                 FunctionId owner) const {
  if (!body.function.exists()) return;
  const bool data = is_python_data(reader_.engine().value_of(body.ref(row)));
  for (NodeRef at : place.stores) {
    const Tri matters = order_.between_runs(at, body.function, owner);
    if (matters == Tri::No) continue;
    return body.add(Obstacle::ChangingState, data && matters == Tri::Yes, row,
                    body.reader.quoted(body.ref(row)) + (data ? " is a Python value" : " is one") +
                        " that line " + line_of(at) + " replaces between the calls");
  }
  contents_between_runs(body, row, place.contents, owner);
}

void CapturedState::contents_between_runs(const Body& body, NodeId row,
                                          const std::vector<NodeRef>& writes,
                                          FunctionId owner) const {
  for (NodeRef at : writes) {
    if (reader_.program().enclosing_function(at) == body.function ||
        order_.between_runs(at, body.function, owner) == Tri::No)
      continue;
    return body.add(Obstacle::ChangingState, false, row,
                    "line " + line_of(at) + " changes what " + body.reader.quoted(body.ref(row)) +
                        " holds between the calls");
  }
}

/// The layer of `layer.trainable = …` may be one of the model whose variables are listed: it is
/// that model, or one and the same file knows both.
bool CapturedState::may_be_of(NodeRef write, const Body& body, NodeId list) const {
  if (write.file == body.file) return true;
  const Tree& tree = reader_.program().tree(write.file);
  if (tree.kind(write.node) != NodeKind::Attribute) return false;
  const auto layers = reader_.objects({write.file, tree.child(write.node, Field::Object)});
  const auto models = reader_.objects(body.ref(body.tree.child(list, Field::Object)));
  return std::any_of(layers.begin(), layers.end(), [&](ObjectId o) {
    return reader_.values()[o].kind != ObjectKind::Unknown &&
           std::find(models.begin(), models.end(), o) != models.end();
  });
}

/// Options of layers and optimizers are read by Keras while it is traced.
void CapturedState::objects_changed(const Body& body, NodeId row) const {
  const auto told = [&](const std::vector<NodeRef>& writes) {
    for (NodeRef at : writes) {
      if (order_.between_runs(at, body.function) == Tri::No) continue;
      body.add(Obstacle::ChangingState, false, row,
               body.reader.quoted(at) + " changes " + body.reader.quoted(body.ref(row)) +
                   " between the calls");
      return;
    }
  };
  if (!objects_.empty())
    for (ObjectId o : reader_.objects(body.ref(row)))
      if (const auto found = objects_.find(o.raw()); found != objects_.end()) told(found->second);
  if (trainable_.empty() || body.tree.kind(row) != NodeKind::Attribute) return;
  const ApiRow* list = find_method(kModelClass, body.reader.text(body.tree[row].name));
  if (list == nullptr || !list->has(Trait::ListsTrainable)) return;
  std::vector<NodeRef> own;
  std::copy_if(trainable_.begin(), trainable_.end(), std::back_inserter(own),
               [&](NodeRef at) { return may_be_of(at, body, row); });
  told(own);
}

/// A variable, or an attribute of an object of the program: of nothing else is another name known.
bool CapturedState::is_place(const Body& body, NodeId row) const {
  if (body.tree.kind(row) == NodeKind::Name) return true;
  const auto owners = reader_.objects(body.ref(body.tree.child(row, Field::Object)));
  return std::any_of(owners.begin(), owners.end(), [&](ObjectId o) {
    const ObjectKind kind = reader_.values()[o].kind;
    return kind == ObjectKind::Instance || kind == ObjectKind::Class || kind == ObjectKind::Module;
  });
}

/// `config = self.config`, `config["lr"] = v`; `anneal(self.config)`.
void CapturedState::containers_changed(const Body& body, NodeId row) const {
  const Program& program = reader_.program();
  if ((containers_.empty() && shared_.empty()) || !body.function.exists()) return;
  if (body.tree.kind(row) == NodeKind::Name) {
    const ScopeTree& scopes = program.scopes(body.file);
    const SymbolId symbol = scopes.symbol_of[row.index()];
    if (!symbol.exists() ||
        scopes.scopes[scopes.symbols[symbol].scope].frame == program.function(body.function).scope)
      return;
  }
  for (ObjectId o : reader_.objects(body.ref(row))) {
    const ObjectKind kind = reader_.values()[o].kind;
    if (kind != ObjectKind::List && kind != ObjectKind::Dict) continue;
    if (const auto found = containers_.find(o.raw()); found != containers_.end())
      contents_between_runs(body, row, found->second, {});
  }
  if (shared_.empty() || !is_place(body, row) || !aliases_.holds_data(body.ref(row))) return;
  for (PlaceKey key : aliases_.places(body.ref(row)))
    if (const auto found = shared_.find(key); found != shared_.end())
      contents_between_runs(body, row, found->second, {});
}

void CapturedState::read(const Body& body, NodeId row) const {
  if (body.tree[row].field == Field::Target) return;
  if (body.function.exists()) objects_changed(body, row);
  FunctionId owner;
  for (const Place* place : places(body, row, owner)) {
    if (place->at.node.exists() && stored_anew(body, row, *place)) return;
    const std::size_t known = body.found.size();
    between_runs(body, row, *place, owner);
    if (body.found.size() == known) continue;
    body.found.back().owner = owner;
    return;
  }
  containers_changed(body, row);
}

}  // namespace hyb
