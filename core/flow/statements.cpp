// Statements: how the environment changes from one to the next, and where control flow meets.

#include <algorithm>

#include "core/flow/engine.h"

namespace hyb::flow {
namespace {

constexpr int kMaxRounds = 6;               // walks over one loop body
constexpr std::uint32_t kMaxNesting = 400;  // blocks inside one another

}  // namespace

void Engine::join_into(Values& values, State& into, const State& from) {
  if (!from.live) return;
  if (!into.live) {
    into = from;
    return;
  }
  for (std::size_t i = 0; i < into.locals.size(); ++i)
    into.locals[i] = values.join(into.locals[i], from.locals[i]);
}

void Engine::execute_block(NodeId block) {
  if (!block.exists() || expression_depth_ > kMaxNesting) return;
  ++expression_depth_;
  for (NodeId statement : tree().children(block)) {
    if (!frame_->state.live) break;
    execute(statement);
  }
  --expression_depth_;
}

void Engine::execute(NodeId statement) {
  const Tree& t = tree();
  State& state = frame_->state;
  switch (t.kind(statement)) {
    case NodeKind::ExprStmt:
      evaluate(t.child(statement, Field::Value));
      break;
    case NodeKind::Assign: {
      const ValueId value = evaluate(t.child(statement, Field::Value));
      for (NodeId child : t.children(statement))
        if (t[child].field == Field::Target) assign(child, value);
      break;
    }
    case NodeKind::AnnAssign: {
      const NodeId value = t.child(statement, Field::Value);
      evaluate(t.child(statement, Field::Annotation));
      if (value.exists()) assign(t.child(statement, Field::Target), evaluate(value));
      break;
    }
    case NodeKind::AugAssign: {
      const NodeId target = t.child(statement, Field::Target);
      const ValueId old = evaluate(target);
      const ValueId value = evaluate(t.child(statement, Field::Value));
      assign(target,
             augmented(static_cast<Operator>(t[statement].op), old, value, here(statement)));
      break;
    }
    case NodeKind::Return: {
      const NodeId value = t.child(statement, Field::Value);
      const ValueId result = value.exists() ? evaluate(value) : values_.none();
      write_cell(return_cell(frame_->context), result);
      publish_rewrapped();
      state.live = false;
      break;
    }
    case NodeKind::Raise:
      for (NodeId child : t.children(statement)) evaluate(child);
      state.live = false;
      break;
    case NodeKind::Assert: {
      const NodeId test = t.child(statement, Field::Test);
      evaluate(test);
      narrow(test, true);
      break;
    }
    case NodeKind::Break:
      if (!frame_->loops.empty()) join_into(values_, *frame_->loops.back().broken, state);
      state.live = false;
      break;
    case NodeKind::Continue:
      if (!frame_->loops.empty()) join_into(values_, *frame_->loops.back().continued, state);
      state.live = false;
      break;
    case NodeKind::If:
      execute_if(statement);
      break;
    case NodeKind::For:
    case NodeKind::While:
      execute_loop(statement);
      break;
    case NodeKind::Try:
      execute_try(statement);
      break;
    case NodeKind::With:
      execute_with(statement);
      break;
    case NodeKind::Match:
      execute_match(statement);
      break;
    case NodeKind::Import:
    case NodeKind::ImportFrom:
      execute_import(statement);
      break;
    case NodeKind::Decorated:
      for (NodeId child : t.children(statement)) {
        if (t.kind(child) == NodeKind::FunctionDef) execute_def(child);
        if (t.kind(child) == NodeKind::ClassDef) execute_class(child);
      }
      break;
    case NodeKind::FunctionDef:
      execute_def(statement);
      break;
    case NodeKind::ClassDef:
      execute_class(statement);
      break;
    case NodeKind::TypeAlias:
      assign(t.child(statement, Field::Target), values_.unknown());
      break;
    case NodeKind::Delete:
      for (NodeId child : t.children(statement))
        if (t.kind(child) != NodeKind::Name) evaluate(child);
      break;
    default:  // Pass, Global, Nonlocal, Error: nothing is computed
      break;
  }
}

// 1 = always true, 0 = always false, -1 = either.
int Engine::truth(ValueId tested) const {
  const ObjectId only = values_.only(tested);
  if (only.exists() && values_[only].kind == ObjectKind::External)
    return names_.text(values_[only].name) == "typing.TYPE_CHECKING" ? 0 : -1;
  return truth_of(tested);
}

// `items += more` changes a list in place; everything else is the operator.
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
  return rest.exists() ? values_.join(out, binary(op, rest, value, site)) : out;
}

