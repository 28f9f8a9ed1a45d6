// Expressions: the value of a row from the values of its parts. Every value is recorded for its
// row.

#include <algorithm>

#include "core/flow/engine.h"
#include "core/flow/family.h"
#include "core/syntax/parse.h"

namespace hyb::flow {
namespace {

constexpr std::uint32_t kMaxExpressionDepth = 600;
constexpr std::uint32_t kMaxString = 160;  // bytes of a string that is kept as a constant
constexpr std::size_t kMaxParts = 64;      // elements of a display that are told apart

}  // namespace

Site Engine::here(NodeId node) const {
  return {{frame_->file, node}, frame_->function};
}

ValueId Engine::evaluate(NodeId node) {
  if (!node.exists()) return {};
  if (expression_depth_ > kMaxExpressionDepth) return values_.unknown();
  ++expression_depth_;
  ++frame_->steps;
  const ValueId value = evaluate_unrecorded(node);
  --expression_depth_;
  ValueId& recorded = node_values_[frame_->file.index()][node.index()];
  recorded = values_.join(recorded, value);
  return value;
}

ValueId Engine::evaluate_unrecorded(NodeId node) {
  const Tree& t = tree();
  const Row& row = t[node];
  switch (row.kind) {
    case NodeKind::Name:
      return evaluate_name(node);
    case NodeKind::Attribute:
      return evaluate_attribute(node);
    case NodeKind::Call:
      return evaluate_call(node);
    case NodeKind::Subscript:
      return evaluate_subscript(node);
    case NodeKind::Lambda: {
      const FunctionId f = program_.function_at({frame_->file, node});
      const Context& context = contexts_[frame_->context.index()];
      const ContextId closure = context.class_body.exists() ? context.outer : frame_->context;
      for (const Parameter& p : program_.function(f).parameters) evaluate(p.default_value);
      return values_.value({ObjectKind::Function, {}, f.raw(), closure.raw()});
    }
    case NodeKind::Tuple:
    case NodeKind::List:
    case NodeKind::Set:
      return evaluate_sequence(node);
    case NodeKind::Dict:
      return evaluate_dict(node);
    case NodeKind::ListComp:
    case NodeKind::SetComp:
    case NodeKind::DictComp:
    case NodeKind::Generator:
      return evaluate_comprehension(node);
    case NodeKind::Conditional: {
      const NodeId test = t.child(node, Field::Test);
      const ValueId tested = evaluate(test);
      const State before = frame_->state;
      narrow(test, true);
      const ValueId yes = evaluate(t.child(node, Field::Body));
      frame_->state = before;
      narrow(test, false);
      const ValueId no = evaluate(t.child(node, Field::Else));
      frame_->state = before;
      const int known = truth(tested);
      return known == 1 ? yes : known == 0 ? no : values_.join(yes, no);
    }
    case NodeKind::BoolOp: {
      const bool is_or = static_cast<Operator>(row.op) == Operator::Or;
      const NodeId first = t.child(node, Field::Left);
      const ValueId left = evaluate(first);
      const State before = frame_->state;
      narrow(first, !is_or);
      const ValueId right = evaluate(t.child(node, Field::Right));
      if (frame_->state.locals != before.locals) frame_->state = before;
      if (const int known = truth_of(left); known >= 0) return (known == 1) == is_or ? left : right;
      // `x or default`: None never comes out on the left.
      const ValueId kept =
          is_or ? values_.filter(left, [](const Object& o) { return o.kind == ObjectKind::None; })
                : left;
      return values_.join(kept, right);
    }
    case NodeKind::BinOp: {
      const ValueId left = evaluate(t.child(node, Field::Left));
      const ValueId right = evaluate(t.child(node, Field::Right));
      return binary(static_cast<Operator>(row.op), left, right, here(node));
    }
    case NodeKind::UnaryOp: {
      const ValueId value = evaluate(t.child(node, Field::Value));
      return unary(static_cast<Operator>(row.op), value, here(node));
    }
    case NodeKind::Not: {
      const int inner = truth_of(evaluate(t.child(node, Field::Value)));
      return values_.value(Object{.kind = ObjectKind::Bool,
                                  .a = inner < 0 ? 2U : 1U - static_cast<unsigned>(inner)});
    }
    case NodeKind::Compare: {
      ValueId left;
      ValueId result;
      for (NodeId child : t.children(node)) {
        if (t.kind(child) != NodeKind::CompareOp) {
          left = evaluate(child);
          continue;
        }
        const ValueId right = evaluate(t.child(child, Field::Value));
        const auto op = static_cast<Operator>(t[child].op);
        result = values_.join(result, compare(op, left, right, here(node)));
        left = right;
      }
      return result;
    }
    case NodeKind::NamedExpr: {
      const ValueId value = evaluate(t.child(node, Field::Value));
      assign(t.child(node, Field::Target), value);
      return value;
    }
    case NodeKind::Await:
      return evaluate(t.child(node, Field::Value));
    case NodeKind::Yield:
    case NodeKind::YieldFrom: {
      const NodeId inner = t.child(node, Field::Value);
      ValueId value = inner.exists() ? evaluate(inner) : values_.none();
      if (row.kind == NodeKind::YieldFrom) value = elements(value, here(node));
      write_cell(yield_cell(frame_->context), value);
      return values_.unknown();
    }
    case NodeKind::Starred:
    case NodeKind::DoubleStarred:
      return evaluate(t.child(node, Field::Value));
    case NodeKind::Slice: {
      std::vector<ValueId> bounds(3, values_.none());
      for (NodeId child : t.children(node)) {
        const Field field = t[child].field;
        bounds[field == Field::Lower ? 0 : field == Field::Upper ? 1 : 2] = evaluate(child);
      }
      return values_.value(
          Object{.kind = ObjectKind::Slice, .a = values_.list(std::move(bounds)).raw()});
    }
    case NodeKind::String:
    case NodeKind::ConcatString: {
      std::string text;
      for (auto i = static_cast<std::uint32_t>(node.index()) + 1; i < t.end_of(node);) {
        const NodeId part = NodeId::from_index(i);
        if (t.kind(part) == NodeKind::Interpolation) evaluate(t.child(part, Field::Value));
        i = t.kind(part) == NodeKind::String ? i + 1 : t.end_of(part);
      }
      // Long ones are texts for people.
      if (row.end - row.begin <= kMaxString &&
          string_value(t, node, program_.source(frame_->file).bytes(), text))
        return values_.value({ObjectKind::Str, names_.intern(text), 0, 0});
      return (row.op & string_flag::kBytes) != 0 ? plain("bytes")
                                                 : values_.value({ObjectKind::Str, {}, 0, 0});
    }
    case NodeKind::Integer:
      return literal_integer(program_.text({frame_->file, node}));
    case NodeKind::Float: {
      const std::string_view text = program_.text({frame_->file, node});
      if (text.ends_with('j') || text.ends_with('J')) return plain("complex");
      return values_.value(Object{.kind = ObjectKind::Float, .name = names_.intern(text)});
    }
    case NodeKind::True:
      return values_.value({ObjectKind::Bool, {}, 1, 0});
    case NodeKind::False:
      return values_.value({ObjectKind::Bool, {}, 0, 0});
    case NodeKind::None:
      return values_.none();
    case NodeKind::Ellipsis:
      return plain("ellipsis");
    default:  // Error and rows that are no expressions
      return values_.unknown();
  }
}

ContextId Engine::context_of_scope(ScopeId scope) const {
  for (ContextId c = frame_->context; c.exists();) {
    const Context& context = contexts_[c.index()];
    ScopeId own = program_.scopes(context.file).module_scope();
    if (context.function.exists()) own = program_.function(context.function).scope;
    if (context.class_body.exists()) own = program_.class_info(context.class_body).scope;
    if (own == scope && context.file == frame_->file) return c;
    c = context.outer;
  }
  return program_.scopes(frame_->file).module_scope() == scope
             ? module_contexts_[frame_->file.index()]
             : ContextId{};
}

ValueId Engine::load_symbol(SymbolId symbol) {
  const ScopeTree& scopes = program_.scopes(frame_->file);
  const Symbol& info = scopes.symbols[symbol];
  const ScopeId owner = scopes.scopes[info.scope].frame;
  if (owner == frame_->scope) {
    ValueId local = frame_->state.locals[info.slot];
    if (info.rebound_elsewhere)
      local = values_.join(local, read_cell(symbol_cell(frame_->context, symbol)));
    return local;
  }
  const ContextId context = context_of_scope(owner);
  return context.exists() ? read_cell(symbol_cell(context, symbol)) : values_.unknown();
}

ValueId Engine::evaluate_name(NodeId node) {
  const SymbolId symbol = program_.scopes(frame_->file).symbol_of[node.index()];
  if (symbol.exists()) {
    const ValueId value = load_symbol(symbol);
    // A class body reads a name of its own before it is set there: the one outside is meant.
    const ScopeTree& scopes = program_.scopes(frame_->file);
    const ScopeKind kind = scopes.scopes[scopes.symbols[symbol].scope].kind;
    if (!value.exists() && kind == ScopeKind::Class)
      return load_global(frame_->file, tree()[node].name);
    if (value.exists() || kind != ScopeKind::Module) return value;
    // A name of the module that is not set yet: the builtin of that name, if there is one.
    const ValueId builtin = load_builtin(tree()[node].name);
    return values_.is_unknown(builtin) ? ValueId{} : builtin;
  }
  return load_global(frame_->file, tree()[node].name);
}

ValueId Engine::load_global(FileId file, NameId name) {
  const ScopeTree& scopes = program_.scopes(file);
  if (const SymbolId symbol = scopes.lookup(scopes.module_scope(), name); symbol.exists())
    return read_cell(symbol_cell(module_context(file), symbol));
  if (const ValueId value = star_imported(file, name); value.exists()) return value;
  return load_builtin(name);
}

ValueId Engine::load_builtin(NameId name) {
  ValueId& known = builtins_[name.raw()];
  if (!known.exists()) {
    const std::string path = "builtins." + std::string(names_.text(name));
    known = library_.has_member(path) ? external(path) : values_.unknown();
  }
  return known;
}

// Walks the star imports breadth first; a module seen twice is not entered again.
ValueId Engine::star_imported(FileId file, NameId name) {
  if (star_imports_[file.index()].empty() && outside_star_imports_[file.index()].empty()) return {};
  if (names_.text(name).starts_with('_')) return {};
  std::vector<FileId> todo{file};
  std::vector<FileId> seen{file};
  for (std::size_t at = 0; at < todo.size(); ++at) {
    const FileId from = todo[at];
    if (at > 0) {
      const ScopeTree& scopes = program_.scopes(from);
      if (const SymbolId symbol = scopes.lookup(scopes.module_scope(), name); symbol.exists()) {
        ensure_run(module_context(from));
        return read_cell(symbol_cell(module_context(from), symbol));
      }
    }
    for (NameId outside : outside_star_imports_[from.index()]) {
      const std::string path =
          std::string(names_.text(outside)) + "." + std::string(names_.text(name));
      if (library_.has_member(path)) return external(path);
    }
    for (FileId next : star_imports_[from.index()])
      if (std::find(seen.begin(), seen.end(), next) == seen.end()) {
        seen.push_back(next);
        todo.push_back(next);
      }
  }
  return {};
}

ValueId Engine::module_member(FileId file, NameId name) {
  if (!program_.file(file).parsed) return values_.unknown();
  ensure_run(module_context(file));
  const ScopeTree& scopes = program_.scopes(file);
  if (const SymbolId symbol = scopes.lookup(scopes.module_scope(), name); symbol.exists())
    return read_cell(symbol_cell(module_context(file), symbol));
  const ImportTarget inner = program_.resolve_member({file, false, {}}, names_.text(name));
  if (inner.file.exists()) return values_.value({ObjectKind::Module, {}, inner.file.raw(), 0});
  if (inner.is_folder)
    return values_.value({ObjectKind::Folder, names_.intern(inner.folder), 0, 0});
  if (const ValueId star = star_imported(file, name); star.exists()) return star;
  const ObjectId defined = values_.only(globals_of(file));
  const ValueId set = values_.join(read_attribute(defined, name),
                                   read_attribute(defined, this->name(kAnyAttribute)));
  return set.exists() ? set : values_.unknown();
}

ValueId Engine::globals_of(FileId file) {
  const std::uint32_t site = site_number({file, program_.tree(file).root()}, 0, 0);
  return values_.value({ObjectKind::ExternalInstance, name("builtins.globals"), 0, site});
}

ValueId Engine::any_attribute(ObjectId object, Site site) {
  return library_.attribute(*this, object, name(kAnyAttribute), site);
}

ValueId Engine::imported(FileId from, const ImportTarget& target, std::string_view dotted) {
  static_cast<void>(from);
  if (target.file.exists()) {
    if (program_.file(target.file).parsed) ensure_run(module_context(target.file));
    return values_.value({ObjectKind::Module, {}, target.file.raw(), 0});
  }
  if (target.is_folder)
    return values_.value({ObjectKind::Folder, names_.intern(target.folder), 0, 0});
  return external(dotted);
}

void Engine::execute_import(NodeId statement) {
  const Tree& t = tree();
  const FileId file = frame_->file;
  if (t.kind(statement) == NodeKind::Import) {
    for (NodeId alias : t.children(statement)) {
      if (t.kind(alias) != NodeKind::ImportAlias) continue;
      const std::string_view dotted = names_.text(t[alias].name);
      std::string_view bound = dotted;
      if (!t.child(alias, Field::Alias).exists()) bound = dotted.substr(0, dotted.find('.'));
      const ImportTarget whole = program_.resolve_import(file, dotted, 0);
      if (whole.file.exists() && program_.file(whole.file).parsed)
        ensure_run(module_context(whole.file));
      assign_symbol(alias, imported(file, program_.resolve_import(file, bound, 0), bound));
    }
    return;
  }
  const unsigned dots = t[statement].op;
  const std::string_view dotted = names_.text(t[statement].name);
  const ImportTarget module = program_.resolve_import(file, dotted, dots);
  const bool outside = module.external();
  if (module.file.exists() && program_.file(module.file).parsed)
    ensure_run(module_context(module.file));
  for (NodeId child : t.children(statement)) {
    if (t.kind(child) == NodeKind::WildcardImport) {
      if (module.file.exists()) {
        std::vector<FileId>& known = star_imports_[file.index()];
        if (std::find(known.begin(), known.end(), module.file) == known.end())
          known.push_back(module.file);
      } else if (outside && dots == 0) {
        std::vector<NameId>& known = outside_star_imports_[file.index()];
        const NameId path = t[statement].name;
        if (std::find(known.begin(), known.end(), path) == known.end()) known.push_back(path);
      }
      continue;
    }
    if (t.kind(child) != NodeKind::ImportAlias) continue;
    const NameId wanted = t[child].name;
    ValueId value = values_.unknown();
    if (module.file.exists()) {
      // A package that imports from itself means the module inside it: its own name is unbound.
      const ImportTarget inner = module.file == file
                                     ? program_.resolve_member(module, names_.text(wanted))
                                     : ImportTarget{};
      value = inner.external() ? module_member(module.file, wanted) : imported(file, inner, {});
    } else if (module.is_folder) {
      const ImportTarget inner = program_.resolve_member(module, names_.text(wanted));
      if (!inner.external()) value = imported(file, inner, {});
    } else if (dots == 0) {
      value = outside_member(dotted, names_.text(wanted));
    }
    assign_symbol(child, value);
  }
}

ValueId Engine::evaluate_attribute(NodeId node) {
  const ValueId object = evaluate(tree().child(node, Field::Object));
  return attribute(object, tree()[node].name, here(node));
}

ValueId Engine::make_list(NodeId node, ValueId element) {
  return values_.value(Object{.kind = ObjectKind::List,
                              .a = values_.list({element}).raw(),
                              .b = site_number({frame_->file, node}),
                              .open = true});
}

ValueId Engine::evaluate_sequence(NodeId node) {
  const Tree& t = tree();
  std::vector<ValueId> each;
  ValueId all;
  bool open = false;
  for (NodeId child : t.children(node)) {
    const ValueId value = evaluate(child);
    if (t.kind(child) != NodeKind::Starred) {
      all = values_.join(all, value);
      if (each.size() <= kMaxParts) each.push_back(value);
      continue;
    }
    const ObjectId only = values_.only(value);
    const std::optional<Parts> spread = only.exists() ? parts(only) : std::nullopt;
    if (spread && !spread->open && each.size() + spread->each.size() <= kMaxParts) {
      for (ValueId part : spread->each) {
        all = values_.join(all, part);
        each.push_back(part);
      }
    } else {
      open = true;
      all = values_.join(all, elements(value, here(child)));
    }
  }
  if (each.size() > kMaxParts) open = true;
  if (t.kind(node) == NodeKind::Tuple)
    return open ? values_.open_tuple(all) : values_.tuple(std::move(each));
  if (open) return make_list(node, all);
  return values_.value(Object{.kind = ObjectKind::List,
                              .a = values_.list(std::move(each)).raw(),
                              .b = site_number({frame_->file, node})});
}

ValueId Engine::evaluate_dict(NodeId node) {
  const Tree& t = tree();
  const ObjectId dict =
      values_.object({ObjectKind::Dict, {}, 0, site_number({frame_->file, node})});
  for (NodeId child : t.children(node)) {
    if (t.kind(child) != NodeKind::Pair) {
      write_cell(element_cell(dict), elements(evaluate(child), here(child)));
      continue;
    }
    const ObjectId key = values_.only(evaluate(t.child(child, Field::Key)));
    const ValueId value = evaluate(t.child(child, Field::Value));
    if (key.exists() && values_[key].kind == ObjectKind::Str && values_[key].name.exists())
      write_attribute(dict, values_[key].name, value);
    else
      write_cell(element_cell(dict), value);
  }
  return values_.value(dict);
}

ValueId Engine::evaluate_comprehension(NodeId node) {
  const Tree& t = tree();
  NodeId element;
  for (NodeId child : t.children(node)) {
    if (t[child].field == Field::Element) {
      element = child;
    } else if (t.kind(child) == NodeKind::CompFor) {
      const ValueId iterable = evaluate(t.child(child, Field::Iter));
      assign(t.child(child, Field::Target), elements(iterable, here(child)));
    } else if (t.kind(child) == NodeKind::CompIf) {
      evaluate(t.child(child, Field::Test));
    }
  }
  ValueId value;
  if (element.exists() && t.kind(element) == NodeKind::Pair) {
    evaluate(t.child(element, Field::Key));
    value = evaluate(t.child(element, Field::Value));
  } else {
    value = evaluate(element);
  }
  if (t.kind(node) == NodeKind::Generator)
    return values_.value({ObjectKind::Iterator, {}, value.raw(), 1});
  if (t.kind(node) != NodeKind::DictComp) return make_list(node, value);
  const ObjectId made =
      values_.object({ObjectKind::Dict, {}, 0, site_number({frame_->file, node})});
  write_cell(element_cell(made), value);
  return values_.value(made);
}

// `x[a, b]` has one index, the tuple.
ValueId Engine::evaluate_index(NodeId node) {
  const Tree& t = tree();
  std::vector<ValueId> each;
  for (NodeId child : t.children(node))
    if (t[child].field == Field::Index) each.push_back(evaluate(child));
  if (each.empty()) return {};
  return each.size() == 1 ? each.front() : values_.tuple(std::move(each));
}

ValueId Engine::evaluate_subscript(NodeId node) {
  const Tree& t = tree();
  const ValueId object = evaluate(t.child(node, Field::Object));
  return subscript(object, evaluate_index(node), here(node));
}

Bindings Engine::evaluate_arguments(NodeId arguments) {
  const Tree& t = tree();
  Bindings out;
  std::vector<Argument> keywords;
  out.arguments.reserve(4);
  for (NodeId child : t.children(arguments)) {
    const NodeRef at{frame_->file, child};
    switch (t.kind(child)) {
      case NodeKind::Keyword: {
        const NodeId value = t.child(child, Field::Value);
        keywords.push_back({t[child].name, evaluate(value), {frame_->file, value}});
        break;
      }
      case NodeKind::Starred: {
        const ValueId sequence = evaluate(child);
        const ObjectId only = values_.only(sequence);
        const std::optional<Parts> spread = only.exists() ? parts(only) : std::nullopt;
        if (spread && !spread->open && !out.open) {
          for (ValueId v : spread->each) out.arguments.push_back({{}, v, at});
        } else {
          elements(sequence, here(child));
          out.open = true;
        }
        break;
      }
      case NodeKind::DoubleStarred: {
        const ObjectId only = values_.only(evaluate(child));
        if (only.exists() && values_[only].kind == ObjectKind::Dict) {
          spread_dict(only, at, keywords, out);
        } else {
          out.open = true;
        }
        break;
      }
      default:
        if (!out.open)
          out.arguments.push_back({{}, evaluate(child), at});
        else
          evaluate(child);
        break;
    }
  }
  out.arguments.insert(out.arguments.end(), keywords.begin(), keywords.end());
  return out;
}

// `**options`: the keys that are constants, as keywords.
void Engine::spread_dict(ObjectId dict, NodeRef at, std::vector<Argument>& keywords,
                         Bindings& out) {
  if (read_cell(element_cell(dict)).exists()) out.open = true;
  if (auto keys = dict_keys_.find(dict.raw()); keys != dict_keys_.end())
    for (NameId key : std::vector<NameId>(keys->second))
      keywords.push_back({key, read_attribute(dict, key), at});
}

ValueId Engine::evaluate_call(NodeId node) {
  const Tree& t = tree();
  const ValueId callee = evaluate(t.child(node, Field::Function));
  const Bindings bindings = evaluate_arguments(t.child(node, NodeKind::Arguments));
  if (t.kind(t.child(node, Field::Function)) == NodeKind::Call)
    if (const Argument* function = bindings.find({}, 0))
      registers_with(t.child(node, Field::Function), function->value);
  return call(callee, bindings, here(node));
}

}  // namespace hyb::flow