// `x is None`, `x is not None`, `not x`, `x` and their conjunctions take None out of a local name
// or leave nothing else.
void Engine::narrow(NodeId test, bool holds) {
  const Tree& t = tree();
  for (std::uint32_t depth = 0; test.exists() && depth < kMaxNesting; ++depth) {
    const NodeKind kind = t.kind(test);
    if (kind == NodeKind::Not) {
      test = t.child(test, Field::Value);
      holds = !holds;
      continue;
    }
    const auto op = static_cast<Operator>(t[test].op);
    if (kind == NodeKind::BoolOp && (op == Operator::And) == holds) {
      narrow(t.child(test, Field::Right), holds);
      test = t.child(test, Field::Left);
      continue;
    }
    NodeId name = test;
    bool keep_none = !holds;
    if (kind == NodeKind::Compare) {
      NodeId part;
      std::size_t parts = 0;
      name = NodeId{};
      for (NodeId child : t.children(test)) {
        if (!name.exists()) name = child;
        if (t.kind(child) == NodeKind::CompareOp) {
          part = child;
          ++parts;
        }
      }
      if (parts != 1) return;
      const NodeId right = t.child(part, Field::Value);
      const auto compared = static_cast<Operator>(t[part].op);
      if (!right.exists() || t.kind(right) != NodeKind::None) return;
      if (compared != Operator::Is && compared != Operator::IsNot) return;
      keep_none = (compared == Operator::Is) == holds;
      if (keep_none) {
        if (t.kind(name) == NodeKind::Name)
          if (const SymbolId s = program_.scopes(frame_->file).symbol_of[name.index()]; s.exists())
            if (program_.scopes(frame_->file).symbols[s].scope == frame_->scope)
              frame_->state.locals[program_.scopes(frame_->file).symbols[s].slot] = values_.none();
        return;
      }
    } else if (kind == NodeKind::Call) {
      narrow_by_test(test, holds);
      return;
    } else if (kind != NodeKind::Name || keep_none) {
      return;
    }
    if (t.kind(name) != NodeKind::Name) return;
    const ScopeTree& scopes = program_.scopes(frame_->file);
    const SymbolId symbol = scopes.symbol_of[name.index()];
    if (!symbol.exists() || scopes.symbols[symbol].scope != frame_->scope) return;
    ValueId& local = frame_->state.locals[scopes.symbols[symbol].slot];
    local = values_.filter(local, [](const Object& o) { return o.kind == ObjectKind::None; });
    return;
  }
}

ValueId* Engine::local_of(NodeId name) {
  if (!name.exists() || tree().kind(name) != NodeKind::Name) return nullptr;
  const ScopeTree& scopes = program_.scopes(frame_->file);
  const SymbolId symbol = scopes.symbol_of[name.index()];
  if (!symbol.exists() || scopes.symbols[symbol].scope != frame_->scope) return nullptr;
  return &frame_->state.locals[scopes.symbols[symbol].slot];
}

// `isinstance(x, T)`, `tf.is_tensor(x)`, `callable(x)`: members that fail the test leave.
void Engine::narrow_by_test(NodeId call, bool holds) {
  const Tree& t = tree();
  const NodeId arguments = t.child(call, NodeKind::Arguments);
  if (!arguments.exists()) return;
  std::vector<NodeId> given;
  for (NodeId child : t.children(arguments)) given.push_back(child);
  ValueId* local = given.empty() ? nullptr : local_of(given.front());
  const ObjectId callee = values_.only(value_of({frame_->file, t.child(call, Field::Function)}));
  if (local == nullptr || !callee.exists() || values_[callee].kind != ObjectKind::External) return;
  const NameId function = values_[callee].name;
  const bool by_class = names_.text(function) == "builtins.isinstance" && given.size() == 2;
  const ValueId classes = by_class ? value_of({frame_->file, given[1]}) : ValueId{};
  ValueId out;
  for (ObjectId o : values_.members(*local)) {
    const int passes = by_class ? instance_of(o, classes) : library_.passes(*this, function, o);
    if (passes < 0 || (passes == 1) == holds) out = values_.join(out, values_.value(o));
  }
  if (out.exists()) *local = out;
}

// 1 = an instance of one of the classes, 0 = of none, -1 = cannot tell.
int Engine::instance_of(ObjectId object, ValueId classes) {
  if (!classes.exists()) return -1;
  bool all_no = true;
  for (ObjectId c : values_.members(classes)) {
    int one = -1;
    if (const std::optional<Parts> several = parts(c)) {
      one = several->open ? -1 : 0;
      for (ValueId part : several->each) {
        const int inner = instance_of(object, part);
        if (inner == 1) one = 1;
        if (inner < 0 && one == 0) one = -1;
      }
    } else if (values_[object].kind == ObjectKind::Instance) {
      const std::vector<ObjectId> order = mro(class_of_instance(object));
      one = std::find(order.begin(), order.end(), c) != order.end() ? 1 : 0;
      if (one == 0)
        for (ObjectId base : order) {
          if (values_[base].kind == ObjectKind::Unknown) one = -1;
          if (values_[base].kind == ObjectKind::External) {
            const int outside = library_.is_instance(*this, base, c);
            if (outside != 0) one = outside;
          }
          if (one == 1) break;
        }
    } else {
      one = library_.is_instance(*this, object, c);
    }
    if (one == 1) return 1;
    all_no = all_no && one == 0;
  }
  return all_no ? 0 : -1;
}

void Engine::execute_if(NodeId statement) {
  const Tree& t = tree();
  State after = frame_->state;
  after.live = false;
  NodeId branch = statement;
  bool done = false;
  for (NodeId child : t.children(statement)) {
    const NodeKind kind = t.kind(child);
    if (kind == NodeKind::Elif) branch = child;
    if (kind == NodeKind::Else && !done) {
      execute_block(t.child(child, Field::Body));
      done = true;
    }
    if (done || (child != t.child(statement, Field::Body) && kind != NodeKind::Elif)) continue;
    const NodeId test = t.child(branch, Field::Test);
    const NodeId body = t.child(branch, Field::Body);
    if (!test.exists()) continue;
    const int known = truth(evaluate(test));
    if (known == 0) continue;
    const State otherwise = frame_->state;
    narrow(test, true);
    execute_block(body);
    join_into(values_, after, frame_->state);
    frame_->state = otherwise;
    narrow(test, false);
    if (known == 1) {
      frame_->state.live = false;
      done = true;
    }
  }
  join_into(values_, after, frame_->state);
  frame_->state = std::move(after);
}

void Engine::execute_loop(NodeId statement) {
  const Tree& t = tree();
  const bool is_for = t.kind(statement) == NodeKind::For;
  const NodeId test = t.child(statement, Field::Test);
  const NodeId body = t.child(statement, Field::Body);
  const ValueId element =
      is_for ? elements(evaluate(t.child(statement, Field::Iter)), here(statement)) : ValueId{};
  State broken = frame_->state;
  broken.live = false;
  for (int round = 0; round < kMaxRounds; ++round) {
    State head = frame_->state;
    State continued = head;
    continued.live = false;
    if (is_for) {
      assign(t.child(statement, Field::Target), element);
    } else if (test.exists()) {
      evaluate(test);
      narrow(test, true);
    }
    frame_->loops.push_back({&broken, &continued});
    execute_block(body);
    frame_->loops.pop_back();
    join_into(values_, continued, frame_->state);
    frame_->state = head;
    join_into(values_, frame_->state, continued);
    bool changed = false;
    for (std::size_t i = 0; i < head.locals.size(); ++i)
      if (frame_->state.locals[i] != head.locals[i]) {
        changed = true;
        if (round + 2 >= kMaxRounds)
          frame_->state.locals[i] = values_.unknown();
        else if (round > 0)
          frame_->state.locals[i] = values_.widen(head.locals[i], frame_->state.locals[i]);
      }
    if (!changed) break;
  }
  if (!is_for && test.exists() && truth(evaluate(test)) == 1) frame_->state.live = false;
  for (NodeId child : t.children(statement))
    if (t.kind(child) == NodeKind::Else) execute_block(t.child(child, Field::Body));
  join_into(values_, broken, frame_->state);
  frame_->state = std::move(broken);
}

// An exception may leave the body anywhere: handlers start from the join of the state before it and
// after each of its statements, taken here as before joined with after.
void Engine::execute_try(NodeId statement) {
  const Tree& t = tree();
  const State before = frame_->state;
  State after = before;
  after.live = false;
  State thrown = before;
  NodeId final_block;
  for (NodeId child : t.children(statement)) {
    switch (t.kind(child)) {
      case NodeKind::Block:
        execute_block(child);
        for (std::size_t i = 0; i < thrown.locals.size(); ++i)
          thrown.locals[i] = values_.join(thrown.locals[i], frame_->state.locals[i]);
        break;
      case NodeKind::Else:
        execute_block(t.child(child, Field::Body));
        break;
      case NodeKind::Except: {
        if (const NodeId previous_end = child; previous_end.exists())
          join_into(values_, after, frame_->state);
        frame_->state = thrown;
        frame_->state.live = true;
        for (NodeId part : t.children(child)) {
          if (t[part].field == Field::Test) evaluate(part);
          if (t[part].field == Field::Alias) assign_symbol(part, values_.unknown());
        }
        execute_block(t.child(child, Field::Body));
        break;
      }
      case NodeKind::Finally:
        final_block = t.child(child, Field::Body);
        break;
      default:
        break;
    }
  }
  join_into(values_, after, frame_->state);
  const bool falls_through = after.live;
  frame_->state = falls_through ? std::move(after) : thrown;
  if (final_block.exists()) {
    frame_->state.live = true;
    execute_block(final_block);
  }
  if (!falls_through) frame_->state.live = false;
}

void Engine::execute_with(NodeId statement) {
  const Tree& t = tree();
  for (NodeId item : t.children(statement)) {
    if (t.kind(item) != NodeKind::WithItem) continue;
    const ValueId manager = evaluate(t.child(item, Field::Value));
    ValueId entered;
    const NameId enter = name(t.is_async(statement) ? "__aenter__" : "__enter__");
    const Members objects = values_.members(manager);
    for (ObjectId o : objects) {
      const Object object = values_[o];
      if (object.kind == ObjectKind::Instance) {
        const ValueId method = project_member(o, enter, here(item));
        entered =
            values_.join(entered, method.exists() ? call(method, {}, here(item), Passage::Construct)
                                                  : values_.value(o));
      } else if (object.kind == ObjectKind::Generator || object.kind == ObjectKind::Iterator) {
        entered = values_.join(entered, elements(values_.value(o), here(item)));
      } else {
        entered = values_.join(entered, values_.value(o));  // tape, scope, file: itself
      }
    }
    if (const NodeId target = t.child(item, Field::Target); target.exists())
      assign(target, entered);
  }
  execute_block(t.child(statement, Field::Body));
}

void Engine::execute_match(NodeId statement) {
  const Tree& t = tree();
  const ValueId subject = evaluate(t.child(statement, Field::Value));
  State after = frame_->state;  // no case may match
  for (NodeId child : t.children(statement)) {
    if (t.kind(child) != NodeKind::Case) continue;
    const State before = frame_->state;
    if (const NodeId pattern = t.child(child, NodeKind::Pattern); pattern.exists())
      bind_pattern(pattern, subject);
    if (const NodeId guard = t.child(child, Field::Test); guard.exists()) evaluate(guard);
    execute_block(t.child(child, Field::Body));
    join_into(values_, after, frame_->state);
    frame_->state = before;
  }
  frame_->state = std::move(after);
}

// A capture of the whole subject is the subject; what stands inside a pattern is Unknown.
void Engine::bind_pattern(NodeId pattern, ValueId subject) {
  const Tree& t = tree();
  const auto whole = static_cast<PatternKind>(t[pattern].op);
  for (std::uint32_t i = static_cast<std::uint32_t>(pattern.index()); i < t.end_of(pattern); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (t.kind(row) != NodeKind::Pattern) {
      if (t.kind(t.parent(row)) == NodeKind::Pattern) evaluate(row);
      continue;
    }
    if (!program_.scopes(frame_->file).symbol_of[row.index()].exists()) continue;
    const bool is_subject =
        row == pattern && (whole == PatternKind::Capture || whole == PatternKind::As);
    assign_symbol(row, is_subject ? subject : values_.unknown());
  }
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
        if (kind == ObjectKind::Instance || kind == ObjectKind::Class ||
            kind == ObjectKind::ExternalInstance || kind == ObjectKind::Function)
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

}  // namespace hyb::flow
